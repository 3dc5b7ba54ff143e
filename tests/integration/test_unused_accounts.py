"""An account that nobody used for half a year is closed to passwords, its owner having been told (specification §1)."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.password_use import warn_unused
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.people import Name
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.statuses import AccountStatus
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, PasswordItem, password_item
from chalicelib.store.table import find, read
from chalicelib.workers import schedule
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.stages import with_settings
from tests.integration.test_accounts import ask_for_link, card, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import link_to, press
from tests.sessions import CALLER

OWNER = "zoe@exemple.fr"
CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
UNUSED, NOTICE = timedelta(days=settings().unused_days), timedelta(days=settings().unused_notice_days)
CLOSED = "votre mot de passe ne suffit plus"


@pytest.fixture(autouse=True)
def zoe(world: World) -> None:
    """Give Zoé an account and a password, and let her use it."""
    world.person("zoe", OWNER, Name("MME", "Zoé", "Claire"), password_hash=hash_of(PASSWORD))
    world.now += 2 * DAY
    used(world)


def used(world: World) -> Browser:
    """Sign Zoé in and out."""
    browser = world.browser()
    assert gets_in(sign_in(browser, OWNER, PASSWORD))
    browser.submit(browser.get("/compte"), "/deconnexion")
    return browser


def gets_in(page: Page) -> bool:
    """Whether a sign-in led to the account."""
    return "Mon compte" in page.text


def warnings(world: World) -> int:
    """Run the schedule and return how many warnings were ever written."""
    schedule.handle()
    return sum(row["mail_kind"]["S"] == "compte_inutilise" for row in world.of_kind("mail"))


def stored(account_id: str = "zoe") -> PasswordItem:
    """Return the password as stored."""
    key = keys.password(account_id)
    item = find(read([key]), PasswordItem, key)
    assert item
    return item


# The closing


def test_the_password_opens_until_the_last_second_of_the_half_year(world: World) -> None:
    world.now += UNUSED - SECOND
    used(world)
    world.now += UNUSED
    page = sign_in(world.browser(), OWNER, PASSWORD)
    assert page.status == 400
    assert CLOSED in page.text


def test_only_the_right_password_tells_that_the_account_is_closed(world: World) -> None:
    world.now += UNUSED
    for address in (OWNER, "personne@exemple.fr"):
        page = sign_in(world.browser(), address, "faux")
        assert "incorrect" in page.text and CLOSED not in page.text


def test_a_link_by_mail_opens_it_again(world: World) -> None:
    world.now += UNUSED
    browser = world.browser()
    ask_for_link(browser, OWNER)
    assert gets_in(press(browser, link_to(world, OWNER, "nouveau-mot-de-passe"), **CHOSEN))
    browser.submit(browser.get("/compte"), "/deconnexion")
    assert gets_in(sign_in(world.browser(), OWNER, CHOSEN["mot_de_passe"]))


def test_the_card_opens_it_again(world: World) -> None:
    session, _ = sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    item = password_item(session.account_id, hash_of(PASSWORD))
    item.used_at = int((world.now - UNUSED).timestamp())
    item.save()
    sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    assert stored(session.account_id).used_at == int(world.now.timestamp())


def test_an_account_whose_last_use_was_never_noted_is_not_closed(world: World) -> None:
    PasswordItem(*keys.password("zoe")).update(actions=[PasswordItem.used_at.remove()])
    world.now += 10 * UNUSED
    used(world)


def test_the_time_is_a_setting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, unused_days=30, unused_notice_days=7)
    world.now += 2 * DAY
    used(world)
    world.now += 23 * DAY - SECOND
    assert warnings(world) == 0
    world.now += SECOND
    assert warnings(world) == 1
    world.now += 7 * DAY
    assert CLOSED in sign_in(world.browser(), OWNER, PASSWORD).text


# The last use


def test_the_last_use_is_written_once_a_day(world: World) -> None:
    first = stored().used_at
    world.now += DAY - SECOND
    used(world)
    assert stored().used_at == first
    world.now += SECOND
    used(world)
    assert stored().used_at == int(world.now.timestamp())


# The warning


def test_the_owner_is_told_once_two_weeks_before(world: World) -> None:
    closes_at = world.now + UNUSED
    world.now += UNUSED - NOTICE - SECOND
    assert warnings(world) == 0
    world.now += SECOND
    assert [warnings(world), warnings(world)] == [1, 1]
    (row,) = [row for row in world.of_kind("mail") if row["mail_kind"]["S"] == "compte_inutilise"]
    assert row["facts"]["M"]["ferme_le"]["S"] == day_in_paris(closes_at).isoformat()
    assert row["to_account"]["S"] == "zoe"


def test_a_use_after_the_warning_begins_the_half_year_anew(world: World) -> None:
    world.now += UNUSED - NOTICE
    assert warnings(world) == 1
    used(world)
    world.now += UNUSED - NOTICE - SECOND
    assert warnings(world) == 1
    world.now += SECOND
    assert warnings(world) == 2


def test_somebody_who_signs_in_during_the_warning_is_not_told(world: World) -> None:
    world.now += UNUSED - NOTICE
    with meanwhile(TRANSACTION, lambda: used(world)):
        warn_unused(runtime.context(), "zoe")
    assert warnings(world) == 0
    assert stored().due_at == int((world.now + UNUSED - NOTICE).timestamp())


@pytest.mark.parametrize("how", ["no password any more", "not active", "no address", "no account"])
def test_nobody_is_told_where_there_is_nothing_to_close(world: World, how: str) -> None:
    head = HeadItem(*keys.head("zoe"))
    if how == "no password any more":
        PasswordItem(*keys.password("zoe")).update(actions=[PasswordItem.hash.set("")])
    elif how == "no account":
        head.delete()
    else:
        changed = (
            HeadItem.status.set(AccountStatus.A_ACTIVER.value) if how == "not active" else HeadItem.address.set("")
        )
        head.update(actions=[changed])
    world.now += UNUSED
    assert warnings(world) == 0
    assert stored().due_at is None


def test_a_longer_setting_puts_the_warning_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    used_at = world.now
    world.now += UNUSED - NOTICE
    with_settings(monkeypatch, unused_days=settings().unused_days + 30)
    assert warnings(world) == 0
    assert stored().due_at == int((used_at + UNUSED - NOTICE + 30 * DAY).timestamp())
