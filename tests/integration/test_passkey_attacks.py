"""Answers that must not sign anybody in, and those that must not add a passkey (docs/security.md)."""

import json
from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import replace

import pytest
from fido2.utils import websafe_encode

from chalicelib import runtime
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from tests.authenticator import UP, UV, Credential, Said, asserted, registered
from tests.browser import Browser, Page
from tests.integration.passkeys import (
    LIST,
    NEW,
    SIGN_IN,
    added,
    answered,
    challenge_for,
    offered,
    options_on,
    passkeys_of,
    signed_in_with,
)
from tests.integration.refused_input import unchanged
from tests.integration.replays import again
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.test_enumeration import page_after, without_tokens

UNKNOWN = "n’est pas reconnue"
TOO_LATE = "est restée ouverte trop longtemps"


@pytest.fixture
def credential(scenes: Scenes) -> Credential:
    """Return a passkey of Paul."""
    return copy(_added(scenes.browser(PAUL)))


@again
def _added(browser: Browser) -> Credential:
    return added(browser)


def is_signed_in(browser: Browser) -> bool:
    """Whether somebody is signed in in a browser."""
    return browser.get("/compte").url.endswith("/api/compte")


Forged = Callable[[Credential, Said], str]


def _tampered(credential: Credential, said: Said) -> str:
    answer = json.loads(asserted(credential, said))
    data = said.rp_hash + bytes([said.flags]) + (7).to_bytes(4, "big")
    answer["response"]["authenticatorData"] = websafe_encode(data)
    return json.dumps(answer)


FORGED: dict[str, Forged] = {
    "another origin": lambda one, said: asserted(one, replace(said, origin="https://delegation.example.evil")),
    "another scheme": lambda one, said: asserted(one, replace(said, origin="http://delegation.example")),
    "another port": lambda one, said: asserted(one, replace(said, origin="https://delegation.example:8443")),
    "a subdomain": lambda one, said: asserted(one, replace(said, origin="https://x.delegation.example")),
    "inside another site": lambda one, said: asserted(one, replace(said, cross_origin=True)),
    "another relying party": lambda one, said: asserted(one, replace(said, rp_id="example")),
    "an answer to an addition": lambda one, said: asserted(one, replace(said, type="webauthn.create")),
    "without the user": lambda one, said: asserted(one, replace(said, flags=UV)),
    "without verification": lambda one, said: asserted(one, replace(said, flags=UP)),
    "signed by another key": lambda one, said: asserted(Credential(one.handle, one.id), said),
    "another text signed": lambda one, said: asserted(one, said, signed=b"autre"),
    "tampered": _tampered,
    "handle of another": lambda one, said: asserted(one, said, handle="0" * 40),
    "without a handle": lambda one, said: asserted(one, said, handle=""),
    "an unknown credential": lambda one, said: asserted(Credential(one.handle), said),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_answer_signs_nobody_in(scenes: Scenes, credential: Credential, forged: Forged) -> None:
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    before = passkeys_of(PAUL)

    after = answered(browser, forged(credential, Said(options_on(page)["challenge"])), page)

    assert UNKNOWN in after.text and after.status == 400
    assert not is_signed_in(browser)
    assert passkeys_of(PAUL) == before


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "x", '{"rawId": 1}', "[" * 2500, '{"id": "a", "rawId": "b"}'])
def test_a_text_that_is_no_answer_signs_nobody_in(scenes: Scenes, text: str) -> None:
    browser = scenes.world.browser()
    assert UNKNOWN in answered(browser, text).text


def test_an_answer_is_taken_once(scenes: Scenes, credential: Credential) -> None:
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    answer = asserted(credential, Said(options_on(page)["challenge"]))
    assert answered(browser, answer, page).url.endswith("/compte")
    thief = scenes.world.browser()
    thief.cookies.update({name: value for name, value in browser.cookies.items() if "avant-session" in name})
    with unchanged(scenes.world):
        assert TOO_LATE in answered(thief, answer).text
    assert not is_signed_in(thief)


def test_an_answer_to_the_challenge_of_another_browser_signs_nobody_in(scenes: Scenes, credential: Credential) -> None:
    victim, attacker = scenes.world.browser(), scenes.world.browser()
    answer = asserted(credential, Said(challenge_for(victim)))
    with unchanged(scenes.world):
        assert TOO_LATE in answered(attacker, answer).text
    assert not is_signed_in(attacker)


