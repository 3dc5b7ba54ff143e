"""A change of address is told to the present one, whose reader can call it off (specification §1)."""

import pytest

from chalicelib import links, runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.links import AccountLinkFacts
from chalicelib.store.accounts import read_head
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import CHOSEN, NEW, OLD, SECOND, ask, is_signed_in, link_to, press, signed_in

pytestmark = pytest.mark.usefixtures("zoe")


def test_the_present_address_gets_a_mail_when_another_one_is_requested(world: World) -> None:
    ask(signed_in(world))
    mail = world.mail(OLD, "Demande de modification")
    assert NEW in mail.text and NEW in mail.html


def test_opening_the_link_to_cancel_changes_nothing(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    link = link_to(world, OLD, "ce-n-est-pas-moi")
    before = world.items()
    for method in ("GET", "HEAD"):
        assert world.browser().get(link, method).status == 200
    assert world.items() == before
    assert is_signed_in(browser)


def test_the_reader_of_the_present_address_can_cancel_a_change_and_end_every_session(world: World) -> None:
    thief, elsewhere = signed_in(world), signed_in(world)
    ask(thief)
    confirm = link_to(world, NEW, "confirmer-adresse")

    done = press(world.browser(), link_to(world, OLD, "ce-n-est-pas-moi"))

    assert "La modification est annulée" in done.text
    assert done.link("Choisir un nouveau mot de passe").endswith("/mot-de-passe-oublie")
    assert not is_signed_in(thief) and not is_signed_in(elsewhere)
    assert world.browser().get(confirm).status == 410
    assert "incorrect" in sign_in(world.browser(), OLD, PASSWORD).text, "the thief knew the password"
    owner = world.browser()
    ask_for_link(owner, OLD)
    press(owner, link_to(world, OLD, "nouveau-mot-de-passe"), mot_de_passe=CHOSEN, confirmation=CHOSEN)
    assert is_signed_in(owner)


def test_a_second_cancellation_says_what_to_do(world: World) -> None:
    ask(signed_in(world))
    link = link_to(world, OLD, "ce-n-est-pas-moi")
    press(world.browser(), link)
    owner = world.browser()
    ask_for_link(owner, OLD)
    press(owner, link_to(world, OLD, "nouveau-mot-de-passe"), mot_de_passe=CHOSEN, confirmation=CHOSEN)

    for again in (world.browser().get(link), world.browser().post(link, {})):
        assert (again.status, "Ce lien a déjà servi" in again.text) == (410, True)
    assert is_signed_in(owner)


def test_a_second_request_keeps_the_link_to_cancel_alive(world: World) -> None:
    thief = signed_in(world)
    ask(thief)
    first = link_to(world, OLD, "ce-n-est-pas-moi")
    world.now += SECOND
    ask(thief, "zoe@encore.example")
    confirm = link_to(world, "zoe@encore.example", "confirmer-adresse")
    assert "La modification est annulée" in press(world.browser(), first).text
    assert world.browser().get(confirm).status == 410


def test_cancelling_too_late_ends_the_sessions_and_says_whom_to_call(world: World) -> None:
    thief = signed_in(world)
    ask(thief)
    link = link_to(world, OLD, "ce-n-est-pas-moi")
    press(thief, link_to(world, NEW, "confirmer-adresse"))
    assert is_signed_in(thief)

    page = world.browser().get(link)
    assert "n’est plus celle du compte" in page.text
    done = world.browser().submit(page, link.rsplit("/", 1)[1])

    assert "appelez sans attendre l’assistance" in done.text.replace("Appelez", "appelez")
    assert not is_signed_in(thief)
    head = read_head("zoe")
    assert head is not None and head.account.address == NEW
    assert "Mon compte" in sign_in(world.browser(), NEW, PASSWORD).text, "a former address keeps nobody out"


def test_a_forged_link_cancels_nothing_and_reveals_nothing(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    link = link_to(world, OLD, "ce-n-est-pas-moi")
    context = runtime.context()
    guessed = links.sign_account(AccountPurpose.NOT_ME, AccountLinkFacts("zoe", "devine"), context.keys, context.now)
    others = [
        (link[:-1], 404),
        (link.replace("ce-n-est-pas-moi", "confirmer-adresse"), 400),
        (f"{link.rsplit('/', 1)[0]}/{guessed}", 410),
    ]
    for forged, status in others:
        for page in (world.browser().get(forged), world.browser().post(forged, {})):
            assert page.status == status or "/connexion" in page.url
            assert "Zoé" not in page.text and "zoe" not in page.text
    assert is_signed_in(browser)
