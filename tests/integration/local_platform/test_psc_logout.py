"""Signing out at the stand-in."""

from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.local_platform.stand_in import Application, call


def test_logout_goes_back_to_the_application(application: Application) -> None:
    config = application.config
    asked = {
        "id_token_hint": application.sign_in()["id_token"],
        "post_logout_redirect_uri": config.post_logout_redirect_uri,
        "state": "fin",
    }
    answer = call("GET", f"{application.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert answer.status == 302
    assert answer.headers["Location"] == f"{config.post_logout_redirect_uri}?state=fin"


def test_logout_redirects_only_to_the_application(application: Application) -> None:
    hint = application.sign_in()["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": "http://127.0.0.1:9/ailleurs"}
    answer = call("GET", f"{application.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert answer.status == 200
    assert "Location" not in answer.headers


def test_a_token_signed_by_another_key_signs_nobody_out(application: Application) -> None:
    forged = jwt.encode({"alg": "RS256"}, {"aud": application.config.client_id}, RSAKey.generate_key(2048))
    asked = {"id_token_hint": forged, "post_logout_redirect_uri": application.config.post_logout_redirect_uri}
    answer = call("GET", f"{application.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert (answer.status, "Location" in answer.headers) == (400, False)
