"""A change that weakens an account needs a fresh proof, and its present address can cancel it (specification §1)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import links, runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.people import Name
from chalicelib.identity.passwords import hash_password
from chalicelib.identity.sessions import Mode
from chalicelib.links import AccountLinkFacts
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from tests.browser import Browser, Page
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import PAUL, Scenes
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import World

OLD, NEW = "zoe@exemple.fr", "zoe@ailleurs.example"
CHOSEN = "Verger-Dore-58"
HASH = hash_password(PASSWORD)
FRESH = timedelta(minutes=settings().fresh_proof_minutes)
SECOND = timedelta(seconds=1)
ASKED = "Un lien de confirmation vient d’être envoyé"


@pytest.fixture(autouse=True)
def zoe(world: World) -> None:
    """Give Zoé an account and a password."""
    world.person("zoe", OLD, Name("MME", "Zoé", "Claire"), password_hash=HASH)


def signed_in(world: World) -> Browser:
    """Return a browser in which Zoé has just signed in."""
    browser = world.browser()
    assert "Mon compte" in sign_in(browser, OLD, PASSWORD).text
    return browser


def ask(browser: Browser, address: str = NEW, **given: str) -> Page:
    """Fill in « Modifier mon e-mail »."""
    return browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse=address, **given)


def change(browser: Browser, **given: str) -> Page:
    """Fill in « Modifier mon mot de passe »."""
    page = browser.get("/compte/mot-de-passe")
    return browser.submit(page, "/compte/mot-de-passe", mot_de_passe=CHOSEN, confirmation=CHOSEN, **given)


def press(browser: Browser, link: str, **given: str) -> Page:
    """Open a link of a mail, and press its button."""
    return browser.submit(browser.get(link), link.rsplit("/", 1)[1], **given)


def link_to(world: World, address: str, path: str) -> str:
    """Return the newest link to this path in the mails to an address."""
    world.deliver()
    mails = [mail for mail in world.mails() if mail.to == address and f"/{path}/" in mail.text]
    return link_of(mails[-1], "", path=path)


def requests(world: World) -> list[str]:
    """Return the requests that are still open."""
    return [item["sk"]["S"] for item in world.of_kind("pending") if "connexion-inconnue" not in item["sk"]["S"]]


def is_signed_in(browser: Browser) -> bool:
    """Whether the account's page opens."""
    return "/connexion" not in browser.get("/compte").url


# A fresh proof


