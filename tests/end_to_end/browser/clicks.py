"""What people click in the stories: windows of one width, and the steps that several stories have."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import Card, Delegation


@dataclass
class Scene:
    """Windows of one width, with or without script."""

    stage: Stage
    width: int
    script: bool
    contexts: list[BrowserContext]

    def visitor(self) -> Page:
        """Return a window without a session."""
        context = self.stage.context(self.width, script=self.script)
        self.contexts.append(context)
        return context.new_page()

    def person(self, who: str, path: str = "/compte") -> Page:
        """Return the window of a signed-in person."""
        page = self.visitor()
        self.stage.enter(page.context, self.stage.signed_in[who])
        page.goto(self.stage.url + path)
        return page

    def unique(self, name: str) -> str:
        """Return an address that no other run of the story uses."""
        return f"{name}.{self.width}.{'avec' if self.script else 'sans'}@essai.example"


def press(page: Page, name: str) -> None:
    """Press the button, or the link that looks like one."""
    page.locator("main").get_by_text(name, exact=True).locator("visible=true").last.click()


def says(page: Page, text: str) -> None:
    """Check that the page contains a text."""
    expect(page.locator("body")).to_contain_text(text)


def row(page: Page, address: str) -> str:
    """Search for a délégué with the form of the dashboard; return the selector of his row."""
    summary = page.locator("summary", has_text="Recherche")
    if not page.locator("#f-nom").is_visible():
        summary.click()
    page.fill("#f-nom", address)
    press(page, "Rechercher")
    return f'tbody tr:has-text("{address}")'


def fill_terms(page: Page, asked: Delegation) -> None:
    """Fill in the days and the structures."""
    page.fill("#f-debut", asked.debut.isoformat())
    page.fill("#f-fin", asked.fin.isoformat())
    for structure in asked.structures:
        page.check(f'input[name=structures][value="{structure}"]')


def creates(page: Page, asked: Delegation, *, known: bool) -> None:
    """Create a delegation, starting at « Mon compte »."""
    page.get_by_role("link", name="Créer une nouvelle délégation").click()
    page.get_by_label("Adresse e-mail").fill(asked.address)
    press(page, "Continuer")
    if known:
        says(page, "Vérification de compte")
        press(page, "Oui")
    page.get_by_role("button", name=f"Choisir le profil {asked.profil}").click()
    fill_terms(page, asked)
    press(page, "Valider")
    says(page, "La délégation a bien été créée.")


def given(scene: Scene, card: Card, address: str) -> tuple[Delegation, str]:
    """Send a demand to a person with an account; return it with the link to accept it."""
    asked = scene.stage.fresh(card, address)
    demand = scene.stage.world.delegant(card).asks(asked)
    return asked, demand.link("J’accepte la délégation")
