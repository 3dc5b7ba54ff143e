"""Each check around an account alone: its password, its sessions, its links, its end.

`make mutants` removes them one at a time; in most stories another check would hide that.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from chalicelib import runtime
from chalicelib.acts.choose_password import Chosen, change_password
from chalicelib.acts.delete import delete
from chalicelib.acts.end_account import end_account
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.acts.people import SignedOut, person_of
from chalicelib.acts.sign_out import sign_out
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.passwords import needs_rehash, verify
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, password_item
from chalicelib.store.table import epoch, find, read
from chalicelib.workers import schedule
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, UPDATE, meanwhile
from tests.integration.refused_input import unchanged
from tests.integration.scene_parts import password_hash
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import LOOKUP
from tests.sessions import CALLER, open_session_of

SECOND = timedelta(seconds=1)
OTHER = "Autre-Phrase-34!"
WEAK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
"""As it was stored when less was asked of a hash."""


def _head(account_id: str) -> HeadItem | None:
    key = keys.head(account_id)
    return find(read([key]), HeadItem, key)


# Signing in by password


def test_a_weak_hash_is_renewed_only_by_the_right_password(scenes: Scenes) -> None:
    password_item(PAUL, WEAK).save()
    sign_in(scenes.world.browser(), KNOWN[PAUL], OTHER)
    assert password_hash(PAUL) == WEAK
    assert "Mon compte" in sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD).text
    strong = password_hash(PAUL)
    assert verify(strong, PASSWORD) and not needs_rehash(strong)
    assert "Mon compte" in sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD).text
    assert password_hash(PAUL) == strong


def test_a_password_changed_during_a_sign_in_stays_changed(scenes: Scenes) -> None:
    password_item(PAUL, WEAK).save()
    owner = scenes.session(PAUL)

    def change() -> None:
        change_password(runtime.context(), owner, PASSWORD, Chosen(OTHER, OTHER), Caller("192.0.2.1"))

    with meanwhile(UPDATE, change, about="A#PASSWORD"):
        page = sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD)
    assert page.status == 200 and "/connexion" in page.url, "the change has ended that session too"
    assert verify(password_hash(PAUL), OTHER)


def test_two_concurrent_sign_ins_with_a_weak_hash_both_succeed(scenes: Scenes) -> None:
    password_item(PAUL, WEAK).save()
    pages = []

    def other_tab() -> None:
        pages.append(sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD))

    with meanwhile(UPDATE, other_tab, about="A#PASSWORD"):
        pages.append(sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD))
    assert ["Mon compte" in page.text for page in pages] == [True, True]


def test_the_password_of_a_deleted_account_is_simply_wrong(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    HeadItem(*keys.head(PAUL)).delete()
    page = sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD)
    assert (page.status, "incorrect" in page.text) == (400, True)


def test_a_locked_sign_in_says_for_how_long(scenes: Scenes) -> None:
    context = runtime.context()
    lock = timedelta(minutes=context.settings.login_lock_minutes)
    for _ in range(context.settings.login_failures):
        count_guess(context, KNOWN[PAUL], PAUL, Caller("203.0.113.9"))
    for left, said in ((lock, "dans 15 minutes,"), (61 * SECOND, "dans 2 minutes,"), (60 * SECOND, "dans une minute,")):
        scenes.world.now = context.now + lock - left
        assert said in sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD).text


# Signing out


def _is_signed_in(session: Session) -> bool:
    try:
        person_of(session, read(keys.person(session.account_id)))
    except SignedOut:
        return False
    return True


def test_two_concurrent_sign_outs_both_end_their_sessions(scenes: Scenes) -> None:
    here, elsewhere = (open_session_of(PAUL, Mode.CARTE, scenes.world.now, browser) for browser in (0, 1))
    with meanwhile(TRANSACTION, lambda: sign_out(runtime.context(), elsewhere, CALLER)):
        sign_out(runtime.context(), here, CALLER)
    assert [_is_signed_in(here), _is_signed_in(elsewhere)] == [False, False]


def test_signing_out_of_an_erased_account_restores_nothing(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(PAUL)
    page = browser.get("/compte")
    with meanwhile(TRANSACTION, HeadItem(*keys.head(PAUL)).delete):
        assert browser.submit(page, "/deconnexion").status == 200
    assert _head(PAUL) is None


# Links about an account


def test_two_links_for_a_new_password_live_until_one_is_used(scenes: Scenes) -> None:
    links = []
    for _ in range(2):
        ask_for_link(scenes.world.browser(), KNOWN[PAUL])
        links.append(link_of(scenes.world.mail(KNOWN[PAUL]), "", path="nouveau-mot-de-passe"))
        scenes.world.now += SECOND
    assert [scenes.world.browser().get(link).status for link in links] == [200, 200]
    scenes.world.browser().post(links[0], {"mot_de_passe": PASSWORD, "confirmation": PASSWORD})
    assert [scenes.world.browser().get(link).status for link in links] == [410, 410]


# The end of an account that nobody validated


def _due_at(scenes: Scenes) -> int:
    """Delete Léa's only demand, so that nothing waits for her; return the time at which her account ends."""
    scenes.give_password(LEA, PASSWORD)
    delete(runtime.context(), scenes.session(CLAIRE), scenes.demand(LEA), Hint())
    head = _head(LEA)
    assert head is not None and head.due_at is not None
    return int(head.due_at)