def test_an_answer_to_the_challenge_of_an_addition_signs_nobody_in(scenes: Scenes, credential: Credential) -> None:
    options = options_on(offered(scenes.browser(PAUL)))
    browser = scenes.world.browser()
    with unchanged(scenes.world):
        assert TOO_LATE in answered(browser, asserted(credential, Said(options["challenge"]))).text


@pytest.mark.parametrize(("seconds", "taken"), [(600, True), (601, False)])
def test_a_challenge_lives_ten_minutes(scenes: Scenes, credential: Credential, seconds: int, taken: bool) -> None:
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    answer = asserted(credential, Said(options_on(page)["challenge"]))
    scenes.world.pass_time(seconds=seconds)
    assert (TOO_LATE not in answered(browser, answer, page).text) is taken


def test_a_challenge_of_ones_own_making_is_refused(scenes: Scenes, credential: Credential) -> None:
    browser = scenes.world.browser()
    with unchanged(scenes.world):
        assert TOO_LATE in answered(browser, asserted(credential, Said("a" * 43))).text


def test_a_counter_that_has_gone_back_is_refused_noted_and_shown(scenes: Scenes, credential: Credential) -> None:
    credential.counter = 5
    assert signed_in_with(scenes.world.browser(), credential).url.endswith("/compte")
    copy = Credential(credential.handle, credential.id, credential.key, counter=5)

    after = signed_in_with(scenes.world.browser(), copy)

    assert "a peut-être été copiée" in after.text
    assert passkeys_of(PAUL)[0].doubted_at == int(scenes.world.now.timestamp())
    assert "a peut-être été copiée" in scenes.browser(PAUL).get(LIST).text
    credential.counter = 6
    assert signed_in_with(scenes.world.browser(), credential).url.endswith("/compte")


def test_a_passkey_that_never_counts_signs_in_again_and_again(scenes: Scenes, credential: Credential) -> None:
    for _ in range(3):
        assert signed_in_with(scenes.world.browser(), credential).url.endswith("/compte")
    assert passkeys_of(PAUL)[0].counter == 0


@pytest.mark.parametrize(
    ("status", "told"),
    [(AccountStatus.RATTACHEE, UNKNOWN), (AccountStatus.RESERVEE, UNKNOWN), (AccountStatus.A_ACTIVER, "validation")],
)
def test_a_passkey_of_an_account_that_is_not_active_opens_nothing(
    scenes: Scenes, credential: Credential, status: AccountStatus, told: str
) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.status.set(status.value)])
    browser = scenes.world.browser()
    assert told in signed_in_with(browser, credential).text
    assert not is_signed_in(browser)


def test_a_passkey_of_a_deleted_account_opens_nothing(scenes: Scenes, credential: Credential) -> None:
    HeadItem(*keys.head(PAUL)).delete()
    browser = scenes.world.browser()
    assert UNKNOWN in signed_in_with(browser, credential).text
    assert not is_signed_in(browser)


def test_known_and_unknown_passkeys_look_the_same(scenes: Scenes, credential: Credential) -> None:
    seen = []
    for one in (Credential(credential.handle, credential.id), Credential("0" * 40)):
        browser = scenes.world.browser()
        page = browser.get("/connexion")
        scenes.world.exchanges.clear()
        answered(browser, asserted(one, Said(options_on(page)["challenge"])), page)
        exchange = page_after(scenes.world)
        seen.append((exchange.status, Counter(exchange.calls), without_tokens(exchange.body)))
    assert seen[0] == seen[1]


