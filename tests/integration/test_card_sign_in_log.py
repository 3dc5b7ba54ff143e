"""Every failed sign-in by card has its reason in the log, in one word, without personal data."""

import contextlib
import logging
import ssl
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from chalicelib.identity.psc import PscFault, PscUnavailable, provider, transport
from chalicelib.identity.psc import client as psc_client
from chalicelib.identity.psc.transport import Response
from chalicelib.settings import Settings, settings
from infra.deploy.project import ROOT
from tests.browser import Page
from tests.integration.world import World
from tests.unit.identity.provider_stub import CLIENT, DISCOVERY, ENDPOINTS, ISSUER, Psc, json_answer, rsa_key

TOKEN, USERINFO, CERTS = (ENDPOINTS[name] for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri"))
Break = Callable[[Psc], None]


class Card:
    """A browser that signs in by card at a small Pro Santé Connect."""

    def __init__(self, world: World, psc: Psc) -> None:
        self.world = world
        self.browser = world.browser()
        self.psc = psc

    def out(self) -> dict[str, str]:
        """Begin the sign-in; return the fields of the provider's address."""
        with contextlib.suppress(AssertionError):  # it redirects to another site
            self.browser.get("/connexion/carte")
        address = urlsplit(self.world.exchanges[-1].header("Location"))
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.psc.nonce = asked["nonce"]
        return asked

    def back(self, broken: Break, **answer: str) -> Page:
        """Begin the sign-in and return after breaking the provider; `answer` replaces fields of the return address."""
        fields = {"state": self.out()["state"], "code": "c", **answer}
        broken(self.psc)
        provider.forget()
        return self.browser.get(f"/connexion/retour?{urlencode(fields)}")


def set_up() -> Settings:
    """Return settings with the address of the provider."""
    return settings()._replace(psc_issuer=ISSUER, psc_client_id=CLIENT, psc_discovery_url="")


@pytest.fixture
def card(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    """Return a browser with a card, and a working provider."""
    psc = Psc(claims={"iat": int(world.now.timestamp()), "exp": int(world.now.timestamp()) + 60})
    monkeypatch.setattr("chalicelib.runtime.settings", set_up)
    monkeypatch.setattr(psc_client, "fetch_for", lambda *_: psc)
    monkeypatch.setattr(psc_client.start, "__defaults__", (psc,))
    provider.forget()
    yield Card(world, psc)
    provider.forget()


def answers(url: str, answer: Response | Exception) -> Break:
    """Return a defect: the provider gives this answer at an address."""
    return lambda psc: psc.answers.update({url: answer})


def refuses(status: int, error: str) -> Break:
    """Return a defect: the token endpoint refuses with this error."""
    return answers(TOKEN, json_answer({"error": error}, status))


def claims(**given: Any) -> Break:
    """Return a defect: the id_token has these claims."""
    return lambda psc: psc.claims.update(given)


def other_key(psc: Psc) -> None:
    """Let an unpublished key sign the id_token."""
    psc.key = rsa_key("autre")


WAYS: list[tuple[str, Break, dict[str, str], str, int]] = [
    ("a wrong client secret", refuses(401, "invalid_client"), {}, "invalid_client", 503),
    ("the same, as a bad request", refuses(400, "invalid_client"), {}, "invalid_client", 503),
    ("Keycloak's word for it", refuses(400, "unauthorized_client"), {}, "invalid_client", 503),
    ("a 401 without a word", answers(TOKEN, Response(401)), {}, "invalid_client", 503),
    ("an error of the token endpoint", answers(TOKEN, Response(500)), {}, "token_endpoint", 503),
    ("a page of the token endpoint", answers(TOKEN, Response(200, "text/html", b"<html>")), {}, "token_endpoint", 503),
    ("no id_token", answers(TOKEN, json_answer({"access_token": "x"})), {}, "signature", 400),
    ("a late answer", answers(TOKEN, PscUnavailable(PscFault.TIMEOUT)), {}, "timeout", 503),
    ("a lost connection", answers(TOKEN, PscUnavailable(PscFault.NETWORK)), {}, "network", 503),
    ("a certificate that is not one", answers(TOKEN, PscUnavailable(PscFault.TLS)), {}, "tls", 503),
    ("no discovery document", answers(DISCOVERY, Response(404)), {}, "discovery", 503),
    ("no keys", answers(CERTS, Response(404)), {}, "jwks", 503),
    ("another's key", other_key, {}, "signature", 400),
    ("an id_token of another issuer", claims(iss="https://autre.test"), {}, "issuer", 400),
    ("an id_token for another client", claims(aud="autre"), {}, "audience", 400),
    ("an id_token issued to another client", claims(azp="autre"), {}, "audience", 400),
    ("an id_token of another sign-in", claims(nonce="autre"), {}, "nonce", 400),
    ("an id_token out of date", claims(exp=1), {}, "dates", 400),
    ("an id_token that names nobody", claims(sub=None), {}, "claims", 400),
    ("too low a level", claims(acr="eidas0"), {}, "acr", 400),
    ("an error of the userinfo endpoint", answers(USERINFO, Response(503)), {}, "userinfo_endpoint", 503),
    ("a userinfo that is none", answers(USERINFO, json_answer([])), {}, "userinfo", 400),
    ("a userinfo of somebody else", answers(USERINFO, json_answer({"sub": "un autre"})), {}, "userinfo", 400),
    ("a userinfo without an identifier", lambda psc: psc.userinfo.pop("SubjectNameID"), {}, "userinfo", 400),
    ("a code used twice", refuses(400, "invalid_grant"), {}, "code", 400),
    ("no code", lambda _: None, {"code": ""}, "code", 400),
    ("the person gives up", lambda _: None, {"error": "access_denied"}, "denied", 400),
    ("the provider is out of order", lambda _: None, {"error": "temporarily_unavailable"}, "server_error", 503),
    ("another browser's answer", lambda _: None, {"state": "autre"}, "state", 400),
    ("another provider's answer", lambda _: None, {"iss": "https://autre.test"}, "state", 400),
]  # fmt: skip
ANYBODYS = {"code", "denied", "server_error", "state"}


def failures_in(logged: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return the level and the reason of each failed sign-in in the log."""
    return [(one.levelname, vars(one)["reason"]) for one in logged.records if one.message == "card_sign_in_failed"]


@pytest.mark.parametrize(
    ("broken", "answer", "word", "status"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS]
)
def test_every_failed_sign_in_by_card_is_logged_with_its_reason(
    card: Card, caplog: pytest.LogCaptureFixture, broken: Break, answer: dict[str, str], word: str, status: int
) -> None:
    caplog.set_level(logging.INFO, "chalicelib")
    assert card.back(broken, **answer).status == status
    assert failures_in(caplog) == [("INFO" if word in ANYBODYS else "WARNING", word)]
    for secret in ("899900001019", "jeton", "secret", "@"):
        assert secret not in caplog.text


def test_an_unusable_method_of_authentication_is_logged(
    card: Card, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = set_up()._replace(psc_client_auth="private_key_jwt")
    monkeypatch.setattr("chalicelib.runtime.settings", lambda: own)
    assert card.back(lambda _: None).status == 503
    assert failures_in(caplog) == [("WARNING", "setup")]


def test_a_sign_in_that_cannot_start_is_logged_with_its_reason(card: Card, caplog: pytest.LogCaptureFixture) -> None:
    card.psc.answers[DISCOVERY] = PscUnavailable(PscFault.TIMEOUT)
    assert card.browser.get("/connexion/carte").status == 503
    assert failures_in(caplog) == [("WARNING", "timeout")]


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (TimeoutError(), "timeout"),
        (ConnectionRefusedError(), "network"),
        (ssl.SSLError(), "tls"),
        (ValueError(), "network"),
    ],
)
def test_a_network_failure_is_logged_by_its_kind(monkeypatch: pytest.MonkeyPatch, error: Exception, word: str) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(transport, "_connection", fails)
    with pytest.raises(PscUnavailable) as caught:
        transport.fetch("https://auth.psc.test/token", {})
    assert caught.value.fault.value == word


def test_every_reason_is_logged_by_some_failure_and_documented() -> None:
    assert {fault.value for fault in PscFault} == {way[3] for way in WAYS} | {"setup"}
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert not [fault.value for fault in PscFault if f"`{fault.value}`" not in documented]


def test_the_alarm_counts_only_failures_that_no_browser_can_cause() -> None:
    template = (ROOT / "infra" / "cloudformation" / "watch.yaml").read_text(encoding="utf-8")
    assert """'{ ($.event = "card_sign_in_failed") && ($.level = "WARNING") }'""" in template
    assert {fault.value for fault in PscFault if fault.is_anybodys} == ANYBODYS
