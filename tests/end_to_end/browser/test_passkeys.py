"""Passkeys in Chromium, with its own virtual authenticator: added, used by one touch, removed (specification §1)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.end_to_end.browser.inspection import NARROW, WIDE
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import LINA, SAMPLE_PASSWORD
from tests.whole import IS_WHOLE

TOUCH = "Me connecter avec une clé d’accès"
LIST = "/compte/cles-acces"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def at(stage: Stage, path: str) -> str:
    """Return an address of the platform by the name of its host: browsers give no passkey to a network address."""
    return f"http://localhost:{urlsplit(stage.url).port}/api{path}"


@pytest.fixture(params=[NARROW, WIDE] if IS_WHOLE else [NARROW])
def context(stage: Stage, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Yield a window without a session, narrow, and in `make prove` wide."""
    found = stage.context(request.param)
    yield found
    found.close()


def authenticator(page: Page, **options: bool) -> CDPSession:
    """Give a page an authenticator, and return the way to it."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **options}})
    return devices


def signed_in(stage: Stage, page: Page) -> None:
    """Sign Lina in by password."""
    page.goto(at(stage, "/connexion"))
    page.fill("#f-adresse", LINA)
    page.fill("#f-mot_de_passe", SAMPLE_PASSWORD)
    page.get_by_role("button", name="Vous connecter", exact=True).click()
    page.wait_for_url("**/compte")


def named(stage: Stage, page: Page, name: str) -> None:
    """Name a new passkey, and come to the page that makes it."""
    page.goto(at(stage, LIST))
    page.fill("#f-nom", name)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"**{LIST}/nouvelle?*")


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def test_a_passkey_is_added_signs_in_by_one_touch_and_is_removed(stage: Stage, context: BrowserContext) -> None:
    page, name = context.new_page(), f"Ordinateur {context.pages[0].viewport_size}"
    authenticator(page)
    signed_in(stage, page)
    named(stage, page, name)
    press(page, "Créer la clé d’accès")
    expect(page.locator("#fait")).to_contain_text("a bien été ajoutée")
    named(stage, page, "La même")
    press(page, "Créer la clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("Cet appareil a déjà une clé d’accès")

    press(page, "Me déconnecter")
    page.goto(at(stage, "/connexion?suite=/recues"))
    press(page, TOUCH)
    page.wait_for_url("**/api/recues")

    page.goto(at(stage, LIST))
    page.get_by_role("link", name=name).click()
    press(page, "Supprimer la clé d’accès")
    expect(page.locator("#fait")).to_contain_text("a bien été supprimée")
    press(page, "Me déconnecter")
    press(page, TOUCH)
    expect(page.locator("#erreurs")).to_contain_text("n’est pas reconnue")


def test_whoever_has_no_passkey_here_is_told_so_and_stays_on_the_page(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    authenticator(page)
    page.goto(at(stage, "/connexion"))
    page.fill("#f-adresse", LINA)
    press(page, TOUCH)
    expect(page.locator("[data-etat]")).to_contain_text("Aucune clé d’accès n’a été utilisée")
    expect(page.locator("#f-adresse")).to_have_value(LINA)


def test_an_authenticator_that_does_not_know_its_owner_gets_no_passkey(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    authenticator(page, isUserVerified=False)
    signed_in(stage, page)
    named(stage, page, "Sans vérification")
    press(page, "Créer la clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("Aucune clé d’accès n’a été utilisée")


@pytest.mark.parametrize("path", ["/connexion", LIST])
def test_without_script_no_passkey_is_offered_and_nothing_else_lacks(stage: Stage, path: str) -> None:
    context = stage.context(script=False)
    page = context.new_page()
    signed_in(stage, page)
    page.goto(at(stage, path))
    expect(page.get_by_role("button", name=TOUCH)).to_have_count(0)
    expect(page.get_by_role("button", name="Continuer")).to_have_count(0)
    context.close()
