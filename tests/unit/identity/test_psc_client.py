"""A sign-in by Pro Santé Connect: the request, the return, and every failure."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.identity.psc import PscFault, PscUnavailable, finish, logout_url, start
from chalicelib.identity.psc.client import STATE_LIFE
from chalicelib.identity.psc.transport import Response
from chalicelib.settings import Settings
from tests.unit.identity.provider_stub import (
    CLIENT,
    DISCOVERY,
    ENDPOINTS,
    ISSUER,
    KEYS,
    NOW,
    RETURN,
    SETTINGS,
    USERINFO,
    Psc,
    challenge_of,
    fault_of,
    json_answer,
)

SECOND = timedelta(seconds=1)


def test_the_browser_goes_out_with_state_nonce_challenge_and_level() -> None:
    asked, _ = Psc().begin()
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == RETURN
    assert asked["scope"] == "openid scope_all"
    assert asked["acr_values"] == "eidas1"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(len(asked["state"]), len(asked["nonce"]), len(asked["code_challenge"])) >= 43


def test_two_sign_ins_share_nothing() -> None:
    psc = Psc()
    first, _ = psc.begin()
    second, _ = psc.begin()
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_the_right_answer_signs_the_person_in() -> None:
    psc = Psc()
    signed_in = psc.sign_in()
    assert signed_in.userinfo == USERINFO
    assert signed_in.acr == "eidas1"
    assert signed_in.id_token.count(".") == 2


def test_the_code_is_exchanged_with_the_verifier_and_the_secret() -> None:
    psc = Psc()
    asked, cookie = psc.begin()
    finish(SETTINGS, KEYS, NOW, RETURN, cookie, {"state": asked["state"], "code": "le-code"}, fetch=psc)
    (form,) = [form for url, _, form in psc.calls if url == ENDPOINTS["token_endpoint"]]
    assert form is not None
    assert challenge_of(form.pop("code_verifier")) == asked["code_challenge"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "le-code",
        "redirect_uri": RETURN,
        "client_id": CLIENT,
        "client_secret": "secret",
    }
    (headers,) = [headers for url, headers, _ in psc.calls if url == ENDPOINTS["userinfo_endpoint"]]
    assert headers["Authorization"] == "Bearer jeton"


def test_the_printed_result_shows_nothing_of_the_person_or_the_tokens() -> None:
    shown = repr(Psc().sign_in())
    assert "899900001019" not in shown
    assert "eyJ" not in shown
    begun = start(SETTINGS, KEYS, NOW, RETURN, fetch=Psc())
    assert begun.state_cookie not in repr(begun)


# --- the state


def test_an_answer_without_a_begun_sign_in_is_refused() -> None:
    psc = Psc()
    query = {"state": "x", "code": "code"}
    assert fault_of(lambda: finish(SETTINGS, KEYS, NOW, RETURN, "", query, fetch=psc)) is PscFault.STATE
    assert psc.calls == []


@pytest.mark.parametrize("state", ["", "autre", "é", "\ud800"])
def test_an_answer_with_another_state_is_refused(state: str) -> None:
    assert fault_of(lambda: Psc().sign_in(state=state)) is PscFault.STATE


def test_an_answer_without_state_is_refused() -> None:
    _, cookie = Psc().begin()
    assert fault_of(lambda: finish(SETTINGS, KEYS, NOW, RETURN, cookie, {"code": "c"}, fetch=Psc())) is PscFault.STATE


def test_the_state_of_another_browser_is_refused() -> None:
    psc = Psc()
    mine, _ = psc.begin()
    _, cookie_of_another = psc.begin()
    query = {"state": mine["state"], "code": "code"}
    assert fault_of(lambda: finish(SETTINGS, KEYS, NOW, RETURN, cookie_of_another, query, fetch=psc)) is PscFault.STATE


def test_a_sign_in_may_take_ten_minutes_and_no_more() -> None:
    psc = Psc()
    asked, cookie = psc.begin()
    query = {"state": asked["state"], "code": "code"}
    late = NOW + STATE_LIFE
    psc.claims = {"exp": int(late.timestamp()) + 60, "iat": int(late.timestamp())}
    assert finish(SETTINGS, KEYS, late, RETURN, cookie, query, fetch=psc)
    assert fault_of(lambda: finish(SETTINGS, KEYS, late + SECOND, RETURN, cookie, query, fetch=psc)) is PscFault.STATE


def test_an_altered_state_cookie_or_one_of_another_stage_or_key_is_refused() -> None:
    psc = Psc()
    asked, cookie = psc.begin()
    query = {"state": asked["state"], "code": "code"}
    payload, rest = cookie.split(".", 1)
    altered = f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}.{rest}"
    other_stage = SETTINGS._replace(stage="dev")
    other_keys = KEYS._replace(sessions=("autre",))
    assert fault_of(lambda: finish(SETTINGS, KEYS, NOW, RETURN, altered, query, fetch=psc)) is PscFault.STATE
    assert fault_of(lambda: finish(other_stage, KEYS, NOW, RETURN, cookie, query, fetch=psc)) is PscFault.STATE
    assert fault_of(lambda: finish(SETTINGS, other_keys, NOW, RETURN, cookie, query, fetch=psc)) is PscFault.STATE


def test_an_answer_in_the_name_of_another_provider_is_refused() -> None:
    assert Psc().sign_in(iss=ISSUER)
    assert fault_of(lambda: Psc().sign_in(iss="https://autre.test")) is PscFault.STATE


# --- the answer of the provider


@pytest.mark.parametrize("error", ["access_denied", "login_required", "invalid_request", ""])
def test_a_sign_in_that_the_person_gave_up_is_refused(error: str) -> None:
    assert fault_of(lambda: Psc().sign_in(error=error)) is PscFault.DENIED


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
def test_an_outage_reported_by_the_provider_is_an_outage(error: str) -> None:
    with pytest.raises(PscUnavailable):
        Psc().sign_in(error=error)


def test_an_error_is_only_believed_with_the_right_state() -> None:
    assert fault_of(lambda: Psc().sign_in(error="access_denied", state="autre")) is PscFault.STATE


@pytest.mark.parametrize("code", ["", "codé", "\ud800"])
def test_an_answer_without_a_code_is_refused(code: str) -> None:
    psc = Psc()
    assert fault_of(lambda: psc.sign_in(code=code)) is PscFault.CODE
    assert psc.calls_to(ENDPOINTS["token_endpoint"]) == 0


def test_a_code_already_used_is_refused() -> None:
    psc = Psc(answers={ENDPOINTS["token_endpoint"]: json_answer({"error": "invalid_grant"}, 400)})
    assert fault_of(psc.sign_in) is PscFault.CODE


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"error": "invalid_client"}, 401),
        json_answer({"error": "invalid_client"}, 400),
        json_answer([], 200),
        json_answer({}, 302),
        Response(200, "text/html", b"<html>"),
        Response(200, "application/json", b"[" * 100_000),
        Response(503),
        Response(500),
        Response(429),
        PscUnavailable(PscFault.TIMEOUT),
    ],
)
def test_a_malformed_answer_of_the_token_endpoint_is_an_outage(answer: Response | Exception) -> None:
    with pytest.raises(PscUnavailable):
        Psc(answers={ENDPOINTS["token_endpoint"]: answer}).sign_in()


@pytest.mark.parametrize(
    "tokens",
    [
        {},
        {"access_token": "jeton"},
        {"access_token": "jeton", "id_token": None},
        {"access_token": "jeton", "id_token": 5},
        {"access_token": "jeton", "id_token": ""},
        {"access_token": "jeton", "id_token": "a.b.c"},
        {"access_token": "jeton", "id_token": "é.é.é"},
        {"access_token": "jeton", "id_token": "\ud800"},
        {"access_token": "jeton", "id_token": "x" * 150_000},
    ],
)
def test_without_an_id_token_nobody_is_signed_in(tokens: dict[str, object]) -> None:
    psc = Psc(answers={ENDPOINTS["token_endpoint"]: json_answer(tokens)})
    assert fault_of(psc.sign_in) is PscFault.SIGNATURE


@pytest.mark.parametrize("access_token", [None, "", 5])
def test_without_an_access_token_nobody_is_signed_in(access_token: object) -> None:
    psc = Psc()
    asked, cookie = psc.begin()
    tokens = {"id_token": psc.sign(psc.all_claims()), "access_token": access_token}
    psc.answers[ENDPOINTS["token_endpoint"]] = json_answer(tokens)
    query = {"state": asked["state"], "code": "code"}
    assert fault_of(lambda: finish(SETTINGS, KEYS, NOW, RETURN, cookie, query, fetch=psc)) is PscFault.TOKEN_ENDPOINT


def test_the_id_token_of_another_sign_in_is_refused() -> None:
    psc = Psc()
    psc.begin()
    psc.id_token = psc.sign(psc.all_claims())
    assert fault_of(psc.sign_in) is PscFault.NONCE


# --- logout


def test_logout_ends_the_session_at_the_provider_too() -> None:
    url = logout_url(SETTINGS, NOW, "jeton-d-identite", "https://delegation.example/", "etat", fetch=Psc())
    assert url.startswith(f"{ENDPOINTS['end_session_endpoint']}?")
    assert parse_qs(urlsplit(url).query) == {
        "id_token_hint": ["jeton-d-identite"],
        "post_logout_redirect_uri": ["https://delegation.example/"],
        "state": ["etat"],
    }


def test_an_endpoint_may_already_have_a_query() -> None:
    metadata = {"issuer": ISSUER, **ENDPOINTS, "end_session_endpoint": "https://auth.psc.test/logout?realm=x"}
    psc = Psc(answers={DISCOVERY: json_answer(metadata)})
    url = logout_url(SETTINGS, NOW, "jeton", "https://delegation.example/", "etat", fetch=psc)
    assert url.startswith("https://auth.psc.test/logout?realm=x&id_token_hint=jeton")


def test_a_service_without_settings_is_an_outage() -> None:
    with pytest.raises(PscUnavailable):
        start(Settings(), KEYS, NOW, RETURN, fetch=Psc())