def _its_time_has_come(scenes: Scenes) -> None:
    scenes.world.now += timedelta(seconds=_due_at(scenes) - epoch(scenes.world.now))


def _ends() -> None:
    end_account(runtime.context(), LEA)


def _address_of() -> str:
    """Return the account of Léa's address."""
    key = keys.alias("address", KNOWN[LEA], LOOKUP)
    item = find(read([key]), AliasItem, key)
    return item.account_id if item else ""


def _what_is_left() -> list[bool]:
    return [_head(LEA) is not None, bool(password_hash(LEA)), _address_of() == LEA]


def test_an_account_a_activer_ends_on_time_with_its_password_and_its_address(scenes: Scenes) -> None:
    _its_time_has_come(scenes)
    scenes.world.now -= SECOND
    with unchanged(scenes.world):
        _ends()
    scenes.world.now += SECOND
    _ends()
    assert _what_is_left() == [False, False, False]
    with unchanged(scenes.world):
        _ends()


def test_an_account_without_a_set_end_does_not_end(scenes: Scenes) -> None:
    with unchanged(scenes.world):
        _ends()


def _change(*actions: object) -> None:
    HeadItem(*keys.head(LEA)).update(actions=list(actions))  # type: ignore[arg-type]


def _is_activated(_: Scenes) -> None:
    _change(HeadItem.status.set(AccountStatus.ACTIVE.value))


def _waits_again(_: Scenes) -> None:
    _change(HeadItem.waiting.add({"une-autre"}))


def _ends_later(scenes: Scenes) -> None:
    _change(HeadItem.due_at.set(epoch(scenes.world.now + DAY)))


@pytest.mark.parametrize("change", [_is_activated, _waits_again])
def test_an_account_that_is_active_or_needed_does_not_end(scenes: Scenes, change: Callable[[Scenes], None]) -> None:
    _its_time_has_come(scenes)
    change(scenes)
    _ends()
    assert _what_is_left() == [True, True, True]


@pytest.mark.parametrize("change", [_is_activated, _waits_again, _ends_later])
def test_a_concurrent_act_on_an_account_prevents_its_end(scenes: Scenes, change: Callable[[Scenes], None]) -> None:
    _its_time_has_come(scenes)
    with meanwhile(TRANSACTION, lambda: change(scenes)):
        _ends()
    assert _what_is_left() == [True, True, True]


def test_an_account_kept_at_its_end_still_ends_later(scenes: Scenes) -> None:
    _its_time_has_come(scenes)
    _waits_again(scenes)

    def is_left_alone() -> None:
        _change(HeadItem.waiting.delete({"une-autre"}), HeadItem.due_at.set(epoch(scenes.world.now + DAY)))

    with meanwhile(TRANSACTION, is_left_alone):
        _ends()
    scenes.world.now += DAY
    schedule.handle()
    assert _what_is_left() == [False, False, False]


def test_the_end_of_an_account_leaves_an_address_that_moved_to_another(scenes: Scenes) -> None:
    _its_time_has_come(scenes)
    alias_item(KNOWN[LEA], HELENE, LOOKUP).save()
    schedule.handle()
    assert _address_of() == HELENE
