"""Where a delegation is shown, and how somebody with a card signs in."""

from tests.browser import Browser
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import Delegation
from tests.end_to_end.people import Delegant


def by_card(stage: Stage, national_id: str, means: str) -> Browser:
    """Return a browser in which somebody has signed in with a card, or by other means."""
    browser = stage.world.platform.browser()
    choice = browser.get(browser.get("/connexion").link("Vous connecter par carte CPS"))
    browser.submit(choice, "", personne=national_id, moyen=means)
    return browser


def place(delegant: Delegant, about: Delegation) -> str:
    """Return the path of a delegation, below the service's."""
    return below(delegant.open(about, "détail de la délégation").url)


def below(url: str) -> str:
    """Return the path of an address, below the service's."""
    return url.partition("/api")[2]
