"""« Ce n'est pas moi » in the mail about a new browser throws the stranger out, once (specification §1)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from chalicelib import links, runtime
from chalicelib.acts.not_me import call_off
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.people import Name
from chalicelib.links import AccountLinkFacts
from chalicelib.store import keys
from chalicelib.store.accounts import read_head
from chalicelib.store.open_sessions import SessionsItem
from tests.browser import Browser
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
from tests.integration.events.test_new_browser import link, sign_out, throw_out, told
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import PAUL, Scenes
from tests.integration.stages import FEW_FAILURES
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import link_to, press

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}


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


def test_browsers_that_were_known_before_are_forgotten(world: World, few_failures: None) -> None:
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
    for _ in range(FEW_FAILURES):
        sign_in(world.browser(), ADDRESS, "faux")
    other = signed_out_copy(world, thief)
    assert sign_in(other, ADDRESS, "faux").status == 400, "the new sign-in made it known"


def signed_out_copy(world: World, browser: Browser) -> Browser:
    """Return another browser with the cookie by which this one is known."""
    copy = world.browser()
    copy.cookies.update({name: value for name, value in browser.cookies.items() if "navigateur" in name})
    return copy


def test_a_forgotten_browser_shares_the_count_of_strangers(world: World, few_failures: None) -> None:
    thief = signed_in(world)
    world.now += SECOND
    throw_out(world)
    for _ in range(FEW_FAILURES):
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


@pytest.mark.parametrize("moves", [1, 2])
def test_after_a_warning_to_a_newer_address_the_first_one_still_ends_sessions_and_no_more(
    world: World, moves: int
) -> None:
    owner = signed_in(world)
    former = link(world)
    for number in range(moves):
        address = f"zoe@ailleurs{number}.example"
        owner.submit(owner.get("/compte/e-mail"), "/compte/e-mail", adresse=address)
        press(owner, link_to(world, address, "confirmer-adresse"))
        world.now += SECOND
        sign_in(world.browser(), address, PASSWORD)
        world.deliver()
    done = press(world.browser(), former)
    assert "Ce compte a maintenant une autre adresse e-mail." in done.text
    assert not is_signed_in(owner)
    assert "Mon compte" in sign_in(world.browser(), address, PASSWORD).text


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
