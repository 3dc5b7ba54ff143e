"""The stories by keyboard alone: Tab, Space, Enter and typing; the focus is always visible."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LINA, PAUL, Card, comptable
from tests.end_to_end.people import PASSWORD, opens_account

_MOST_STOPS = 60

_STOP = """(wanted) => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return {
    shown: !!top && (one.contains(top) || top.contains(one)) && x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight,
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    html: one.outerHTML.slice(0, 160),
    isThere: one === wanted,
  };
}"""


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Press Tab until the focus is there; check that each stop is on the screen, uncovered, with a ring."""
        wanted = self.page.locator(selector).first.element_handle()
        for _ in range(_MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP, wanted)
            if stop is None:
                continue
            assert stop["shown"], f"the focus is out of sight: {stop['html']}"
            assert stop["ring"], f"the focus has no ring: {stop['html']}"
            if stop["isThere"]:
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def enter(self, selector: str) -> None:
        """Go there and press Enter; wait for the next page."""
        self.to(selector)
        with self.page.expect_event("load"):  # the script notes what was typed, which is a navigation too
            self.page.keyboard.press("Enter")

    def tick(self, selector: str) -> None:
        """Go there and press Space."""
        self.to(selector)
        self.page.keyboard.press("Space")

    def write(self, selector: str, text: str) -> None:
        """Go there and type."""
        self.to(selector)
        self.page.keyboard.type(text)


@pytest.fixture
def keyboard(stage: Stage) -> Iterator[Keyboard]:
    """Return a tab without a session, which draws nothing: keys wait for no frame."""
    page = stage.still_tab()
    yield Keyboard(page)
    page.context.close()


