"""Links about an account: the account's name, and the page of a dead one (specification §4)."""

from datetime import timedelta

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.people import Name
from chalicelib.identity.sessions import Mode
from tests.browser import Browser, Page
from tests.builders import a_practice
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import NEW, OLD, ask, link_to, press, signed_in

pytestmark = pytest.mark.usefixtures("zoe")

CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}
PASSWORD_LINK, ADDRESS_LINK, NOT_ME = AccountPurpose.NEW_PASSWORD, AccountPurpose.CONFIRM_ADDRESS, AccountPurpose.NOT_ME
JOIN, NOT_MY_SIGN_IN = AccountPurpose.JOIN, AccountPurpose.NOT_MY_SIGN_IN
LIVES = {
    PASSWORD_LINK: timedelta(hours=1),
    ADDRESS_LINK: timedelta(hours=24),
    NOT_ME: timedelta(days=7),
    NOT_MY_SIGN_IN: timedelta(days=7),
    JOIN: timedelta(hours=1),
}
WAYS_ON = {
    PASSWORD_LINK: ("Recevoir un nouveau lien", "/mot-de-passe-oublie"),
    ADDRESS_LINK: ("Modifier mon e-mail", "/compte/e-mail"),
    NOT_ME: ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie"),
    NOT_MY_SIGN_IN: ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie"),
    JOIN: ("Réunir mes comptes", "/compte/rattacher"),
}
ABOUT_ACCOUNTS = [purpose for purpose in AccountPurpose if purpose is not AccountPurpose.ASK]
"""The link of an address that asks is about no account yet: test_asking_by_address.py."""

OF_DELEGATIONS = ("délégation", "professionnel de santé", "demande de", "votre situation", "répondre")


def asked_for(world: World, purpose: AccountPurpose, browser: Browser | None = None) -> str:
    """Request the mail of this purpose, and return its link."""
    if purpose is PASSWORD_LINK:
        ask_for_link(world.browser(), OLD)
        return link_to(world, OLD, purpose)
    if purpose is JOIN:
        carla = by_card(world)
        carla.submit(carla.get("/compte/rattacher"), "/compte/rattacher/lien", adresse=OLD)
        return link_to(world, OLD, purpose)
    if purpose is NOT_MY_SIGN_IN:
        sign_in(world.browser(), OLD, PASSWORD)
        return link_to(world, OLD, purpose)
    ask(browser or signed_in(world), NEW)
    return link_to(world, OLD if purpose is NOT_ME else NEW, purpose)


def by_card(world: World) -> Browser:
    """Return the browser of Carla, whose card has its own account."""
    if not any("ACC#carla" in item["pk"]["S"] for item in world.of_kind("head")):
        world.person("carla", "carla@cabinet.example", Name("MME", "Carla", "Deux"), practice=a_practice())
    return world.signed_in("carla", Mode.CARTE)


def answers(world: World, link: str, purpose: AccountPurpose) -> list[Page]:
    """Return the answers to the link and to its form; those of a join and of a new address need a session."""
    opened = world.browser().get(link)
    return [opened] if purpose in {JOIN, ADDRESS_LINK} else [opened, world.browser().post(link, CHOSEN)]


def require_dead(page: Page, purpose: AccountPurpose, says: str) -> None:
    """Check that the page speaks of accounts and links to a new request."""
    assert page.status == 410
    assert says in page.text
    message = page.text.partition("Vous pouvez aussi")[0]
    assert not [word for word in OF_DELEGATIONS if word in message], message
    label, path = WAYS_ON[purpose]
    assert page.link(label).endswith(path)


@pytest.mark.parametrize("purpose", ABOUT_ACCOUNTS)
def test_the_page_of_a_used_link_says_so(world: World, purpose: AccountPurpose) -> None:
    owner = signed_in(world)
    link = asked_for(world, purpose, owner)
    browser = by_card(world) if purpose is JOIN else owner
    press(browser, link, **(CHOSEN if purpose is PASSWORD_LINK else {}))
    for page in answers(world, link, purpose):
        require_dead(page, purpose, "a déjà servi")


@pytest.mark.parametrize("purpose", ABOUT_ACCOUNTS)
def test_the_page_of_an_expired_link_says_so(world: World, purpose: AccountPurpose) -> None:
    link = asked_for(world, purpose)
    world.now += LIVES[purpose] - timedelta(seconds=1)
    assert world.browser().get(link).status == 200
    world.now += timedelta(seconds=1)
    for page in answers(world, link, purpose):
        require_dead(page, purpose, "n’est plus valable")


def test_the_page_of_a_replaced_link_says_so(world: World) -> None:
    browser = signed_in(world)
    link = asked_for(world, ADDRESS_LINK, browser)
    world.now += timedelta(seconds=1)
    ask(browser, "zoe@encore.example")
    for page in (world.browser().get(link), browser.get(link)):
        require_dead(page, ADDRESS_LINK, "Un e-mail plus récent remplace celui dont vient ce lien")


@pytest.mark.parametrize("purpose", ABOUT_ACCOUNTS)
@pytest.mark.parametrize(("spoil", "status"), [("x", 404), ("", 400)], ids=["forged", "for another purpose"])
def test_the_page_of_an_invented_link_names_nobody(
    world: World, purpose: AccountPurpose, spoil: str, status: int
) -> None:
    if spoil:
        link = asked_for(world, purpose) + spoil
    else:
        other = next(one for one in AccountPurpose if one is not purpose)
        link = asked_for(world, other).replace(f"/{other}/", f"/{purpose}/")
    for page in answers(world, link, purpose):
        assert page.status == status
        assert "délégation" not in page.text.partition("Vous pouvez aussi")[0].replace("amelipro", "")
        assert not [word for word in ("Zoé", "CLAIRE", OLD, NEW) if word in page.text]


def test_the_mail_and_the_page_to_confirm_an_address_name_the_account(world: World) -> None:
    browser = signed_in(world)
    link = asked_for(world, ADDRESS_LINK, browser)
    (mail,) = [mail for mail in world.mails() if mail.to == NEW]
    assert "Mme Zoé CLAIRE" in mail.text and "Mme Zoé CLAIRE" in mail.html
    page = browser.get(link)
    assert "Mme Zoé CLAIRE" in page.text
    assert "Ce compte n’est pas le vôtre" in page.text
