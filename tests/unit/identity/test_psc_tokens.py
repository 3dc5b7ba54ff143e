"""A sign-in needs a valid id_token."""

import base64
import json
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from chalicelib.identity.psc import PscFault, PscRefused
from chalicelib.identity.psc.tokens import is_enough
from tests.unit.identity.provider_stub import (
    CLIENT,
    ENDPOINTS,
    EPOCH,
    ISSUER,
    Psc,
    ec_key,
    rsa_key,
    token_by_shared_secret,
    unsigned_token,
)


def fault_of(psc: Psc) -> PscFault:
    with pytest.raises(PscRefused) as caught:
        psc.sign_in()
    return caught.value.fault


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_token_under_an_rsa_key_is_accepted(algorithm: str) -> None:
    assert Psc(algorithm=algorithm).sign_in()


def test_a_token_under_an_elliptic_key_is_accepted() -> None:
    key = ec_key()
    assert Psc(published=[rsa_key(), key], key=key, algorithm="ES256", header={"kid": "courbe"}).sign_in()


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS512"])
def test_other_algorithms_are_refused(algorithm: str) -> None:
    assert fault_of(Psc(algorithm=algorithm)) is PscFault.SIGNATURE


class Forger(Psc):
    """A provider that answers with a forged token."""

    def sign(self, claims: dict[str, Any]) -> str:
        forged = {
            "none": unsigned_token(claims),
            "public key": token_by_shared_secret(claims, rsa_key().as_pem(private=False)),
            "client secret": token_by_shared_secret(claims, b"secret"),
        }
        return forged[self.algorithm]


@pytest.mark.parametrize("trick", ["none", "public key", "client secret"])
def test_a_token_without_a_signature_of_the_provider_is_refused(trick: str) -> None:
    assert fault_of(Forger(algorithm=trick)) is PscFault.SIGNATURE


def test_a_token_under_a_key_that_is_not_published_is_refused() -> None:
    assert fault_of(Psc(key=rsa_key("autre"))) is PscFault.SIGNATURE


def test_a_key_published_for_another_algorithm_verifies_nothing() -> None:
    key = RSAKey.import_key(rsa_key().as_dict(private=True), {"alg": "PS256"})
    assert fault_of(Psc(published=[key], algorithm="RS256")) is PscFault.SIGNATURE
    assert Psc(published=[key], algorithm="PS256").sign_in()


def test_a_token_that_brings_its_own_key_is_refused() -> None:
    own = rsa_key("autre")
    assert fault_of(Psc(key=own, header={"kid": "autre", "jwk": own.as_dict(private=False)})) is PscFault.SIGNATURE
    assert fault_of(Psc(key=own, header={"kid": "un", "jwk": own.as_dict(private=False)})) is PscFault.SIGNATURE


class Meddler(Psc):
    """A provider that alters the claims of a genuine token and keeps its signature."""

    def sign(self, claims: dict[str, Any]) -> str:
        header, _, signature = super().sign(claims).split(".")
        altered = json.dumps({**claims, "sub": "un autre"}).encode()
        return f"{header}.{base64.urlsafe_b64encode(altered).rstrip(b'=').decode()}.{signature}"


def test_an_altered_token_is_refused() -> None:
    assert fault_of(Meddler()) is PscFault.SIGNATURE


def test_a_change_of_keys_is_noticed_and_costs_one_more_call() -> None:
    psc = Psc()
    psc.sign_in()
    assert psc.calls_to(ENDPOINTS["jwks_uri"]) == 1
    psc.published, psc.key, psc.header = [rsa_key("deux")], rsa_key("deux"), {"kid": "deux"}
    assert psc.sign_in()
    assert psc.calls_to(ENDPOINTS["jwks_uri"]) == 2


def test_an_unknown_key_is_fetched_once_only() -> None:
    psc = Psc()
    psc.sign_in()
    psc.header = {"kid": "inconnue"}
    assert fault_of(psc) is PscFault.SIGNATURE
    assert psc.calls_to(ENDPOINTS["jwks_uri"]) == 2


