"""Plays of people without a session, and of those who join accounts."""

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.store import pendings
from tests.builders import DAY
from tests.integration.budgets.lines import Play
from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.integration.world import Exchange


def _join_asked(scenes: Scenes) -> str:
    """Have Paul request, with his card, the link that proves that Léa's account is his."""
    path = scenes.account_link(AccountPurpose.JOIN)
    ends = scenes.world.now + DAY
    pendings.item(PAUL, AccountPurpose.JOIN, "une-fois", ends, KNOWN[LEA], LEA).save()
    return path


def looking_at_a_join(scenes: Scenes, method: str) -> Exchange:
    """Open the link of a join in the browser that requested it."""
    return scenes.ask(scenes.browser(PAUL), method, _join_asked(scenes))


def joining_by_link(scenes: Scenes, _: str) -> Exchange:
    """Join by the link."""
    browser = scenes.browser(PAUL)
    return scenes.send(browser, _join_asked(scenes), {"csrf": scenes.forms_token(browser)})


def joining_by_password(address: str, password: str = PASSWORD) -> Play:
    """Join an account by its address and password."""

    def play(scenes: Scenes, _: str) -> Exchange:
        scenes.give_password(LEA, PASSWORD)
        browser = scenes.browser(PAUL)
        page = browser.get("/compte/rattacher")
        return scenes.submit(browser, page, "/compte/rattacher", adresse=address, mot_de_passe=password)

    return play


def asking_to_join(address: str) -> Play:
    """Request the link of a join."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(PAUL)
        return scenes.submit(browser, browser.get("/compte/rattacher"), "/rattacher/lien", adresse=address)

    return play


def _invitation(scenes: Scenes) -> str:
    return f"/invitation-par-carte/{scenes.token(scenes.invitation(), Purpose.OPEN_ACCOUNT)}"


def looking_at_an_invitation(who: str = "") -> Play:
    """Open an invitation in order to answer it with a card."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, _invitation(scenes))


def answering_an_invitation(scenes: Scenes, _: str) -> Exchange:
    """Answer an invitation with the account of the card."""
    browser = scenes.browser(PAUL)
    return scenes.send(browser, _invitation(scenes), {"csrf": scenes.forms_token(browser)})


def signing_in(scenes: Scenes, _: str) -> Exchange:
    """Sign in by password."""
    browser = scenes.world.browser()
    scenes.give_password(PAUL, PASSWORD)
    page = browser.get("/connexion")
    return scenes.submit(browser, page, "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)


def failing_to_sign_in(address: str) -> Play:
    """Sign in with a wrong password."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.world.browser()
        page = browser.get("/connexion")
        return scenes.submit(browser, page, "/connexion", adresse=address, mot_de_passe="Autre-Chose-12")

    return play


def asking_for_a_password(address: str) -> Play:
    """Send « Mot de passe oublié »."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.world.browser()
        page = browser.get("/mot-de-passe-oublie")
        return scenes.submit(browser, page, "/mot-de-passe-oublie", adresse=address)

    return play
