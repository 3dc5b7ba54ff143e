"""« Sessions ouvertes »: their owner sees where he is signed in, and ends what he does not want (specification §1)."""

from datetime import timedelta

import pytest

from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.people import Name
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.open_sessions import SessionsItem
from chalicelib.store.table import find, read
from tests.browser import Browser
from tests.integration.events.people import (
    HASH,
    PAGE,
    SAFARI,
    ZOE,
    browser_of,
    end,
    is_signed_in,
    names_of_sessions,
    signed_in,
)
from tests.integration.events.test_events import kinds
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World

SECOND = timedelta(seconds=1)
ENDED, WAS_ENDED = "La session est fermée.", "Cette session était déjà fermée."


def test_each_session_shows_its_browser_its_mode_and_its_time(world: World) -> None:
    phone = signed_in(world, SAFARI)
    world.now += SECOND
    here = signed_in(world)
    text = here.get(PAGE).text
    own, _, other = text.partition("Safari sur iPhone")
    assert "Firefox sous Windows (cette session)" in own
    assert "Connexion par mot de passe, le" in other
    assert "Safari sur iPhone (cette session)" in phone.get(PAGE).text


def test_a_session_of_a_former_version_has_an_unknown_browser(world: World) -> None:
    signed_in(world, SAFARI)
    world.now += SECOND
    here = signed_in(world)
    item = find(read([keys.sessions(ZOE)]), SessionsItem, keys.sessions(ZOE))
    assert item
    entries = item.opened.as_dict()
    for entry in entries.values():
        del entry["browser"]
    item.update(actions=[SessionsItem.opened.set(entries)])
    assert "Navigateur inconnu" in here.get(PAGE).text


def test_another_session_is_ended_from_here(world: World) -> None:
    phone = signed_in(world, SAFARI)
    world.now += SECOND
    here = signed_in(world)
    (name,) = names_of_sessions(here.get(PAGE))
    world.now += SECOND
    assert ENDED in end(here, name).text
    assert (is_signed_in(here), is_signed_in(phone)) == (True, False)
    assert kinds()[0] == AccountEvent.SESSION_ENDED
    assert "Déconnecter toutes les autres sessions" not in here.get(PAGE).text


def test_all_other_sessions_are_ended_at_once(world: World) -> None:
    others = [signed_in(world) for _ in range(3)]
    world.now += SECOND
    here = signed_in(world)
    world.now += SECOND
    assert "Toutes vos autres sessions sont fermées." in end(here, "autres").text
    assert is_signed_in(here) and not any(is_signed_in(one) for one in others)
    assert kinds()[0] == AccountEvent.OTHER_SESSIONS_ENDED


def test_this_session_is_ended_by_signing_out(world: World) -> None:
    here = signed_in(world)
    page = here.get(PAGE)
    assert [target for form in page.forms for target in form.targets].count("/api/deconnexion") == 2, "the header's too"


def test_without_another_session_nothing_is_ended_and_nothing_noted(world: World) -> None:
    here = signed_in(world)
    world.now += SECOND
    assert "sont fermées" in here.post(PAGE, {"csrf": csrf_of(here), "session": "autres"}).text
    assert kinds() == ["connexion"]


def csrf_of(browser: Browser) -> str:
    """Return the token of the forms of the page."""
    page = browser.get(PAGE)
    return next(field.value for form in page.forms for field in form.fields if field.name == "csrf")


def test_a_session_ended_in_another_tab_was_ended(world: World) -> None:
    signed_in(world, SAFARI)
    world.now += SECOND
    here = signed_in(world)
    (name,) = names_of_sessions(here.get(PAGE))
    page = here.get(PAGE)
    world.now += SECOND
    assert ENDED in end(here, name).text
    assert WAS_ENDED in here.submit(page, PAGE, session=name).text
    assert kinds().count(AccountEvent.SESSION_ENDED) == 1


def test_two_tabs_at_once_end_a_session_once(world: World) -> None:
    signed_in(world, SAFARI)
    world.now += SECOND
    here = signed_in(world)
    (name,) = names_of_sessions(here.get(PAGE))
    page = here.get(PAGE)
    with meanwhile(TRANSACTION, lambda: end(here, name)):
        assert WAS_ENDED in here.submit(page, PAGE, session=name).text
    assert is_signed_in(here)


def test_the_session_of_somebody_else_is_refused_without_telling(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    SessionsItem(*keys.sessions("yves")).delete()
    yves = [browser_of(world), browser_of(world, SAFARI)]
    for browser in yves:
        world.now += SECOND
        sign_in(browser, "yves@exemple.fr", PASSWORD)
    (name,) = names_of_sessions(yves[1].get(PAGE))
    zoe = signed_in(world)
    said = [end(zoe, one).text for one in (name, "inconnue", "", "x" * 5000)]
    assert all(WAS_ENDED in one for one in said)
    assert all(is_signed_in(browser) for browser in yves)


def test_the_name_of_a_session_is_not_its_id(world: World) -> None:
    signed_in(world, SAFARI)
    page = signed_in(world).get(PAGE)
    item = find(read([keys.sessions(ZOE)]), SessionsItem, keys.sessions(ZOE))
    assert item
    assert not [session_id for session_id in item.opened.as_dict() if session_id in page.body]


def test_a_form_of_an_ended_session_ends_nothing(world: World) -> None:
    phone, here = signed_in(world, SAFARI), signed_in(world)
    page = here.get(PAGE)
    (name,) = names_of_sessions(page)
    end(phone, "autres")
    assert "/connexion" in here.submit(page, PAGE, session=name).url
    assert is_signed_in(phone)


def test_what_is_over_is_not_shown(world: World) -> None:
    signed_in(world, SAFARI)
    world.now += timedelta(minutes=settings().session_longest_minutes) + SECOND
    here = signed_in(world)
    assert "Safari" not in here.get(PAGE).text.partition("Mes derniers")[0]


def test_a_session_of_a_former_generation_is_not_shown(world: World) -> None:
    signed_in(world, SAFARI)
    HeadItem(*keys.head(ZOE)).update(actions=[HeadItem.generation.add(1)])
    world.now += SECOND
    here = signed_in(world)
    assert "Safari" not in here.get(PAGE).text.partition("Mes derniers")[0]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_ends_nothing(world: World, method: str) -> None:
    phone, here = signed_in(world, SAFARI), signed_in(world)
    (name,) = names_of_sessions(here.get(PAGE))
    before = world.items()
    assert here.get(f"{PAGE}?session={name}", method).status == 200
    assert world.items() == before
    assert is_signed_in(phone)
