"""A new address is confirmed in a session of the account that asked for it: its mailbox alone gives it to nobody."""

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from chalicelib.links import AnyPurpose
from chalicelib.store.accounts import read_head
from tests.browser import Browser, Page
from tests.integration.cards import ALEXANDRES, Cards, userinfo_of
from tests.integration.refused_input import ACCOUNT, unchanged
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD, create_comptable
from tests.integration.world import World
from tests.integration.zoe import HASH, NEW, OLD, ask, link_to, press, signed_in

PATH = "confirmer-adresse"
CONFIRM, SIGN_IN = "Je confirme mon adresse e-mail", "Vous connecter"
VICTIM = "nora.temoin@hopital.example"

by_zoe = pytest.mark.usefixtures("zoe")


def _address_of(account_id: str) -> str:
    head = read_head(account_id)
    assert head is not None
    return head.account.address


def _csrf(browser: Browser) -> str:
    return dict(browser.get("/compte/e-mail").form("/compte/e-mail").filled({}))["csrf"]


def _press_all(browser: Browser, page: Page) -> None:
    """Press every button of a page, as a mail gateway does, or its reader in haste."""
    for form in page.forms:
        browser.submit(page, form.action)


@by_zoe
def test_whoever_opens_the_mail_reads_who_asks_and_gives_nobody_the_address(world: World) -> None:
    ask(signed_in(world), VICTIM)
    link = link_to(world, VICTIM, PATH)
    mail = world.mail(VICTIM)
    assert "Mme Zoé CLAIRE demande à recevoir à l’adresse" in " ".join(mail.text.split())
    gateway = world.browser()
    with unchanged(world):
        page = gateway.get(link)
        assert page.status == 200 and CONFIRM not in page.text
        assert "Mme Zoé CLAIRE demande à recevoir à cette adresse les e-mails de son compte amelipro" in page.text
        assert VICTIM in page.text and OLD not in page.text
        _press_all(gateway, page)
        assert SIGN_IN in gateway.post(link, {}).text
    assert _address_of("zoe") == OLD


def test_what_is_delegated_to_a_mailbox_goes_to_nobody_who_asked_for_its_address(scenes: Scenes) -> None:
    """Paul is the attacker; Claire then delegates to the address of the victim, who is nobody here yet."""
    world = scenes.world
    ask(scenes.browser(PAUL), VICTIM)
    gateway, link = world.browser(), link_to(world, VICTIM, PATH)
    _press_all(gateway, gateway.get(link))
    assert "bien été créée" in create_comptable(world, world.signed_in(CLAIRE), VICTIM).text
    assert "Aucune délégation" in scenes.browser(PAUL).get("/recues").text


@by_zoe
def test_the_page_leads_through_the_sign_in_and_back_and_nothing_is_lost(world: World) -> None:
    ask(signed_in(world))
    link = link_to(world, NEW, PATH)
    browser = world.browser()
    page = browser.get(browser.get(link).link(SIGN_IN))
    page = browser.submit(page, "/connexion", adresse=OLD, mot_de_passe=PASSWORD)
    assert page.url.endswith(link) and CONFIRM in page.text
    assert browser.get(link).text == page.text, "Reload shows it again"
    done = browser.submit(page, link.rsplit("/", 1)[1])
    assert f"L’adresse {NEW} est maintenant celle de votre compte amelipro." in done.text
    assert browser.get(done.url).text == done.text, "so does Reload after it"
    assert browser.get(link).status == 410, "Back leads to a link that was used"
    assert _address_of("zoe") == NEW
    assert "Mon compte" in sign_in(world.browser(), NEW, PASSWORD).text


def test_a_first_address_is_confirmed_after_the_sign_in_by_card(cards: Cards) -> None:
    world = cards.world
    browser = cards.signs_in(userinfo_of(ALEXANDRES))
    ask(browser)
    link = link_to(world, NEW, PATH)
    assert "/connexion?suite=" in world.browser().get(link).link(SIGN_IN)
    assert NEW in press(browser, link).text


@by_zoe
def test_another_account_is_told_to_change_and_neither_the_address_nor_who_asks(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    ask(signed_in(world))
    link, yves = link_to(world, NEW, PATH), world.signed_in("yves")
    page = yves.get(link)
    assert "Vous êtes connecté à un autre compte." in page.text and CONFIRM not in page.text
    assert not [word for word in ("Zoé", "CLAIRE", OLD, NEW) if word in page.text]
    assert "/connexion?suite=" in page.link("Vous connecter à un autre compte")
    done = yves.post(link, {"csrf": _csrf(yves)})
    assert "Vous êtes connecté à un autre compte." in done.text
    assert (_address_of("zoe"), _address_of("yves")) == (OLD, "yves@exemple.fr")


def test_another_site_confirms_no_address_in_the_browser_of_its_owner(scenes: Scenes) -> None:
    browser = scenes.browser(HELENE)
    ask(browser)
    link = link_to(scenes.world, NEW, PATH)
    before = _address_of(HELENE)
    for given in ({}, {"csrf": "faux"}, {"csrf": _csrf(scenes.browser(CLAIRE))}):
        browser.post(link, given)
    browser.post(link, {"csrf": _csrf(browser)}, **{"Sec-Fetch-Site": "cross-site"})
    assert _address_of(HELENE) == before


def _link(scenes: Scenes, purpose: AnyPurpose) -> str:
    if isinstance(purpose, AccountPurpose):
        return scenes.account_link(purpose)
    if purpose in {Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT}:
        return scenes.link(scenes.invitation(), purpose)
    return scenes.link(scenes.to_validate() if purpose is Purpose.WITHDRAW else scenes.demand(), purpose)


@pytest.mark.parametrize("purpose", [*AccountPurpose, *Purpose])
def test_no_button_behind_a_link_gives_an_account_another_address(scenes: Scenes, purpose: AnyPurpose) -> None:
    link, gateway = _link(scenes, purpose), scenes.world.browser()
    before = {item["pk"]["S"]: item["address"]["S"] for item in scenes.world.of_kind("head")}
    _press_all(gateway, gateway.get(link))
    gateway.post(link, {name: str(value) for name, value in ACCOUNT.items()})
    after = {item["pk"]["S"]: item["address"]["S"] for item in scenes.world.of_kind("head")}
    assert before.items() <= after.items()
