"""Zoé, who has an account and a password, in browsers that say what they are."""

from chalicelib import runtime
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.guesses import Caller
from chalicelib.domain.people import Name
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import read_head
from chalicelib.store.open_sessions import SessionsItem
from chalicelib.store.table import read
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.replays import again
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World

ZOE, ADDRESS = "zoe", "zoe@exemple.fr"
HASH = hash_of(PASSWORD)
PAGE = "/compte/evenements"

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def add_zoe(world: World) -> None:
    """Give Zoé an account and a password, and no session."""
    world.person(ZOE, ADDRESS, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    SessionsItem(*keys.sessions(ZOE)).delete()


def browser_of(world: World, user_agent: str = FIREFOX) -> Browser:
    """Return a new browser that says what it is."""
    browser = world.browser()
    browser.headers["User-Agent"] = user_agent
    return browser


@again
def signed_in(world: World, user_agent: str = FIREFOX) -> Browser:
    """Return a new browser in which Zoé has signed in."""
    browser = browser_of(world, user_agent)
    page = sign_in(browser, ADDRESS, PASSWORD)
    assert "Mon compte" in page.text
    return browser


def sign_in_somewhere() -> None:
    """Let Zoé sign in by password in a browser that no test goes on with."""
    context, head = runtime.context(), read_head(ZOE)
    assert head is not None
    begin_session(
        context,
        head,
        Mode.MOT_DE_PASSE,
        read(keys_of_sign_in(ZOE)),
        Caller("192.0.2.1", browser="Firefox sous Windows"),
    )


def is_signed_in(browser: Browser) -> bool:
    """Whether the session of a browser opens a page."""
    return "/connexion" not in browser.get("/compte").url


def events_of(page: Page) -> str:
    """Return what a page says under « Mes derniers événements »."""
    return page.text.partition("Mes derniers événements")[2]


def names_of_sessions(page: Page) -> list[str]:
    """Return the names of the other sessions on the page, newest first."""
    found = [field.value for form in page.forms for field in form.fields if field.name == "session"]
    return [name for name in found if name != "autres"]


def end(browser: Browser, name: str) -> Page:
    """Press « Déconnecter » beside the session of this name."""
    return browser.submit(browser.get(PAGE), PAGE, session=name)
