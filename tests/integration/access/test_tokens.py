"""Token exchange (RFC 8693) in the profile of docs/access.md."""

import json
import os
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chalicelib import runtime
from chalicelib.access.forms import ACCESS_TOKEN, GRANT_TYPE, JWT
from chalicelib.domain.catalogue import ProfilId
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import read_settings, settings
from chalicelib.store.denials import read_denials
from tests.builders import DAY, NOW, TODAY, a_structure, at, terms
from tests.integration.access.service import FIRST_USE, FORM, PortalService, calls, give
from tests.integration.world import Exchange, World

TYPE = "urn:amelipro:token-type:"
PEOPLE = {
    "subject_token": "claire",
    "subject_token_type": f"{TYPE}account",
    "actor_token": "paul",
    "actor_token_type": f"{TYPE}account",
}
ASKED = {"grant_type": GRANT_TYPE, **PEOPLE}


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""


def result_of(found: Exchange) -> dict[str, Any]:
    """Return the content of a successful exchange."""
    assert found.status == 200, found.body
    assert found.header("cache-control") == "no-store"
    answer: dict[str, Any] = json.loads(found.body)
    return answer


def error_of(found: Exchange) -> str:
    """Return the error code of a refused exchange (RFC 6749 §5.2)."""
    assert found.status == 400, found.body
    answer = json.loads(found.body)
    assert answer["error_description"].isascii()
    return str(answer["error"])


def claims_of(token: str, signer: LocalSigner) -> dict[str, Any]:
    """Return the claims of a token, verified with the published keys."""
    published = KeySet.import_key_set({"keys": [dict(key) for key in signer.public_keys()]})
    decoded = jwt.decode(token, published, algorithms=["RS256"])
    assert decoded.header == {"alg": "RS256", "typ": "at+jwt", "kid": signer.public_keys()[0]["kid"]}
    return decoded.claims


# By a service


def test_a_service_gets_a_token_for_a_delegue(portal: PortalService, keyed: LocalSigner) -> None:
    delegation = give()
    answer = result_of(portal.form("token", ASKED))

    assert {name: answer[name] for name in answer if name != "access_token"} == {
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "paiements rosp",
    }
    claims = claims_of(answer["access_token"], keyed)
    assert len(claims.pop("jti")) >= 20
    assert claims == {
        "iss": settings().public_base_url,
        "sub": "claire",
        "act": {"sub": "paul"},
        "aud": "amelipro",
        "client_id": "portail",
        "scope": "paiements rosp",
        "authorization_details": [
            {"type": "urn:amelipro:structure", "identifier": "cabinet-1", "actions": ["paiements", "rosp"]}
        ],
        "delegation": delegation.id,
        "profil": "comptable",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
    }


def test_two_tokens_are_never_the_same(portal: PortalService) -> None:
    give()
    tokens = {result_of(portal.form("token", ASKED))["access_token"] for _ in range(5)}
    assert len(tokens) == 5


def test_a_token_never_outlives_the_last_day(world: World, portal: PortalService, keyed: LocalSigner) -> None:
    give(terms=terms(TODAY, TODAY))
    for left in (400, 300, 299, 1):
        world.now = at(TODAY + DAY) - left * (DAY / 86_400)
        answer = result_of(portal.form("token", ASKED))
        assert answer["expires_in"] == min(left, 300)
        assert claims_of(answer["access_token"], keyed)["exp"] <= int(at(TODAY + DAY).timestamp())
    world.now = at(TODAY + DAY)
    assert error_of(portal.form("token", ASKED)) == "invalid_request"


@pytest.mark.parametrize(("asked", "given"), [(60, 60), (300, 300), (301, 300)])
def test_no_setting_makes_a_token_live_longer_than_five_minutes(
    portal: PortalService, monkeypatch: pytest.MonkeyPatch, asked: int, given: int
) -> None:
    give()
    monkeypatch.setattr(runtime, "settings", lambda: read_settings({**os.environ, "TOKEN_SECONDS": str(asked)}))
    assert result_of(portal.form("token", ASKED))["expires_in"] == given


def test_the_scope_is_limited_to_requested_open_and_allowed_services(world: World, portal: PortalService) -> None:
    give()
    rosp_only = PortalService(world, ["rosp", "transport"], "cpam")

    def scope(service: PortalService, asked: str = "") -> str:
        return str(result_of(service.form("token", {**ASKED, "scope": asked}))["scope"])

    assert scope(portal, "paiements transport") == "paiements"
    assert scope(portal, "rosp paiements") == "paiements rosp"
    assert scope(rosp_only) == "rosp"
    assert scope(rosp_only, "rosp paiements") == "rosp"


@pytest.mark.parametrize("asked", ["transport", "autre", "paiements autre"])
def test_a_scope_that_opens_nothing_is_refused(portal: PortalService, asked: str) -> None:
    give()
    assert error_of(portal.form("token", {**ASKED, "scope": asked})) == "invalid_scope"


