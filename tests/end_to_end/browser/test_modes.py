"""A stage that asks assistants médicaux and remplaçants for their card, seen by one who has a password too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.browser.inspection import Watch
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import INES, LINA, SAMPLE_PASSWORD, Delegation, assistant_medical
from tests.end_to_end.people import accepts

LINAS_CARD = "3750100125/0000000042"
OPENS_BY_CARD = "s’ouvre par carte CPS ou CPE"


@pytest.fixture(scope="module")
def asked(strict: Stage) -> Delegation:
    """Let Inès delegate to Lina, who accepts by the link of her mail."""
    found = assistant_medical(INES, LINA, strict.world.platform.today(), LINAS_CARD)
    accepts(strict.world, strict.world.delegant(INES).asks(found))
    return found


@pytest.fixture
def page(strict: Stage, asked: Delegation) -> Iterator[Page]:
    """Yield a window in which Lina has signed in by her password."""
    context = strict.context()
    window = context.new_page()
    window.goto(f"{strict.url}/connexion")
    window.get_by_label("E-mail").fill(LINA)
    window.get_by_label("Mot de passe").first.fill(SAMPLE_PASSWORD)
    window.get_by_role("button", name="Vous connecter", exact=True).click()
    yield window
    context.close()


@pytest.mark.parametrize("path", ["/compte", "/recues"])
def test_who_signed_in_by_password_sees_the_delegation_and_the_mode_that_opens_it(
    strict: Stage, page: Page, path: str
) -> None:
    watch = Watch(page)
    page.goto(f"{strict.url}{path}")
    expect(page.locator("main")).to_contain_text(INES.name)
    expect(page.locator("main")).to_contain_text(OPENS_BY_CARD)
    assert watch.troubles() == []


def test_the_space_opens_once_the_card_is_used(strict: Stage, page: Page) -> None:
    page.goto(f"{strict.url}/recues")
    page.get_by_role("link", name=INES.name).first.click()
    watch = Watch(page)
    page.reload()
    expect(page.locator("main")).to_contain_text(OPENS_BY_CARD)
    assert watch.troubles() == []

    page.get_by_role("link", name="Vous connecter par carte CPS").click()
    page.check(f"input[name=personne][value='{LINAS_CARD}']")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.locator("main")).to_contain_text(INES.name)
    expect(page.locator("main")).not_to_contain_text(OPENS_BY_CARD)
    page.get_by_role("link", name="Accéder à son espace").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Espace de {INES.name}")
    page.reload()
    expect(page.locator("form button.service").first).to_be_visible()
