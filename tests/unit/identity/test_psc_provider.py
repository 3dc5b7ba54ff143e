"""The provider's documents are cached for ten minutes, and accepted only over HTTPS and under its own name."""

from datetime import timedelta

import pytest

from chalicelib.identity.psc import PscFault, PscUnavailable
from chalicelib.identity.psc.provider import CACHE_LIFE, Provider
from chalicelib.identity.psc.transport import Response
from tests.unit.identity.provider_stub import DISCOVERY, ENDPOINTS, ISSUER, NOW, SETTINGS, Psc, json_answer

TOKEN_ENDPOINT = ENDPOINTS["token_endpoint"]


def test_the_document_is_fetched_again_after_ten_minutes() -> None:
    psc = Psc()
    for moment in (NOW, NOW + CACHE_LIFE - timedelta(seconds=1)):
        assert Provider(SETTINGS, moment, psc).endpoint("token_endpoint") == TOKEN_ENDPOINT
    assert psc.calls_to(DISCOVERY) == 1
    Provider(SETTINGS, NOW + CACHE_LIFE, psc).endpoint("token_endpoint")
    assert psc.calls_to(DISCOVERY) == 2


def test_a_sign_in_after_the_first_costs_two_calls() -> None:
    psc = Psc()
    psc.sign_in()
    psc.calls.clear()
    psc.sign_in()
    assert [url for url, _, _ in psc.calls] == [TOKEN_ENDPOINT, ENDPOINTS["userinfo_endpoint"]]


def test_the_discovery_document_may_be_at_another_address() -> None:
    elsewhere = "https://wallet.psc.test/decouverte"
    psc = Psc(answers={elsewhere: json_answer({"issuer": ISSUER, **ENDPOINTS})})
    settings = SETTINGS._replace(psc_discovery_url=elsewhere)
    assert Provider(settings, NOW, psc).endpoint("token_endpoint") == TOKEN_ENDPOINT


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"issuer": "https://autre.test", **ENDPOINTS}),
        json_answer(ENDPOINTS),
        json_answer([]),
        Response(200, "text/html", b"<html>"),
        json_answer({"issuer": ISSUER, **ENDPOINTS}, 404),
        json_answer({}, 302),
        PscUnavailable(PscFault.TIMEOUT),
    ],
)
def test_a_foreign_discovery_document_is_an_outage_and_is_not_cached(answer: Response | Exception) -> None:
    psc = Psc(answers={DISCOVERY: answer})
    with pytest.raises(PscUnavailable):
        Provider(SETTINGS, NOW, psc).endpoint("token_endpoint")
    psc.answers.clear()
    assert Provider(SETTINGS, NOW, psc).endpoint("token_endpoint") == TOKEN_ENDPOINT


@pytest.mark.parametrize(
    "url", [None, "", 5, "http://auth.psc.test/token", "file:///etc/passwd", "//auth.psc.test", "https://é.test"]
)
def test_an_endpoint_without_https_is_not_used(url: object) -> None:
    psc = Psc(answers={DISCOVERY: json_answer({"issuer": ISSUER, "token_endpoint": url})})
    with pytest.raises(PscUnavailable):
        Provider(SETTINGS, NOW, psc).endpoint("token_endpoint")


def test_a_local_stage_may_use_http() -> None:
    issuer = "http://127.0.0.1:9000"
    url = f"{issuer}/.well-known/wallet-openid-configuration"
    psc = Psc(answers={url: json_answer({"issuer": issuer, "token_endpoint": f"{issuer}/token"})})
    local = SETTINGS._replace(stage="local", psc_issuer=issuer)
    assert Provider(local, NOW, psc).endpoint("token_endpoint") == f"{issuer}/token"
    with pytest.raises(PscUnavailable):
        Provider(local._replace(stage="prod"), NOW, psc).endpoint("token_endpoint")


@pytest.mark.parametrize("answer", [json_answer({}), json_answer({"keys": {}}), Response(500)])
def test_unreachable_keys_are_an_outage(answer: Response) -> None:
    with pytest.raises(PscUnavailable):
        Psc(answers={ENDPOINTS["jwks_uri"]: answer}).sign_in()
