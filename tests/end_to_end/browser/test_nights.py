"""A locum over several nights of the national directory, in a browser: his access, and the notifications.

The clock of the platform advances by a night each time, and sessions end. Its stage asks locums for their card.
"""

from datetime import timedelta

from playwright.sync_api import expect

from tests.end_to_end.browser.places import by_card
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import CLAIRE, Delegation, remplacant

ALEXANDRE = "899900001076"
ADDRESS = "alexandre.remplacant@essai.example"
OWN_CABINET = "Il ou elle exerce désormais en libéral dans son propre cabinet"
AS_BEFORE = "Ce que dit sa carte"


class Window:
    """The window of one person, who signs in by card again after each night."""

    def __init__(self, stage: Stage, national_id: str) -> None:
        self.page = stage.context().new_page()
        self._stage, self._national_id = stage, national_id

    def sign_in(self) -> None:
        """Sign in by card, by a browser without a screen, which leaves its session here."""
        self.page.context.clear_cookies()
        self._stage.enter(self.page.context, by_card(self._stage, self._national_id, "CARD"))

    def use_card(self) -> None:
        """Choose the card in the stand-in for Pro Santé Connect."""
        self.page.check(f"input[name=personne][value='{self._national_id}']")
        self.press("Se connecter")
        self.page.wait_for_url("**/api/**")

    def open(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self._stage.url + path)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def says(self, text: str) -> None:
        """Check that the page contains a text."""
        expect(self.page.locator("body")).to_contain_text(text)


def _delegates(claire: Window, asked: Delegation) -> None:
    """Delegate to an address, after checking the person of the RPPS."""
    claire.open("/delegations/nouvelle")
    claire.page.get_by_label("Adresse e-mail").fill(asked.address)
    claire.press("Continuer")
    claire.press("Choisir le profil Remplaçant")
    claire.page.fill("#f-debut", asked.debut.isoformat())
    claire.page.fill("#f-fin", asked.fin.isoformat())
    claire.page.select_option("#f-categorie", "medecin")
    claire.page.select_option("#f-specialite", "01")
    claire.page.fill("#f-rpps_adeli", ALEXANDRE[1:])
    claire.page.check("input[name=toutes_structures]")
    claire.press("Vérifier ce numéro")
    claire.says("Ce numéro est celui de : M. Alexandre REMPLAÇANT, médecin généraliste, remplaçant.")
    assert claire.page.input_value("#f-fin") == f"{asked.fin:%d/%m/%Y}"
    claire.press("Valider")
    claire.says("La délégation a bien été créée.")


def _accepts_by_card(alexandre: Window, link: str) -> None:
    alexandre.page.goto(link)
    alexandre.page.get_by_role("link", name="Je réponds avec ma carte").click()
    alexandre.page.get_by_role("link", name="Vous connecter par carte").click()
    alexandre.use_card()
    alexandre.press("Continuer avec mon compte")
    alexandre.page.check("#f-compris")
    alexandre.press("J’accepte la délégation")


def _validates(claire: Window) -> None:
    claire.open("/delegations")
    claire.page.locator("tbody tr", has_text="ALEXANDRE").get_by_role("link", name="Valider").click()
    claire.press("Valider")
    claire.says("La délégation a bien été validée.")


def _opens_the_delegation(alexandre: Window) -> None:
    """Sign in, and open the delegation."""
    alexandre.sign_in()
    alexandre.open("/recues")
    alexandre.page.locator("tbody").get_by_role("link", name="Claire EXEMPLE").first.click()


def _works(alexandre: Window) -> None:
    _opens_the_delegation(alexandre)
    alexandre.page.get_by_role("link", name="Accéder à son espace").click()
    alexandre.says("Vous agissez au nom et pour le compte de Mme Claire EXEMPLE, profil Remplaçant")


def _works_no_more(alexandre: Window) -> None:
    _opens_the_delegation(alexandre)
    expect(alexandre.page.get_by_role("link", name="Accéder à son espace")).to_have_count(0)
    alexandre.says("Non aboutie")


def _passes(operator: Window, said: str, outcome: str) -> None:
    """Advance to the next night, with this entry of the locum in the directory."""
    operator.open("/local/annuaire")
    operator.page.select_option("#personne", ALEXANDRE)
    operator.page.select_option("#annuaire", label=said)
    operator.press("Passer à la nuit suivante")
    operator.says(outcome)


def _is_told(person: Window, text: str) -> None:
    person.sign_in()
    person.open("/notifications")
    person.says(text)


def test_a_locum_loses_his_right_on_the_second_night_and_gets_it_back_after_a_correction(strict: Stage) -> None:
    world = strict.world
    claire, alexandre, operator = (Window(strict, who) for who in (CLAIRE.national_id, ALEXANDRE, ""))
    today = world.platform.today()
    asked = remplacant(CLAIRE, ADDRESS, today, ALEXANDRE[1:]).ending(today + timedelta(days=40))
    claire.sign_in()
    _delegates(claire, asked)
    _accepts_by_card(alexandre, world.mailbox.read(Mail.INVITATION, asked).link("Je crée un compte amelipro"))
    _validates(claire)
    _works(alexandre)

    _passes(operator, OWN_CABINET, "en attente d’une seconde nuit")
    _works(alexandre)

    _passes(operator, OWN_CABINET, "confirmé par cette nuit")
    _works_no_more(alexandre)
    for person in (claire, alexandre):
        _is_told(person, "activité libérale")

    _passes(operator, AS_BEFORE, "corrigé, et rendu")
    _works(alexandre)
    for person in (claire, alexandre):
        _is_told(person, "n’est plus signalée")