def test_the_delegation_that_opens_most_of_the_request_is_chosen(portal: PortalService, keyed: LocalSigner) -> None:
    give(id="comptable")
    give(id="assistant", profil=ProfilId.ASSISTANT_MEDICAL)
    for scope, delegation in (
        ("paiements", "comptable"),
        ("transport echanges paiements", "assistant"),
        ("", "assistant"),
    ):
        answer = result_of(portal.form("token", {**ASKED, "scope": scope}))
        assert claims_of(answer["access_token"], keyed)["delegation"] == delegation


def test_the_details_list_the_open_services_of_each_structure(portal: PortalService, keyed: LocalSigner) -> None:
    nurse = a_structure(2, categorie="infirmier", specialite="")
    give(terms=terms(structures=(a_structure(1), nurse)))
    token = result_of(portal.form("token", ASKED))["access_token"]
    details = claims_of(token, keyed)["authorization_details"]
    assert {found["identifier"]: found["actions"] for found in details} == {
        "cabinet-1": ["paiements", "rosp"],
        "cabinet-2": ["paiements"],
    }


def test_only_listed_audiences_are_allowed(
    portal: PortalService, keyed: LocalSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    give()
    assert error_of(portal.form("token", {**ASKED, "audience": "ailleurs"})) == "invalid_target"
    assert error_of(portal.form("token", {**ASKED, "audience": ["amelipro", "ailleurs"]})) == "invalid_target"
    assert error_of(portal.form("token", {**ASKED, "resource": "https://amelipro.example"})) == "invalid_target"
    wider = settings()._replace(token_audiences="amelipro cpam")
    monkeypatch.setattr(runtime, "settings", lambda: wider)
    token = result_of(portal.form("token", {**ASKED, "audience": ["cpam", "amelipro", "cpam"]}))["access_token"]
    assert claims_of(token, keyed)["aud"] == ["cpam", "amelipro"]


def test_people_may_be_named_by_an_identifier(portal: PortalService) -> None:
    give()
    named = {"actor_token": "Paul@Exemple.fr", "actor_token_type": f"{TYPE}email"}
    found = portal.form("token", {**ASKED, **named})
    assert result_of(found)["scope"] == "paiements rosp"
    assert calls(found) == ["BatchGetItem", "BatchGetItem", "Query", *FIRST_USE]  # the first header is the credential
    assert calls(portal.form("token", ASKED)) == ["Query"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject_token": "helene"},
        {"actor_token": "lea"},
        {"actor_token": "paul#"},
        {"subject_token": ""},
        {"subject_token_type": ""},
        {"subject_token_type": ACCESS_TOKEN},
        {"actor_token": ""},
        {"actor_token_type": "urn:x"},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:saml2"},
        {"grant_type": [GRANT_TYPE, GRANT_TYPE]},
        {"subject_token": ["claire", "helene"]},
        {"x": [str(number) for number in range(60)]},
    ],
)
def test_an_impossible_exchange_is_an_invalid_request(portal: PortalService, change: Mapping[str, Any]) -> None:
    give()
    assert error_of(portal.form("token", {**ASKED, **change})) == "invalid_request"


@pytest.mark.parametrize("grant_type", ["", "authorization_code", "client_credentials"])
def test_no_other_grant_type_gives_a_token(portal: PortalService, grant_type: str) -> None:
    give()
    assert error_of(portal.form("token", {**ASKED, "grant_type": grant_type})) == "unsupported_grant_type"


@pytest.mark.parametrize("kind", [ACCESS_TOKEN, JWT])
def test_both_names_of_the_issued_type_are_accepted(portal: PortalService, kind: str) -> None:
    give()
    assert result_of(portal.form("token", {**ASKED, "requested_token_type": kind}))["issued_token_type"] == ACCESS_TOKEN


def test_a_target_is_named_only_by_its_audience(portal: PortalService) -> None:
    give()
    for resource in ("https://ailleurs.example", ["https://ailleurs.example", "https://autre.example"]):
        assert error_of(portal.form("token", {**ASKED, "resource": resource})) == "invalid_target"


def test_a_body_that_is_no_form_is_an_invalid_request(portal: PortalService) -> None:
    for body, content_type in (("{}", "application/json"), ("a=%ff", FORM), ("x" * 300_000, FORM), ("", "")):
        assert error_of(portal.send("/access/v1/token", body, content_type)) in {
            "invalid_request",
            "unsupported_grant_type",
        }


def test_a_refused_exchange_is_counted(portal: PortalService) -> None:
    give(terms=terms(TODAY + DAY, TODAY + DAY))
    portal.form("token", ASKED)
    portal.form("token", {**ASKED, "actor_token": "lea"})
    portal.form("token", {**ASKED, "actor_token": "personne@exemple.fr", "actor_token_type": f"{TYPE}email"})
    portal.form("token", {**ASKED, "subject_token": "personne@exemple.fr", "subject_token_type": f"{TYPE}email"})

    def told(delegant_id: str) -> set[tuple[str, str, str]]:
        lines = [line.access for line in read_denials(delegant_id, 9, NOW)]
        return {(line.delegue_id, line.service, line.denial.value) for line in lines}

    assert told("claire") == {
        ("paul", "jeton", "delegation-a-venir"),
        ("lea", "jeton", "aucune-delegation"),
        ("inconnu", "jeton", "sujet-inconnu"),
    }
    assert told("inconnu") == {("paul", "jeton", "ressource-inconnue")}
