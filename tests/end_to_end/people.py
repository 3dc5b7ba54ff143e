"""The people of the stories, who click and type on the pages."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urljoin

from tests.browser import Browser, Page, Row
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import SAMPLE_PASSWORD, Card, Delegation
from tests.end_to_end.local_platform import LocalPlatform
from tests.end_to_end.mailbox import Mailbox, Received

PROFILS = {"Remplaçant": "remplacant", "Comptable": "comptable", "Assistant médical": "assistant_medical"}
PASSWORD = "Jardin-Fleuri-27"
NOT_YET = (
    "La connexion au portail sera possible lorsque le professionnel de santé ayant initié la délégation aura procédé "
    "à sa validation."
)


@dataclass(frozen=True)
class World:
    """The platform and its mails."""

    platform: LocalPlatform
    mailbox: Mailbox

    def delegant(self, card: Card) -> "Delegant":
        """Return a délégant, signed in by card."""
        return Delegant(self, card)

    def delegue(self, address: str, password: str = SAMPLE_PASSWORD) -> "Delegue":
        """Return a délégué, signed in by e-mail and password."""
        return Delegue(self, address, password)

    def follow(self, link: str) -> Page:
        """Click a link of a mail, without a session."""
        return self.platform.browser().get(link)


class Delegant:
    """A délégant in front of his own pages."""

    def __init__(self, world: World, card: Card) -> None:
        self._world = world
        self.card = card
        self.browser = world.platform.browser()
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in with the card, through the stand-in for Pro Santé Connect."""
        page = self.browser.get("/connexion")
        choice = self.browser.get(page.link("Vous connecter par carte CPS"))
        assert "Substitut de Pro Santé Connect" in choice.text
        home = self.browser.submit(choice, "", personne=self.card.national_id, moyen="CARD")
        assert "Me déconnecter" in home.text, home.text
        assert self.card.name in home.text

    # Creation

    def step_1(self, address: str) -> Page:
        """Type the address of the délégué."""
        return self.browser.submit(self.browser.get("/delegations/nouvelle"), "/nouvelle", adresse=address)

    def step_2(self, page: Page, asked: Delegation) -> Page:
        """Choose the profil, and fill in its fields."""
        chosen = self.browser.submit(page, "/nouvelle/profil", choix=PROFILS[asked.profil])
        return self.browser.submit(chosen, "/nouvelle/valider", **_terms(chosen, asked), **dict(asked.form))

    def invites(self, asked: Delegation) -> Received:
        """Delegate to an address without an account; return the invitation."""
        page = self.step_1(asked.address)
        assert "Vérification de compte" not in page.text
        assert "ne correspond à aucun compte amelipro" in page.text
        self._created(self.step_2(page, asked), asked)
        return self._world.mailbox.read(Mail.INVITATION, asked)

    def asks(self, asked: Delegation) -> Received:
        """Delegate to the address of an account, after checking its name; return the demand."""
        dialog = self.step_1(asked.address)
        assert "Vérification de compte" in dialog.text
        page = self.browser.submit(dialog, "/nouvelle/profil")
        self._created(self.step_2(page, asked), asked)
        return self._world.mailbox.read(Mail.DEMANDE, asked)

    def _created(self, board: Page, asked: Delegation) -> None:
        assert "La délégation a bien été créée" in board.text, board.text
        assert self.status(asked) == "En cours"
        self._world.mailbox.read(Mail.CREATION_DELEGANT, asked)

    # The dashboard

    def rows(self, about: Delegation) -> list[Row]:
        """Return the rows of the dashboard of this délégué, profil and period."""
        page = self.browser.get(f"/delegations?nom={quote(about.address)}")
        assert page.status == 200
        return [
            row for row in page.rows if about.address in row.cells and row.cells[3:5] == [about.profil, about.period]
        ]

    def row(self, about: Delegation) -> Row:
        """Return the one row."""
        found = self.rows(about)
        assert len(found) == 1, f"{len(found)} rows of {about.address}, {about.profil}, {about.period}"
        return found[0]

    def status(self, about: Delegation) -> str:
        """Return the status on the dashboard, after checking the count of structures."""
        cells = self.row(about).cells
        assert cells[5] == str(len(about.structures))
        return cells[6]

    def open(self, about: Delegation, label: str) -> Page:
        """Click a link of the row."""
        found = [href for text, href in self.row(about).links if label in text]
        assert len(found) == 1, f"« {label} »: {found}"
        page = self.browser.get(urljoin(self._world.platform.url, found[0]))
        assert page.status == 200, page.text
        return page

    def events(self) -> str:
        """Return the notifications."""
        return self.browser.get("/notifications").text

    # Acts

    def validates(self, about: Delegation) -> Page:
        """Open the page of the validation and validate; return that page."""
        page = self.open(about, "Valider")
        board = self.browser.submit(page, "/valider")
        assert "La délégation a bien été validée" in board.text
        assert self.status(about).startswith("Validée")
        self._world.mailbox.read(Mail.ACCES_OUVERT, about)
        return page

    def changes(self, before: Delegation, after: Delegation) -> Page:
        """Change the period or the structures; return the next page."""
        page = self.open(before, "Modifier")
        return self.browser.submit(page, "/modifier", **_terms(page, after))

    def answers_request(self, about: Delegation, answer: str) -> Page:
        """Answer the délégué's request for a prolongation, from the row; return the next page."""
        return self.browser.submit(self.open(about, "prolongation demandée"), "/prolongation", reponse=answer)

    def resends(self, about: Delegation) -> None:
        """Send the mail again."""
        page = self.browser.submit(self.open(about, "détail de la délégation"), "/renvoyer")
        assert "L’e-mail a bien été renvoyé" in page.text, page.text

    def deletes(self, about: Delegation) -> Page:
        """Delete the delegation; return the dialog of the confirmation."""
        dialog = self.open(about, "Supprimer")
        assert "Suppression de délégation - Confirmation" in dialog.text
        assert "de vouloir poursuivre ?" in dialog.text
        board = self.browser.submit(dialog, "/supprimer")
        assert "La délégation a bien été supprimée" in board.text
        assert self.rows(about) == []
        self._world.mailbox.read(Mail.SUPPRESSION_DELEGANT, about)
        return dialog


