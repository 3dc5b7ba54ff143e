"""A change of address or password ends other sessions, links and changes, and reopens none (specification §1)."""

import pytest

from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.test_accounts import ask_for_link
from tests.integration.world import World
from tests.integration.zoe import CHOSEN, NEW, OLD, ask, change, is_signed_in, link_to, press, requests, signed_in

pytestmark = pytest.mark.usefixtures("zoe")


def test_a_form_of_an_ended_session_requests_nothing(world: World) -> None:
    browser = signed_in(world)
    page = browser.get("/compte/e-mail")
    HeadItem(*keys.head("zoe")).update(actions=[HeadItem.generation.add(1)])
    assert "/connexion" in browser.submit(page, "/compte/e-mail", adresse=NEW).url
    assert not requests(world)


def test_a_new_address_ends_other_sessions_and_links_for_a_password(world: World) -> None:
    here, elsewhere = signed_in(world), signed_in(world)
    ask_for_link(world.browser(), OLD)
    password = link_to(world, OLD, "nouveau-mot-de-passe")
    ask(here)

    press(here, link_to(world, NEW, "confirmer-adresse"))

    assert world.browser().get(password).status == 410
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_signed_out_session_confirms_no_address(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    cookies = dict(browser.cookies)
    browser.submit(browser.get("/compte"), "/deconnexion")
    browser.cookies = cookies
    assert "Vous connecter" in browser.get(link_to(world, NEW, "confirmer-adresse")).text
    assert not is_signed_in(browser)


@pytest.mark.parametrize("by", ["link", "session"])
def test_a_new_password_cancels_a_change_of_address(world: World, by: str) -> None:
    browser = signed_in(world)
    ask(browser)
    confirm = link_to(world, NEW, "confirmer-adresse")
    ask_for_link(world.browser(), OLD)
    password = link_to(world, OLD, "nouveau-mot-de-passe")
    if by == "link":
        press(world.browser(), password, mot_de_passe=CHOSEN, confirmation=CHOSEN)
    else:
        change(browser)

    assert world.browser().get(confirm).status == 410
    assert world.browser().get(password).status == 410
    head = read_head("zoe")
    assert head is not None and head.account.address == OLD


def test_a_session_that_ends_during_the_request_for_an_address_requests_nothing(world: World) -> None:
    browser = signed_in(world)
    page = browser.get("/compte/e-mail")

    def ends() -> None:
        HeadItem(*keys.head("zoe")).update(actions=[HeadItem.generation.add(1)])

    with meanwhile(TRANSACTION, ends):
        assert "/connexion" in browser.submit(page, "/compte/e-mail", adresse=NEW).url
    assert not requests(world)


def test_a_session_ended_by_a_new_password_confirms_no_address(world: World) -> None:
    ended, here = signed_in(world), signed_in(world)
    change(here)
    ask(here)
    assert "Vous connecter" in ended.get(link_to(world, NEW, "confirmer-adresse")).text
    assert not is_signed_in(ended)


def test_a_session_that_ends_while_its_page_is_open_confirms_no_address(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    link = link_to(world, NEW, "confirmer-adresse")
    page = browser.get(link)
    HeadItem(*keys.head("zoe")).update(actions=[HeadItem.generation.add(1)])
    assert "Vous connecter" in browser.submit(page, link.rsplit("/", 1)[1]).text
    head = read_head("zoe")
    assert head is not None and head.account.address == OLD
