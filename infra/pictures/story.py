"""A small story: invitations, answers, a validation, and what people see on the way."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from infra.pictures.studio import DESKTOP, PHONE, Studio

PARIS = ZoneInfo("Europe/Paris")

CLAIRE = "899900001019"
BRUNO, LINA, AGATHE = (
    "bruno.comptable@gestion.example",
    "lina.fictive@assistance.example",
    "agathe.attente@gestion.example",
)
ZOE = "zoe.remplacante@essai.example"
SAMPLE_PASSWORD = "Tournesol-42!"  # noqa: S105 - of the sample people
NEW_PASSWORD = "Jardin-Fleuri-27"  # noqa: S105 - of somebody invented


class Delegant:
    """Mme Claire EXEMPLE, signed in by card."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.page = studio.page()
        studio.go(self.page, "/connexion/carte")
        self.page.check(f'input[name="personne"][value="{CLAIRE}"]')
        self.page.click("button:not([name])")
        self.page.wait_for_url("**/compte")

    def invites(self, address: str, profil: str, days: int) -> None:
        """Create a delegation for so many days from today."""
        page = self.page
        self._studio.go(page, "/delegations/nouvelle")
        page.fill("#f-adresse", address)
        page.click("text=Continuer")
        if page.locator("text=Vérification de compte").count():
            page.click("button:has-text('Oui')")
        page.click(f'button[name="profil"][value="{profil}"]')
        self.fill_terms(profil, days)
        page.click("button[form=conditions]")
        page.wait_for_url("**/delegations?fait=creee")

    def fill_terms(self, profil: str, days: int) -> None:
        """Fill in step 2."""
        page, today = self.page, datetime.now(PARIS).date()
        page.fill("#f-debut", today.isoformat())
        page.fill("#f-fin", (today + timedelta(days=days - 1)).isoformat())
        if profil == "remplacant":
            page.select_option("#f-categorie", "medecin")
            page.select_option("#f-specialite", "01")
            page.fill("#f-rpps_adeli", "99900007777")
            page.check("#f-toutes_structures")
        else:
            page.locator('input[name="structures"]').first.check()

    def row(self, address: str) -> str:
        """Return the path of the delegation of an address."""
        self._studio.go(self.page, "/delegations")
        link = self.page.locator(f'tr:has-text("{address}") th a').first
        return str(link.get_attribute("href"))


def play(studio: Studio) -> None:
    """Play the story: invitations, answers, validation, and photograph what people see on the way."""
    visitor = studio.page()
    studio.go(visitor, "/connexion")
    studio.take(visitor, "connexion")
    claire = Delegant(studio)
    studio.take(claire.page, "compte", [DESKTOP])
    claire.invites(AGATHE, "comptable", days=30)
    claire.invites(LINA, "comptable", days=60)
    claire.invites(BRUNO, "comptable", days=365)
    claire.invites(ZOE, "remplacant", days=15)
    _take_creation(studio, claire)
    _answer_by_mail(studio, visitor)
    _open_account(studio, visitor)
    _look_at_delegations(studio, claire)
    _look_as_delegue(studio)


def _take_creation(studio: Studio, claire: Delegant) -> None:
    """Photograph the steps for a known address, up to « Valider », which nobody presses: they create nothing."""
    page = claire.page
    studio.go(page, "/delegations/nouvelle")
    page.fill("#f-adresse", BRUNO)
    studio.take(page, "nouvelle", [DESKTOP])
    page.click("text=Continuer")
    studio.take(page, "verification", [DESKTOP])
    page.click("button:has-text('Oui')")
    page.click('button[name="profil"][value="remplacant"]')
    claire.fill_terms("remplacant", days=15)
    studio.take(page, "profil")


def _answer_by_mail(studio: Studio, visitor: Page) -> None:
    """Lina refuses and Bruno accepts, by the links of their mails."""
    visitor.goto(studio.mail(LINA, "Création").link("refuser"))
    visitor.click("text=Je refuse la délégation")
    demand = studio.mail(BRUNO, "Création")
    studio.take_mail(demand, "mail-demande", [PHONE])
    visitor.goto(demand.link("accepter"))
    studio.take(visitor, "lien-decision")
    visitor.check("#f-compris")
    visitor.click("button:has-text('J’accepte la délégation')")
    studio.take(visitor, "lien-confirmation", [PHONE])


def _open_account(studio: Studio, visitor: Page) -> None:
    """Zoé opens an account by the link of her invitation, then tries the link again."""
    invitation = studio.mail(ZOE, "Création")
    studio.take_mail(invitation, "mail-invitation")
    visitor.goto(invitation.link("creer-un-compte"))
    visitor.select_option("#f-civilite", "MME")
    visitor.fill("#f-nom", "Nouvelle")
    visitor.fill("#f-prenom", "Zoé")
    visitor.fill("#f-rpps_adeli", "99900008888")
    visitor.fill("#f-mot_de_passe", NEW_PASSWORD)
    visitor.fill("#f-confirmation", NEW_PASSWORD)
    visitor.check("#f-consentement")
    studio.take(visitor, "lien-compte")
    visitor.click("button:has-text('Créer un compte amelipro')")
    visitor.goto(invitation.link("creer-un-compte"))
    studio.take(visitor, "lien-traite", [PHONE])


def _look_at_delegations(studio: Studio, claire: Delegant) -> None:
    """Claire has something to validate."""
    page = claire.page
    to_claire = studio.mail("claire.exemple@cabinet.example", "Acceptation")
    studio.take_mail(to_claire, "mail-acceptation", [DESKTOP])
    studio.go(page, "/delegations")
    page.click("summary:has-text('Calendrier')")
    studio.take(page, "tableau")
    studio.go(page, claire.row(ZOE) + "/valider")
    studio.take(page, "valider", [DESKTOP])
    studio.go(page, claire.row(BRUNO))
    studio.take(page, "detail", [DESKTOP])
    studio.go(page, claire.row(BRUNO) + "/supprimer")
    studio.take(page, "suppression", [DESKTOP])
    studio.go(page, "/notifications")
    studio.take(page, "notifications", [PHONE])


def _look_as_delegue(studio: Studio) -> None:
    """Bruno finds what he was given."""
    page = studio.page()
    studio.go(page, "/connexion")
    page.fill("#f-adresse", BRUNO)
    page.fill("#f-mot_de_passe", SAMPLE_PASSWORD)
    page.click("button:has-text('Vous connecter')")
    studio.go(page, "/recues")
    page.click("main table a")
    studio.take(page, "recue", [DESKTOP])
