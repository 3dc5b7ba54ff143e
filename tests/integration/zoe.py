"""Zoé, who signs in with a password, and how she changes her account."""

from datetime import timedelta

from chalicelib.domain.people import Name
from chalicelib.settings import settings
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.replays import again
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import World

OLD, NEW = "zoe@exemple.fr", "zoe@ailleurs.example"
CHOSEN = "Verger-Dore-58"
HASH = hash_of(PASSWORD)
FRESH = timedelta(minutes=settings().fresh_proof_minutes)
SECOND = timedelta(seconds=1)
ASKED = "Un lien de confirmation vient d’être envoyé"


def give_account(world: World) -> None:
    """Give Zoé an account and a password."""
    world.person("zoe", OLD, Name("MME", "Zoé", "Claire"), password_hash=HASH)


@again
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


@again
def link_to(world: World, address: str, path: str) -> str:
    """Return the newest link to this path in the mails to an address."""
    world.deliver()
    mails = [mail for mail in world.mails() if mail.to == address and f"/{path}/" in mail.text]
    return link_of(mails[-1], "", path=path)


def requests(world: World) -> list[str]:
    """Return the requests of accounts that are still open, without those of the mails about sign-ins."""
    return [item["sk"]["S"] for item in world.of_kind("pending") if "connexion-inconnue" not in item["sk"]["S"]]


def is_signed_in(browser: Browser) -> bool:
    """Whether the account's page opens."""
    return "/connexion" not in browser.get("/compte").url
