"""The stand-in exchanges a code for tokens, once, and a token for a userinfo."""

import base64

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.local import samples
from tests.integration.local_platform.stand_in import CLAIRE, Application, call


@pytest.mark.parametrize(("means", "person"), [("CARD", CLAIRE), ("MOBILE", "3750100125/0000000042")])
def test_userinfo_is_that_of_the_chosen_person(application: Application, person: str, means: str) -> None:
    tokens = application.sign_in(person, means)
    assert tokens["expires_in"] == 120
    answer = application.userinfo(tokens["access_token"])
    assert answer.status == 200
    assert answer.json == {**samples.practitioners()[person], "authMode": means}


def test_a_person_without_a_card_signs_in_by_e_cps(application: Application) -> None:
    tokens = application.sign_in("899900001142", "CARD")
    assert application.userinfo(tokens["access_token"]).json["authMode"] == "MOBILE"


def test_the_id_token_is_signed_and_carries_the_nonce(application: Application) -> None:
    tokens = application.sign_in()
    keys = KeySet.import_key_set(call("GET", application.metadata["jwks_uri"]).json)
    token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    assert token.header["kid"] == keys.keys[0].kid
    assert not keys.keys[0].is_private
    expected = {
        "iss": application.metadata["issuer"],
        "aud": application.config.client_id,
        "nonce": application.nonce,
        "acr": "eidas1",
        "sub": samples.practitioners()[CLAIRE]["sub"],
    }
    assert expected.items() <= token.claims.items()
    assert token.claims["exp"] - token.claims["iat"] == 120


def test_the_secret_may_be_given_by_basic_authorization(application: Application) -> None:
    config = application.config
    code = application.choose().returned["code"]
    credentials = base64.b64encode(f"{config.client_id}:{config.client_secret}".encode()).decode()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": config.redirect_uri,
        "code_verifier": application.verifier,
    }
    answer = call("POST", application.metadata["token_endpoint"], {"Authorization": f"Basic {credentials}"}, form)
    assert answer.status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "faux"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"code_verifier": "x" * 43}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:9/ailleurs"}, 400, "invalid_grant"),
        ({"code": "inconnu"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_an_exchange_against_the_rules_is_refused(
    application: Application, changes: dict[str, str], status: int, error: str
) -> None:
    answer = application.exchange(**({"code": application.choose().returned["code"]} | changes))
    assert answer.status == status
    assert answer.json["error"] == error


def test_a_code_is_exchanged_once(application: Application) -> None:
    code = application.choose().returned["code"]
    assert application.exchange(code).status == 200
    again = application.exchange(code)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")


def test_a_failed_exchange_uses_up_the_code(application: Application) -> None:
    code = application.choose().returned["code"]
    assert application.exchange(code, code_verifier="x" * 43).status == 400
    assert application.exchange(code).status == 400


def test_userinfo_refuses_an_unknown_token(application: Application) -> None:
    assert application.userinfo("inconnu").status == 401
    assert call("GET", application.metadata["userinfo_endpoint"]).status == 401