class Delegue:
    """A délégué with an account in front of his own pages."""

    def __init__(self, world: World, address: str, password: str) -> None:
        self.browser = world.platform.browser()
        home = sign_in(self.browser, address, password)
        assert "Mes délégations reçues" in home.text, home.text

    def rows(self, about: Delegation) -> list[Row]:
        """Return the rows of this délégant, profil and period."""
        page = self.browser.get("/recues")
        assert page.status == 200
        return [row for row in page.rows if row.cells[:3] == [about.delegant.name, about.profil, about.period]]

    def status(self, about: Delegation) -> str:
        """Return the status in the only row."""
        found = self.rows(about)
        assert len(found) == 1, f"{len(found)} rows of {about.delegant.name}, {about.profil}, {about.period}"
        return found[0].cells[4]

    def open(self, about: Delegation) -> Page:
        """Open the delegation."""
        return self.browser.get(urljoin(self.browser.get("/recues").url, self.rows(about)[0].links[0][1]))

    def answers(self, about: Delegation, decision: str, **given: str) -> Page:
        """Send one of the answers of its page."""
        return self.browser.submit(self.open(about), f"/{decision}", **given)

    def asks_longer(self, about: Delegation, last: date) -> Page:
        """Ask for a later last day; return the delegation's page."""
        form = self.browser.get(self.open(about).link("Demander à prolonger"))
        page = self.browser.submit(form, "/prolonger", fin=last.isoformat())
        assert "Votre demande de prolongation a bien été envoyée." in page.text, page.text
        return page

    def gives_up(self, about: Delegation) -> Page:
        """Give up the delegation; return the list."""
        page = self.open(about)
        dialog = self.browser.get(page.link("Renoncer à la délégation"))
        assert "Renonciation à une délégation - Confirmation" in dialog.text
        return self.browser.submit(dialog, "/renoncer")

    def events(self) -> str:
        """Return the notifications."""
        return self.browser.get("/notifications").text


def sign_in(browser: Browser, address: str, password: str) -> Page:
    """Sign in with an address and a password."""
    return browser.submit(browser.get("/connexion"), "/connexion", adresse=address, mot_de_passe=password)


def opens_account(world: World, invitation: Received, about: Delegation, **given: str) -> Received:
    """Follow the invitation and open the account, as Mme Zoé Nouvelle; return the mail of confirmation."""
    browser = world.platform.browser()
    page = browser.get(invitation.link("Je crée un compte amelipro"))
    identity = {"civilite": "MME", "nom": "Nouvelle", "prenom": "Zoé"} | given
    done = browser.submit(
        page, page.forms[0].action, mot_de_passe=PASSWORD, confirmation=PASSWORD, consentement="oui", **identity
    )
    assert "Votre compte a bien été créé." in done.text, done.text
    assert NOT_YET in done.text
    world.mailbox.read(Mail.ACCEPTATION_A_VALIDER, about)
    return world.mailbox.read(Mail.COMPTE_CREE, about)


def decides(world: World, link: str, **given: str) -> Page:
    """Follow the link of a mail and press the first button of its page, which is the link's own."""
    browser = world.platform.browser()
    page = browser.get(link)
    return browser.submit(page, page.forms[0].action, **given)


def accepts(world: World, demand: Received) -> Page:
    """Accept by the link of a demand, with the box ticked."""
    page = decides(world, demand.link("J’accepte la délégation"), compris="oui")
    assert "La délégation a bien été acceptée." in page.text, page.text
    return page


def is_dead(world: World, mail: Received, status: int, title: str) -> None:
    """Check that every link of a mail is dead, and that its page says why."""
    assert mail.buttons
    for _, link in mail.buttons:
        page = world.follow(link)
        assert (page.status, title in page.text) == (status, True), page.text
        assert page.forms == []
        refused = world.platform.browser().post(link, {"compris": "oui"})
        assert (refused.status, title in refused.text) == (status, True), refused.text


def _terms(page: Page, asked: Delegation) -> dict[str, str | list[str]]:
    """Return the fields of the period and the structures for the form of `page`."""
    period: dict[str, str | list[str]] = {"debut": asked.debut.isoformat(), "fin": asked.fin.isoformat()}
    names = {control.name for form in page.forms for control in form.fields}
    if "toutes_structures" in names:
        return period | {"toutes_structures": "oui"}
    return period | {"structures": list(asked.structures)}