def test_a_delegation_is_created_then_accepted_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, before = keyboard.page, len(stage.links(LINA, "lien/a"))
    stage.enter(page.context, stage.signed_in["luc"])
    page.goto(f"{stage.url}/compte")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    keyboard.enter("main a:has-text('Créer une nouvelle délégation')")
    keyboard.enter("button:has-text('Continuer')")
    _summary_comes_first(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-adresse"
    page.keyboard.type(LINA)
    keyboard.enter("button:has-text('Continuer')")
    keyboard.enter("button:has-text('Oui')")
    keyboard.enter("button[value=comptable]")
    keyboard.enter("button[value=mois]")
    keyboard.tick("input[name=structures]")
    keyboard.enter("button[form=etape-2]")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été créée.")

    page.goto(stage.next_link(LINA, "lien/a", after=before))
    keyboard.enter("button:has-text('J’accepte la délégation')")
    _summary_comes_first(page)
    keyboard.tick("#f-compris")
    keyboard.enter("button:has-text('J’accepte la délégation')")
    expect(page.locator("main")).to_contain_text("La délégation a bien été acceptée.")


def test_an_account_is_opened_validated_and_used_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, asked = keyboard.page, stage.fresh(HUGO, "clavier@essai.example")
    hugo = stage.world.delegant(HUGO)
    page.goto(hugo.invites(asked).link("Je crée un compte amelipro"))
    keyboard.write("#f-civilite", "Mme")
    for field, text in (("nom", "Nouvelle"), ("prenom", "Zoé"), ("mot_de_passe", PASSWORD), ("confirmation", PASSWORD)):
        keyboard.write(f"#f-{field}", text)
    keyboard.tick("#f-consentement")
    keyboard.enter("button:has-text('Créer un compte amelipro')")
    expect(page.locator("main")).to_contain_text("Votre compte a bien été créé.")
    stage.world.mailbox.read(Mail.ACCEPTATION_A_VALIDER, asked)

    stage.enter(page.context, hugo.browser)
    page.goto(hugo.open(asked, "détail de la délégation").url)
    keyboard.enter("main a:has-text('Valider')")
    keyboard.enter("main button:has-text('Valider')")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été validée.")
    keyboard.enter("header button")

    page.goto(f"{stage.url}/connexion")
    keyboard.write("#f-adresse", asked.address)
    keyboard.write("#f-mot_de_passe", PASSWORD)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    keyboard.enter("main a:has-text('Mes délégations reçues')")
    expect(page.locator("main")).to_contain_text(HUGO.name)


@pytest.mark.parametrize(
    ("card", "label", "button", "said"),
    [
        (INES, "Je refuse la délégation", "Je refuse la délégation", "La délégation a bien été refusée."),
        (PAUL, "cliquant ici", "Je ne travaille pas avec ce praticien", "votre demande a bien été prise en compte."),
    ],
)
def test_a_demand_is_refused_or_disowned_by_keyboard(
    stage: Stage, keyboard: Keyboard, card: Card, label: str, button: str, said: str
) -> None:
    keyboard.page.goto(stage.world.delegant(card).asks(stage.fresh(card, LINA)).link(label))
    keyboard.enter(f"button:has-text('{button}')")
    expect(keyboard.page.locator("main")).to_contain_text(said)


def test_a_delegation_is_changed_then_deleted_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, claire = keyboard.page, stage.world.delegant(CLAIRE)
    first, second = (structure for structure, _ in CLAIRE.structures[:2])
    asked = stage.fresh(CLAIRE, "clavier.court@essai.example").at(first, second)
    opens_account(stage.world, claire.invites(asked), asked)
    stage.enter(page.context, claire.browser)
    page.goto(claire.open(asked, "détail de la délégation").url)
    keyboard.enter("main a:has-text('Modifier')")
    keyboard.tick(f"input[value='{second}']")
    keyboard.enter("button:has-text('Valider')")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été mise à jour.")
    keyboard.enter("main a:has-text('Supprimer')")
    keyboard.enter("button:has-text('Confirmer')")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été supprimée.")


def test_a_delegue_answers_and_gives_up_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, asked = keyboard.page, stage.fresh(PAUL, BRUNO)
    stage.world.delegant(PAUL).asks(asked)
    bruno = stage.world.delegue(BRUNO)
    stage.enter(page.context, bruno.browser)
    page.goto(bruno.open(asked).url)
    keyboard.tick("#f-compris")
    keyboard.enter("button:has-text('J’accepte la délégation')")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été acceptée.")
    page.goto(bruno.open(asked).url)
    keyboard.enter("main a:has-text('Renoncer à la délégation')")
    keyboard.enter("button:has-text('Confirmer')")
    expect(page.locator("[role=status]")).to_contain_text("Vous avez renoncé à la délégation.")


def test_a_password_and_an_address_change_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, before = keyboard.page, len(stage.links(BRUNO, "nouveau-mot-de-passe"))
    page.goto(f"{stage.url}/connexion")
    keyboard.enter("main a:has-text('Mot de passe oublié')")
    keyboard.write("#f-adresse", BRUNO)
    keyboard.enter("button:has-text('Recevoir le lien')")
    page.goto(stage.next_link(BRUNO, "nouveau-mot-de-passe", after=before))
    expect(page.locator("#f-mot_de_passe")).to_be_visible()

    former, address = "clavier.avant@essai.example", "clavier.apres@essai.example"
    hugo, asked = stage.world.delegant(HUGO), comptable(HUGO, former, stage.world.platform.today())
    opens_account(stage.world, hugo.invites(asked), asked)
    hugo.validates(asked)
    stage.enter(page.context, stage.world.delegue(former, PASSWORD).browser)
    page.goto(f"{stage.url}/compte")
    keyboard.enter("main a:has-text('Modifier mon e-mail')")
    keyboard.write("#f-adresse", address)
    keyboard.enter("button:has-text('Recevoir le lien')")
    page.goto(stage.next_link(address, "confirmer-adresse"))
    keyboard.enter("button:has-text('Je confirme mon adresse e-mail')")
    expect(page.locator("main")).to_contain_text(address)


def _summary_comes_first(page: Page) -> None:
    assert page.evaluate("document.activeElement.id") == "erreurs"
    assert page.title().startswith("Erreur - ")
