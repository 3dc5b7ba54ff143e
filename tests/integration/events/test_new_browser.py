"""A sign-in from a browser not seen before is told by mail; « Ce n'est pas moi » throws the stranger out (§1)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from chalicelib import links, runtime
from chalicelib.acts.not_me import call_off
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.links import AccountLinkFacts
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, read_head
from chalicelib.store.open_sessions import SessionsItem
from tests.browser import Browser, Page
from tests.integration.budgets.forms import OPENING
from tests.integration.events.people import (
    ADDRESS,
    HASH,
    SAFARI,
    ZOE,
    browser_of,
    is_signed_in,
    signed_in,
)
from tests.integration.events.test_events import kinds
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import PAUL, Scenes
from tests.integration.test_accounts import ask_for_link, card, sign_in
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


# « Ce n'est pas moi »


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(world: World, method: str) -> None:
    thief, path = signed_in(world), link(world)
    before = world.items()
    assert world.browser().get(path, method).status == 200
    assert world.items() == before
    assert is_signed_in(thief)


def test_a_stranger_who_knows_the_password_is_thrown_out(world: World) -> None:
    owner = signed_in(world)
    world.now += SECOND
    thief = signed_in(world, SAFARI)
    thief.submit(thief.get("/compte/e-mail"), "/compte/e-mail", adresse="voleur@exemple.fr")
    confirm, forgotten = link_to(world, "voleur@exemple.fr", "confirmer-adresse"), world.browser()
    ask_for_link(forgotten, ADDRESS)
    reset = link_to(world, ADDRESS, "nouveau-mot-de-passe")
    world.now += SECOND

    done = throw_out(world)

    assert "Votre mot de passe, et les clés d’accès ajoutées depuis une semaine, ne fonctionnent plus." in done.text
    assert not is_signed_in(thief) and not is_signed_in(owner)
    assert world.browser().get(confirm).status == world.browser().get(reset).status == 410
    assert "incorrect" in sign_in(thief, ADDRESS, PASSWORD).text
    assert kinds()[1] == AccountEvent.NOT_ME, "the attempt after it stands on top of the day"


def test_its_owner_chooses_a_new_password_by_the_mail_that_follows(world: World) -> None:
    signed_in(world)
    throw_out(world)
    owner, path = world.browser(), link_to(world, ADDRESS, "nouveau-mot-de-passe")
    press(owner, path, **CHOSEN)
    assert is_signed_in(owner)


def test_browsers_that_were_known_before_are_forgotten(world: World) -> None:
    thief = signed_in(world)
    world.now += SECOND
    throw_out(world)
    world.now += SECOND
    owner = world.browser()
    press(owner, link_to(world, ADDRESS, "nouveau-mot-de-passe"), **CHOSEN)
    sign_out(owner)
    world.now += SECOND
    before = len(told(world))
    sign_in(owner, ADDRESS, CHOSEN["mot_de_passe"])
    assert len(told(world)) == before, "the owner's own is known anew"
    sign_in(thief, ADDRESS, CHOSEN["mot_de_passe"])
    assert len(told(world)) == before + 1
    for _ in range(settings().login_failures):
        sign_in(world.browser(), ADDRESS, "faux")
    other = signed_out_copy(world, thief)
    assert sign_in(other, ADDRESS, "faux").status == 400, "the new sign-in made it known"


def signed_out_copy(world: World, browser: Browser) -> Browser:
    """Return another browser with the cookie by which this one is known."""
    copy = world.browser()
    copy.cookies.update({name: value for name, value in browser.cookies.items() if "navigateur" in name})
    return copy


def test_a_forgotten_browser_shares_the_count_of_strangers(world: World) -> None:
    thief = signed_in(world)
    world.now += SECOND
    throw_out(world)
    for _ in range(settings().login_failures):
        sign_in(world.browser(), ADDRESS, "faux")
    assert sign_in(signed_out_copy(world, thief), ADDRESS, "faux").status == 429


def test_the_link_works_once(world: World) -> None:
    signed_in(world)
    path = link(world)
    press(world.browser(), path)
    press(world.browser(), link_to(world, ADDRESS, "nouveau-mot-de-passe"), **CHOSEN)
    before = read_head(ZOE)
    for again in (world.browser().get(path), world.browser().post(path, {})):
        assert (again.status, "Ce lien a déjà servi" in again.text) == (410, True)
    assert read_head(ZOE) == before


def test_a_sign_in_that_began_before_brings_no_used_link_back(world: World) -> None:
    signed_in(world)
    path = link(world)
    with meanwhile(TRANSACTION, lambda: press(world.browser(), path)):
        sign_in(world.browser(), ADDRESS, PASSWORD)
    assert world.browser().get(path).status == 410


def test_a_forged_link_does_nothing_and_names_nobody(world: World) -> None:
    thief, context = signed_in(world), runtime.context()
    path = link(world)
    facts = AccountLinkFacts(ZOE, "devine")
    guessed = links.sign_account(AccountPurpose.NOT_MY_SIGN_IN, facts, context.keys, context.now)
    others: Mapping[str, int] = {
        path[:-1]: 404,
        path.replace("connexion-inconnue", "ce-n-est-pas-moi"): 400,
        f"{path.rsplit('/', 1)[0]}/{guessed}": 410,
    }
    for forged, status in others.items():
        for page in (world.browser().get(forged), world.browser().post(forged, {})):
            assert page.status == status
            assert "Zoé" not in page.text and "zoe" not in page.text
    assert is_signed_in(thief)


def test_the_link_of_one_account_ends_nothing_of_another(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    yves = browser_of(world)
    sign_in(yves, "yves@exemple.fr", PASSWORD)
    signed_in(world)
    press(yves, link(world))
    assert is_signed_in(yves)


def test_the_reader_of_a_former_address_ends_sessions_and_locks_nobody_out(world: World) -> None:
    owner = signed_in(world)
    path = link(world)
    owner.submit(owner.get("/compte/e-mail"), "/compte/e-mail", adresse="zoe@ailleurs.example")
    press(owner, link_to(world, "zoe@ailleurs.example", "confirmer-adresse"))
    assert "n’est plus celle du compte" in world.browser().get(path).text
    done = press(world.browser(), path)
    assert "Ce compte a maintenant une autre adresse e-mail." in done.text
    assert not is_signed_in(owner)
    assert "Mon compte" in sign_in(world.browser(), "zoe@ailleurs.example", PASSWORD).text


def test_a_warning_to_the_new_address_gives_a_former_one_no_power(world: World) -> None:
    owner = signed_in(world)
    former = link(world)
    owner.submit(owner.get("/compte/e-mail"), "/compte/e-mail", adresse="zoe@ailleurs.example")
    press(owner, link_to(world, "zoe@ailleurs.example", "confirmer-adresse"))
    sign_in(world.browser(), "zoe@ailleurs.example", PASSWORD)
    world.deliver()
    assert world.browser().get(former).status == 410
    assert "Mon compte" in sign_in(world.browser(), "zoe@ailleurs.example", PASSWORD).text


def test_an_account_without_password_has_its_sessions_ended(scenes: Scenes) -> None:
    done = press(scenes.world.browser(), scenes.account_link(AccountPurpose.NOT_MY_SIGN_IN))
    scenes.world.deliver()
    assert "Toutes vos sessions sont fermées et les demandes en cours sont annulées." in done.text
    assert "/connexion" in scenes.world.signed_in(PAUL).get("/compte").url
    assert not [mail for mail in scenes.world.mails() if "mot de passe" in mail.subject]


def test_two_clicks_at_once_end_the_sessions_once(world: World) -> None:
    signed_in(world)
    token = link(world).rsplit("/", 1)[1]

    def click() -> None:
        call_off(runtime.context(), token, AccountPurpose.NOT_MY_SIGN_IN)

    with meanwhile(TRANSACTION, click):
        page = world.browser().post(link(world), {})
    assert page.status == 410
    assert kinds().count(AccountEvent.NOT_ME) == 1
    head = read_head(ZOE)
    assert head and head.generation == 1


def test_the_count_of_mails_outlives_the_sessions(world: World) -> None:
    signed_in(world)
    (item,) = [item for item in world.of_kind("sessions") if item["pk"]["S"] == keys.sessions(ZOE)[0]]
    assert int(item["ttl"]["N"]) == int((world.now + DAY).timestamp())
    assert SessionsItem.told.attr_name in item