def test_a_token_that_names_no_key_is_accepted_when_only_one_fits() -> None:
    assert Psc(published=[rsa_key(), ec_key()], header={}).sign_in()


def test_a_token_that_names_no_key_is_refused_when_several_fit() -> None:
    assert fault_of(Psc(published=[rsa_key(), rsa_key("deux")], header={})) is PscFault.SIGNATURE


def test_a_key_for_encryption_verifies_nothing() -> None:
    encryption = type(rsa_key()).import_key({**rsa_key().as_dict(private=True), "use": "enc"})
    assert fault_of(Psc(published=[encryption])) is PscFault.SIGNATURE
    assert Psc(published=[rsa_key(), encryption], header={}).sign_in()


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({"iss": "https://autre.test"}, PscFault.ISSUER),
        ({"iss": f"{ISSUER}/"}, PscFault.ISSUER),
        ({"iss": None}, PscFault.ISSUER),
        ({"iss": [ISSUER]}, PscFault.ISSUER),
        ({"aud": "autre"}, PscFault.AUDIENCE),
        ({"aud": ["autre"]}, PscFault.AUDIENCE),
        ({"aud": []}, PscFault.AUDIENCE),
        ({"aud": None}, PscFault.AUDIENCE),
        ({"aud": ["autre", CLIENT]}, PscFault.AUDIENCE),
        ({"aud": ["autre", CLIENT], "azp": "autre"}, PscFault.AUDIENCE),
        ({"aud": CLIENT, "azp": "autre"}, PscFault.AUDIENCE),
        ({"nonce": "autre"}, PscFault.NONCE),
        ({"nonce": ""}, PscFault.NONCE),
        ({"nonce": None}, PscFault.NONCE),
        ({"sub": None}, PscFault.CLAIMS),
        ({"sub": ""}, PscFault.CLAIMS),
        ({"exp": None}, PscFault.DATES),
        ({"exp": "demain"}, PscFault.DATES),
        ({"exp": True}, PscFault.DATES),
        ({"iat": None}, PscFault.DATES),
        ({"nbf": EPOCH + 3600}, PscFault.DATES),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(claims: dict[str, object], fault: PscFault) -> None:
    assert fault_of(Psc(claims=claims)) is fault


@pytest.mark.parametrize("claims", [{"aud": [CLIENT]}, {"aud": ["autre", CLIENT], "azp": CLIENT}, {"azp": CLIENT}])
def test_a_token_issued_to_this_service_may_name_several_audiences(claims: dict[str, object]) -> None:
    assert Psc(claims=claims).sign_in()


def test_a_token_is_good_until_a_minute_after_its_end() -> None:
    assert Psc(claims={"exp": EPOCH - 59}).sign_in()
    assert fault_of(Psc(claims={"exp": EPOCH - 60})) is PscFault.DATES


def test_the_clock_of_the_provider_may_be_a_minute_ahead() -> None:
    assert Psc(claims={"iat": EPOCH + 60}).sign_in()
    assert fault_of(Psc(claims={"iat": EPOCH + 61})) is PscFault.DATES


@pytest.mark.parametrize("acr", ["eidas0", "eidas", "0", "", None, 1, ["eidas1"], "eidas10", "eidas1\n"])
def test_a_sign_in_below_the_required_level_is_refused(acr: object) -> None:
    assert fault_of(Psc(claims={"acr": acr})) is PscFault.ACR


@pytest.mark.parametrize(
    ("acr", "asked", "enough"),
    [
        ("eidas1", "eidas1", True),
        ("eidas3", "eidas1", True),
        ("eidas1", "eidas2", False),
        ("eidas2", "eidas3 eidas2", True),
        ("eidas1", "", False),
        ("", "", False),
        ("urn:fort", "urn:fort", True),
        ("urn:autre", "urn:fort", False),
        ("eidas3", "urn:fort", False),
    ],
)
def test_levels_are_compared_by_rank(acr: str, asked: str, enough: bool) -> None:
    assert is_enough(acr, asked) is enough
