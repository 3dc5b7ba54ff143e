"""Signing in at the stand-in: discovery, the page to choose a person, refused requests."""

import pytest

from infra.local import samples
from tests.integration.local_platform.stand_in import CLAIRE, Application, call


def test_discovery_names_the_issuer_it_was_found_under(application: Application) -> None:
    issuer = application.metadata["issuer"]
    assert issuer.endswith("/auth/realms/esante-wallet")
    assert application.config.discovery_url == f"{issuer}/.well-known/wallet-openid-configuration"


def test_the_page_lists_every_practitioner_and_allows_no_script(application: Application) -> None:
    answer = call("GET", application.authorization_url())
    assert answer.status == 200
    assert all(f'value="{national_id}"' in answer.text for national_id in samples.practitioners())
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9;" in answer.headers["Content-Security-Policy"]


def test_the_answer_carries_the_state(application: Application) -> None:
    answer = application.choose()
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{application.config.redirect_uri}?")
    assert answer.returned["state"] == "etat"


def test_the_application_is_informed_of_a_cancelled_sign_in(application: Application) -> None:
    answer = call("POST", application.authorization_url(), form={"annuler": "1"})
    assert answer.returned["error"] == "access_denied"
    assert answer.returned["state"] == "etat"


@pytest.mark.parametrize("form", [{}, {"personne": "inconnue", "moyen": "CARD"}, {"personne": CLAIRE, "moyen": "X"}])
def test_an_incomplete_choice_shows_the_page_again(application: Application, form: dict[str, str]) -> None:
    answer = call("POST", application.authorization_url(), form=form)
    assert answer.status == 400
    assert "Choisissez une personne" in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"scope": "scope_all"}, "invalid_scope"),
        ({"scope": "openid autre"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_against_the_rules_is_refused(
    application: Application, method: str, changes: dict[str, str], error: str
) -> None:
    form = {"personne": CLAIRE, "moyen": "CARD"} if method == "POST" else None
    answer = call(method, application.authorization_url(**changes), form=form)
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{application.config.redirect_uri}?")
    assert answer.returned["error"] == error
    assert "code" not in answer.returned


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:9/ailleurs"},
        {"redirect_uri": "http://127.0.0.1:9/api/connexion/retour/"},
        {"redirect_uri": ""},
        {"client_id": "inconnu"},
        {"client_id": ""},
    ],
)
def test_an_unknown_client_or_address_gets_a_page_and_no_redirection(
    application: Application, changes: dict[str, str]
) -> None:
    answer = call("GET", application.authorization_url(**changes))
    assert answer.status == 400
    assert "Location" not in answer.headers
    assert "Demande refusée" in answer.text