def test_a_sign_in_of_the_last_five_minutes_is_proof_enough(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH
    assert ASKED in ask(browser).text


def test_after_five_minutes_the_password_is_required_and_the_typed_address_stays(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH + SECOND
    for given, said in (
        ("", "Saisissez votre mot de passe actuel."),
        ("faux", "Le mot de passe actuel est incorrect."),
    ):
        page = ask(browser, actuel=given)
        assert (page.status, said in page.text) == (400, True)
        assert f'value="{NEW}"' in page.body
    assert not requests(world)
    assert ASKED in ask(browser, actuel=PASSWORD).text


def test_a_form_sent_too_late_asks_for_the_password(world: World) -> None:
    browser = signed_in(world)
    page = browser.get("/compte/e-mail")
    world.now += FRESH + SECOND
    late = browser.submit(page, "/compte/e-mail", adresse=NEW)
    assert "Saisissez votre mot de passe actuel." in late.text
    assert ASKED in browser.submit(late, "/compte/e-mail", adresse=NEW, actuel=PASSWORD).text


def test_a_new_password_needs_the_same_proof(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH + SECOND
    assert "Saisissez votre mot de passe actuel." in change(browser).text
    assert "Votre mot de passe a bien été modifié." in change(browser, actuel=PASSWORD).text


@pytest.mark.parametrize("act", [ask, change])
def test_guesses_of_the_current_password_are_limited_as_at_the_sign_in(world: World, act: object) -> None:
    assert callable(act)
    browser = world.signed_in("zoe", Mode.MOT_DE_PASSE)
    world.now += FRESH + SECOND
    statuses = [act(browser, actuel=f"faux-{number}").status for number in range(settings().login_failures + 1)]
    assert statuses == [400] * settings().login_failures + [429]
    assert act(browser, actuel=PASSWORD).status == 429
    assert sign_in(world.browser(), OLD, PASSWORD).status == 429, "the log-in counts them too"


def test_a_person_without_password_signs_in_again_by_card_and_finds_the_typed_values(scenes: Scenes) -> None:
    world, browser = scenes.world, scenes.browser(PAUL)
    world.now += FRESH + SECOND
    page = ask(browser, "paul@ailleurs.example")
    assert page.status == 403
    assert "reconnectez-vous d’abord avec votre carte" in page.text
    (suite,) = parse_qs(urlsplit(page.link("Me reconnecter avec ma carte")).query)["suite"]

    again, stranger = world.signed_in(PAUL), world.signed_in("helene")
    assert 'value="paul@ailleurs.example"' in again.get(suite).body
    assert 'value="paul@ailleurs.example"' not in stranger.get(suite).body
    assert ASKED in again.submit(again.get(suite), "/compte/e-mail").text
    assert 'value="paul@ailleurs.example"' not in again.get("/compte/e-mail").body


def test_the_freshness_of_a_session_does_not_serve_another_one(world: World) -> None:
    old = signed_in(world)
    world.now += FRESH + SECOND
    fresh = signed_in(world)
    page = fresh.get("/compte/e-mail")
    old.cookies = {name: value for name, value in old.cookies.items() if "navigateur" not in name}
    # The form of the fresh session, with its token, is sent with the cookie of the old one.
    refused = old.post("/compte/e-mail", page.form("/compte/e-mail").filled({"adresse": NEW}))
    assert "Votre saisie a été conservée." in refused.text
    assert ASKED not in refused.text
    assert "Saisissez votre mot de passe actuel." in ask(old).text


def test_confirming_an_address_does_not_refresh_the_session(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    world.now += FRESH + SECOND
    press(browser, link_to(world, NEW, "confirmer-adresse"))
    assert "Saisissez votre mot de passe actuel." in ask(browser, "zoe@encore.example").text


# The mail to the present address; « Ce n'est pas moi »


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
            assert page.status == status
            assert "Zoé" not in page.text and "zoe" not in page.text
    assert is_signed_in(browser)


def test_a_form_of_an_ended_session_requests_nothing(world: World) -> None:
    browser = signed_in(world)
    page = browser.get("/compte/e-mail")
    HeadItem(*keys.head("zoe")).update(actions=[HeadItem.generation.add(1)])
    assert "/connexion" in browser.submit(page, "/compte/e-mail", adresse=NEW).url
    assert not requests(world)


# One change cancels the other


def test_a_new_address_ends_other_sessions_and_links_for_a_password(world: World) -> None:
    here, elsewhere = signed_in(world), signed_in(world)
    ask_for_link(world.browser(), OLD)
    password = link_to(world, OLD, "nouveau-mot-de-passe")
    ask(here)

    press(here, link_to(world, NEW, "confirmer-adresse"))

    assert world.browser().get(password).status == 410
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_confirming_an_address_does_not_reopen_a_signed_out_session(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    cookies = dict(browser.cookies)
    browser.submit(browser.get("/compte"), "/deconnexion")
    browser.cookies = cookies
    press(browser, link_to(world, NEW, "confirmer-adresse"))
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


def test_confirming_an_address_does_not_reopen_a_session_ended_by_a_new_password(world: World) -> None:
    ended, here = signed_in(world), signed_in(world)
    change(here)
    ask(here)
    press(ended, link_to(world, NEW, "confirmer-adresse"))
    assert not is_signed_in(ended)


def test_the_link_of_one_account_opens_no_session_of_another(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    yves, zoe = world.signed_in("yves"), signed_in(world)
    HeadItem(*keys.head("yves")).update(actions=[HeadItem.generation.add(1)])
    ask(zoe)
    press(yves, link_to(world, NEW, "confirmer-adresse"))
    assert not is_signed_in(yves)
