"""What people do with passkeys, for the tables of budgets."""

from tests.authenticator import Credential, Said, asserted, registered
from tests.integration.passkeys import LIST, NEW, SIGN_IN, added, offered, options_on, passkeys_of
from tests.integration.scenes import PAUL, Scenes
from tests.integration.world import Exchange


def _one(scenes: Scenes) -> str:
    """Return the path of a passkey of Paul, who gets one if he has none."""
    if not passkeys_of(PAUL):
        added(scenes.browser(PAUL))
    return f"{LIST}/{passkeys_of(PAUL)[0].id}"


def looking_at_a_passkey(scenes: Scenes, method: str) -> Exchange:
    """Open the page that removes a passkey."""
    return scenes.ask(scenes.browser(PAUL), method, _one(scenes))


def looking_at_an_offer(scenes: Scenes, method: str) -> Exchange:
    """Open the page on which a browser makes a passkey."""
    shown = offered(scenes.browser(PAUL))
    return scenes.ask(scenes.browser(PAUL), method, shown.url.partition("/api")[2])


def naming_a_passkey(scenes: Scenes, _: str) -> Exchange:
    """Give the name and the proof of a passkey."""
    browser = scenes.browser(PAUL)
    return scenes.submit(browser, browser.get(LIST), LIST, nom="Téléphone")


def adding_a_passkey(scenes: Scenes, _: str) -> Exchange:
    """Send the passkey that a browser has made."""
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    answer = registered(Credential(options["user"]["id"]), Said(options["challenge"]))
    return scenes.submit(browser, page, NEW, reponse=answer)


def removing_a_passkey(scenes: Scenes, _: str) -> Exchange:
    """Remove a passkey."""
    browser, path = scenes.browser(PAUL), _one(scenes)
    return scenes.submit(browser, browser.get(path), path)


def signing_in_by_passkey(scenes: Scenes, _: str) -> Exchange:
    """Sign in with a passkey."""
    return _signing_in(scenes, added(scenes.browser(PAUL)))


def failing_with_a_wrong_signature(scenes: Scenes, _: str) -> Exchange:
    """Answer for a passkey that somebody has, without its key."""
    known = added(scenes.browser(PAUL))
    return _signing_in(scenes, Credential(known.handle, known.id))


def failing_with_an_unknown_passkey(scenes: Scenes, _: str) -> Exchange:
    """Answer for a passkey that nobody has."""
    return _signing_in(scenes, Credential("0" * 40))


def _signing_in(scenes: Scenes, credential: Credential) -> Exchange:
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    answer = asserted(credential, Said(options_on(page)["challenge"]))
    return scenes.submit(browser, page, SIGN_IN, reponse=answer)
