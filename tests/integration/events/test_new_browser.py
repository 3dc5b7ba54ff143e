"""A sign-in from a browser not seen before is told by mail; « Ce n'est pas moi » throws the stranger out (§1)."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from tests.browser import Browser, Page
from tests.integration.budgets.forms import OPENING
from tests.integration.events.people import (
    ADDRESS,
    HASH,
    SAFARI,
    ZOE,
    signed_in,
)
from tests.integration.events.test_events import kinds
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import PAUL, Scenes
from tests.integration.test_accounts import card, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, Mail, World
from tests.integration.zoe import link_to, press
from tests.sessions import CALLER

SUBJECT = "Nouvelle connexion à votre compte"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
MOST = settings().new_browser_mails_per_day
CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}


def told(world: World, address: str = ADDRESS) -> list[Mail]:
    """Return the mails about new browsers."""
    world.deliver()
    return [mail for mail in world.mails() if mail.subject == SUBJECT and mail.to == address]


def link(world: World) -> str:
    """Return the link of the newest such mail."""
    return link_to(world, ADDRESS, "connexion-inconnue")


def sign_out(browser: Browser) -> None:
    """Sign out."""
    browser.submit(browser.get("/compte"), "/deconnexion")


def throw_out(world: World) -> Page:
    """Press « Ce n'est pas moi » of the newest mail, in a browser that nobody has signed in with."""
    return press(world.browser(), link(world))


# The mail


def test_a_new_browser_is_told_with_its_mode_its_time_and_its_name(world: World) -> None:
    signed_in(world, SAFARI)
    (mail,) = told(world)
    for said in ("par mot de passe", "Safari sur iPhone", f"{world.now:%d/%m/%Y}", "7 jours"):
        assert said in mail.text and said in mail.html


def test_a_browser_that_is_known_is_not_told(world: World) -> None:
    browser = signed_in(world)
    for _ in range(3):
        sign_out(browser)
        world.now += DAY
        sign_in(browser, ADDRESS, PASSWORD)
    assert len(told(world)) == 1


def test_the_network_address_makes_no_browser_known_or_new(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(world)
    sign_out(browser)
    monkeypatch.setattr("chalice.local.LambdaEventConverter.LOCAL_SOURCE_IP", "203.0.113.77")
    sign_in(browser, ADDRESS, PASSWORD)
    assert len(told(world)) == 1
    signed_in(world)
    assert len(told(world)) == 2


def test_the_same_browser_of_somebody_else_is_new_to_the_account(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    browser = signed_in(world)
    sign_out(browser)
    sign_in(browser, "yves@exemple.fr", PASSWORD)
    assert len(told(world, "yves@exemple.fr")) == 1


@pytest.mark.parametrize("forged", ["{}x", "x{}", "autre-chose"])
def test_a_forged_cookie_makes_no_browser_known(world: World, forged: str) -> None:
    browser = signed_in(world)
    sign_out(browser)
    name = next(name for name in browser.cookies if "navigateur" in name)
    browser.cookies[name] = forged.format(browser.cookies[name])
    world.now += SECOND
    sign_in(browser, ADDRESS, PASSWORD)
    assert len(told(world)) == 2


def test_a_failed_sign_in_is_told_by_no_mail(world: World) -> None:
    sign_in(world.browser(), ADDRESS, "faux")
    assert told(world) == []


def test_a_flood_of_new_browsers_is_told_a_few_times_a_day(world: World) -> None:
    for _ in range(MOST + 3):
        world.now += SECOND
        signed_in(world)
    assert len(told(world)) == MOST
    assert kinds().count(AccountEvent.SIGNED_IN) == MOST + 3, "the events have them all"
    world.now += DAY + SECOND
    signed_in(world)
    assert len(told(world)) == MOST + 1


def test_signing_out_makes_no_room_for_more_mails(world: World) -> None:
    for _ in range(MOST + 2):
        world.now += timedelta(hours=1)
        sign_out(signed_in(world))
    assert len(told(world)) == MOST


def test_an_account_without_address_is_told_nothing(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set("")])
    assert told(scenes.world, "") == []


def test_a_card_in_a_new_browser_is_told_too(world: World) -> None:
    AliasItem(*keys.alias("psc", "899900007777", LOOKUP), account_id=ZOE).save()
    sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    (mail,) = told(world)
    assert "par carte CPS ou CPE" in mail.text


def test_the_browser_in_which_the_account_was_opened_is_not_new_at_the_first_sign_in(scenes: Scenes) -> None:
    found = scenes.invitation("nouvelle@exemple.fr")
    path = scenes.link(found, Purpose.OPEN_ACCOUNT)
    browser = scenes.world.browser()
    browser.submit(browser.get(path), path.rsplit("/", 1)[1], **OPENING)
    account_id = scenes.delegation(found).delegue.account_id
    HeadItem(*keys.head(account_id)).update(actions=[HeadItem.status.set(AccountStatus.ACTIVE.value)])
    scenes.world.now += DAY
    assert "Mon compte" in sign_in(browser, "nouvelle@exemple.fr", PASSWORD).text
    assert told(scenes.world, "nouvelle@exemple.fr") == []
    assert "Mon compte" in sign_in(scenes.world.browser(), "nouvelle@exemple.fr", PASSWORD).text
    assert len(told(scenes.world, "nouvelle@exemple.fr")) == 1


def test_two_new_browsers_at_once_both_get_in_and_both_links_work(world: World) -> None:
    def elsewhere() -> None:
        world.now += SECOND
        signed_in(world, SAFARI)

    with meanwhile(TRANSACTION, elsewhere):
        signed_in(world)
    assert len(told(world)) == 2
    tokens = {mail.html.partition("connexion-inconnue/")[2].partition('"')[0] for mail in told(world)}
    assert len({token.split("~")[1] for token in tokens}) == 1, "one nonce"