def test_a_session_opened_by_passkey_cannot_be_made_one_by_card(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    signed_in_with(browser, added(scenes.browser(CLAIRE)))
    context = runtime.context()
    name = sessions.cookie_name(context.settings)
    session = sessions.read(browser.cookies[name], context.keys, context.now, context.settings)
    assert session is not None and session.mode is Mode.PASSKEY
    smuggled = session._replace(mode=Mode.CARTE)
    browser.cookies[name] = sessions.write(smuggled, context.keys, context.now, context.settings)
    assert not is_signed_in(browser)


BAD_ADDITIONS: dict[str, Forged] = {
    "another origin": lambda one, said: registered(one, replace(said, origin="https://evil.example")),
    "another relying party": lambda one, said: registered(one, replace(said, rp_id="evil.example")),
    "inside another site": lambda one, said: registered(one, replace(said, cross_origin=True)),
    "a sign-in": lambda one, said: registered(one, replace(said, type="webauthn.get")),
    "without the user": lambda one, said: registered(one, replace(said, flags=UV)),
    "without verification": lambda one, said: registered(one, replace(said, flags=UP)),
    "an id that is too long": lambda one, said: registered(Credential(one.handle, b"x" * 1024), said),
    "an empty id": lambda one, said: registered(Credential(one.handle, b""), said),
    "no answer": lambda one, said: "{}",
}


@pytest.mark.parametrize("forged", BAD_ADDITIONS.values(), ids=BAD_ADDITIONS)
def test_a_forged_addition_adds_nothing(scenes: Scenes, forged: Forged) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    with unchanged(scenes.world):
        answer = forged(Credential(options["user"]["id"]), Said(options["challenge"]))
        after = browser.submit(page, NEW, reponse=answer)
    assert "n’a pas pu être enregistrée" in after.text and "Téléphone" in after.body


def _added_with(scenes: Scenes, browser: Browser, challenge: str) -> Page:
    page = offered(browser)
    credential = Credential(options_on(page)["user"]["id"])
    with unchanged(scenes.world):
        return browser.submit(page, NEW, reponse=registered(credential, Said(challenge)))


def test_an_addition_takes_no_challenge_of_another_session_person_or_purpose(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    others = (scenes.world.signed_in(PAUL), scenes.browser(HELENE))
    challenges = [options_on(offered(other))["challenge"] for other in others]
    for challenge in (*challenges, challenge_for(scenes.world.browser()), "a" * 43):
        assert TOO_LATE in _added_with(scenes, browser, challenge).text


def test_an_answer_that_has_added_a_passkey_adds_no_other(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    said = Said(options["challenge"])
    browser.submit(page, NEW, reponse=registered(Credential(options["user"]["id"]), said))
    with unchanged(scenes.world):
        again = browser.submit(page, NEW, reponse=registered(Credential(options["user"]["id"]), said))
    assert TOO_LATE in again.text and len(passkeys_of(PAUL)) == 1


@pytest.mark.parametrize(("seconds", "taken"), [(300, True), (301, False)])
def test_the_challenge_of_an_addition_lives_five_minutes(scenes: Scenes, seconds: int, taken: bool) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    answer = registered(Credential(options["user"]["id"]), Said(options["challenge"]))
    scenes.world.pass_time(seconds=seconds)
    browser.submit(page, NEW, reponse=answer)
    assert len(passkeys_of(PAUL)) == taken


def test_nobody_removes_a_passkey_of_somebody_else(scenes: Scenes, credential: Credential) -> None:
    (kept,) = passkeys_of(PAUL)
    browser = scenes.browser(HELENE)
    csrf = scenes.forms_token(browser)
    assert browser.get(f"{LIST}/{kept.id}").status in {404, 410}
    with unchanged(scenes.world):
        browser.post(f"{LIST}/{kept.id}", {"csrf": csrf})
    assert passkeys_of(PAUL) == [kept]


def test_an_old_session_removes_no_passkey_without_the_password(scenes: Scenes) -> None:
    scenes.give_password(PAUL, "Tournesol-42!")
    browser = scenes.browser(PAUL)
    added(browser)
    (kept,) = passkeys_of(PAUL)
    scenes.world.pass_time(minutes=6)
    path = f"{LIST}/{kept.id}"
    for typed in ("", "Tournesol-43!"):
        assert browser.submit(browser.get(path), path, actuel=typed).status == 400
    assert passkeys_of(PAUL) == [kept]
    browser.submit(browser.get(path), path, actuel="Tournesol-42!")
    assert passkeys_of(PAUL) == []


def test_the_form_of_a_sign_in_needs_the_page_that_it_was_on(scenes: Scenes, credential: Credential) -> None:
    browser = scenes.world.browser()
    answer = asserted(credential, Said(challenge_for(browser)))
    browser.post(SIGN_IN, {"csrf": "autre", "reponse": answer})
    assert not is_signed_in(browser)
