"""The local platform's own parts: the stand-in for Pro Santé Connect keeps the protocol's rules, the pump beats."""

import base64
import hashlib
import http.client
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.local import samples
from infra.local.clock import LocalClock
from infra.local.psc import process
from infra.local.psc.process import Psc
from infra.local.pump import SchedulePump

CLAIRE = "899900001019"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back, redirections not followed."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)

    @property
    def returned(self) -> dict[str, str]:
        """The parameters with which the browser is sent back to the application."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.headers["Location"]).query).items()}


def call(
    method: str, url: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> Answer:
    """Send one request over loopback."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = urlencode(form) if form is not None else None
        connection.request(method, target, body, {**(FORM if form is not None else {}), **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())
    finally:
        connection.close()


class Application:
    """A client of the stand-in, as the application is one."""

    def __init__(self, psc: Psc) -> None:
        self.config = psc.config
        self.metadata = call("GET", psc.config.discovery_url).json
        self.verifier = secrets.token_urlsafe(48)
        self.nonce = secrets.token_urlsafe(8)

    def authorization_url(self, **changes: str) -> str:
        """Return where a browser is sent to sign in; an empty value leaves a parameter out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": "openid scope_all",
            "acr_values": "eidas1",
            "state": "etat",
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | changes
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.metadata['authorization_endpoint']}?{query}"

    def choose(self, person: str = CLAIRE, means: str = "CARD") -> Answer:
        """Choose a person on the page."""
        return call("POST", self.authorization_url(), form={"personne": person, "moyen": means})

    def exchange(self, code: str, **changes: str) -> Answer:
        """Exchange a code by `client_secret_post`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
            "client_id": self.config.client_id,
            "client_secret": self.config.client_secret,
            "code_verifier": self.verifier,
        } | changes
        return call(
            "POST", self.metadata["token_endpoint"], form={name: value for name, value in form.items() if value}
        )

    def sign_in(self, person: str = CLAIRE, means: str = "CARD") -> dict[str, Any]:
        """Sign in and return the tokens."""
        tokens: dict[str, Any] = self.exchange(self.choose(person, means).returned["code"]).json
        return tokens

    def userinfo(self, access_token: str) -> Answer:
        """Read the userinfo."""
        return call("GET", self.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"})


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> LocalClock:
    """The clock that the stand-in reads."""
    return LocalClock(tmp_path_factory.mktemp("platform") / "clock")


@pytest.fixture(scope="module")
def psc(clock: LocalClock) -> Iterator[Psc]:
    """The stand-in, running for an application that nobody serves: no test follows a redirection to it."""
    running = process.start("http://127.0.0.1:9/api", clock.file)
    try:
        running.wait_until_ready(lambda: None)
        yield running
    finally:
        running.process.stop()


@pytest.fixture
def application(psc: Psc) -> Application:
    """An application about to sign somebody in."""
    return Application(psc)


def test_discovery_names_the_issuer_it_was_found_under(application: Application) -> None:
    issuer = application.metadata["issuer"]
    assert issuer.endswith("/auth/realms/esante-wallet")
    assert application.config.discovery_url == f"{issuer}/.well-known/wallet-openid-configuration"


def test_the_page_lists_every_practitioner_and_lets_nothing_run(application: Application) -> None:
    answer = call("GET", application.authorization_url())
    assert answer.status == 200
    assert all(f'value="{national_id}"' in answer.text for national_id in samples.practitioners())
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9;" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("means", "person"), [("CARD", CLAIRE), ("MOBILE", "3750100125/0000000042")])
def test_userinfo_is_that_of_the_chosen_person(application: Application, person: str, means: str) -> None:
    tokens = application.sign_in(person, means)
    assert tokens["expires_in"] == 120
    answer = application.userinfo(tokens["access_token"])
    assert answer.status == 200
    assert answer.json == {**samples.practitioners()[person], "authMode": means}


def test_the_id_token_is_signed_and_answers_the_request(application: Application) -> None:
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


def test_the_choice_comes_back_with_the_state(application: Application) -> None:
    answer = application.choose()
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{application.config.redirect_uri}?")
    assert answer.returned["state"] == "etat"


def test_giving_up_is_told_to_the_application(application: Application) -> None:
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


def test_a_failed_exchange_spends_the_code(application: Application) -> None:
    code = application.choose().returned["code"]
    assert application.exchange(code, code_verifier="x" * 43).status == 400
    assert application.exchange(code).status == 400


def test_userinfo_refuses_an_unknown_token(application: Application) -> None:
    assert application.userinfo("inconnu").status == 401
    assert call("GET", application.metadata["userinfo_endpoint"]).status == 401


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


def test_logout_goes_nowhere_else(application: Application) -> None:
    hint = application.sign_in()["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": "http://127.0.0.1:9/ailleurs"}
    answer = call("GET", f"{application.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert answer.status == 200
    assert "Location" not in answer.headers


def test_the_id_token_is_dated_by_the_clock_of_the_platform(application: Application, clock: LocalClock) -> None:
    clock.advance(timedelta(days=3))
    payload = application.sign_in()["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    assert abs(claims["iat"] - clock.now().timestamp()) < 60
    assert claims["exp"] == claims["iat"] + 120
    assert claims["auth_time"] <= claims["iat"]


def test_the_schedule_runs_at_the_advanced_time_before_run_now_returns(tmp_path: Path) -> None:
    clock = LocalClock(tmp_path / "clock")
    seen: list[datetime] = []

    def worker(event: dict[str, Any], _context: object) -> None:
        time.sleep(0.05)
        seen.append(datetime.fromisoformat(event["time"]))

    pump = SchedulePump([worker], 60, clock.now)
    pump.start()
    try:
        clock.advance(timedelta(days=3))
        assert pump.run_now(timeout=5)
        assert seen[-1] - datetime.now(UTC) > timedelta(days=2)
    finally:
        pump.stop()
        pump.join(5)
    assert not pump.is_alive()


def test_the_clock_only_goes_forward(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="forward"):
        LocalClock(tmp_path / "clock").advance(timedelta(seconds=-1))
