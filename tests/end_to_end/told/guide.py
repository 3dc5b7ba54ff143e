"""The user guide, step by step: who reads which label, types what, and presses which button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.end_to_end.browser.stage import SECONDS_TO_ARRIVE
from tests.end_to_end.delegation import BRUNO, LINA
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import NOT_YET, PASSWORD, World
from tests.end_to_end.told.reader import Reader
from tests.end_to_end.told.window import field

CARD = "Claire EXEMPLE"
_FAULTS = ("Page introuvable", "Service momentanément indisponible", "Formulaire refusé", "Action impossible")
CABINET, OTHER_CABINET = "Cabinet du Dr Exemple", "Les Volcans"


@dataclass
class Guide:
    """The guide, told by one reader who is each person in turn.

    Where it is `forgetful`, the session has ended before every « Valider », and the browser does not know.
    """

    reader: Reader
    world: World
    forgetful: bool = False
    _since: int = 0
    """The number of the last mail before the present delegation was created."""

    def link(self, to: str, label: str) -> str:
        """Wait for a mail about the present delegation with a link of this name, and return the link."""

        def look() -> list[str]:
            mails = [mail for mail in self.world.mailbox.all() if mail.to == to and mail.id > self._since]
            return [url for mail in mails for name, url in mail.html.links if label in name]

        return until(look, SECONDS_TO_ARRIVE, f"no mail to {to} has a new link « {label} »")[-1]

    # The délégant

    def delegant_signs_in(self) -> None:
        """Sign in with the CPS card (1)."""
        self.reader.leaves()
        self.reader.opens("/connexion")
        self.reader.signs_in_by_card(CARD)

    def submits(self, label: str, *, kept: str, then: str, fields: tuple[str, ...] = ()) -> None:
        """Send a form; where sessions end, sign in again first, and find the form as it was.

        `kept` is said on it, and the fields are not empty.
        """
        if self.forgetful:
            self._ends_the_session()
            self.reader.presses(label, then="Votre session a pris fin")
            self.reader.signs_in_by_card(CARD)
            self.reader.reads(kept)
            for typed in fields:
                assert self.reader.window.value(field(typed)), f"« {typed} » is lost with the session"
        self.reader.presses(label, then=then)

    def _ends_the_session(self) -> None:
        """End the session at the service alone: sign out in another tab, and let the browser keep its cookies."""
        cookies = self.reader.window.cookies()
        other = Reader(self.reader.window.tab(), self.reader.url)
        self._signs_out(other)
        other.window.bring_back(cookies)

    def _signs_out(self, reader: Reader) -> None:
        reader.opens("/compte")
        reader.presses("Me déconnecter", then="Identification")

    def creates(self, address: str, *, known: bool = False) -> None:
        """Create a delegation for a comptable (1.1, 1.2)."""
        self.begins(self.reader, address, known=known)
        self.reader.presses("Valider", then="Sélectionnez au moins une structure.", title="Erreur - ")
        self.fills_in(self.reader)
        done, typed = "La délégation a bien été créée.", ("Date de début", "Date de fin")
        self.submits("Valider", kept="À relire avant de valider", then=done, fields=typed)

    def begins(self, reader: Reader, address: str, *, known: bool = False) -> None:
        """Begin a creation, as far as the form of the profil."""
        self._since = self.world.mailbox.last
        reader.opens("/compte")
        reader.presses("Créer une nouvelle délégation", then="Attention à la bonne orthographe", title="Étape 1 sur 2")
        reader.presses("Continuer", then="Saisissez une adresse e-mail.", title="Erreur - ")
        reader.types("Adresse e-mail", address)
        reader.presses("Continuer")
        if known:
            reader.reads("correspond au compte amelipro de l’utilisateur suivant", title="Vérification de compte")
            reader.presses("Non, je vérifie la saisie", then="Attention à la bonne orthographe")
            reader.finds("Adresse e-mail", address)
            reader.presses("Continuer", then="Cet utilisateur correspond-il à votre délégué ?")
            reader.presses("Oui")
        reader.reads(address, title="Étape 2 sur 2")
        reader.presses("Choisir le profil Comptable", then="À relire avant de valider")

    def fills_in(self, reader: Reader) -> None:
        """Type the days without a separator, as many do, and choose a structure."""
        today = self.world.platform.today()
        reader.types("Date de début", f"{today:%d%m%Y}")
        reader.types("Date de fin", f"{today + timedelta(days=30):%d/%m/%y}")
        reader.ticks(CABINET)

    def finds_line(self, address: str, status: str) -> None:
        """Search for a délégué on the dashboard."""
        reader = self.reader
        reader.opens(f"/delegations?nom={address}")
        reader.reads(status, title="Tableau de bord")

    def validates(self, address: str) -> None:
        """Validate what the délégué has accepted (2.1)."""
        self.finds_line(address, "Valider")
        self.reader.presses("Valider", then="Vérifiez que cette personne est bien votre délégué", title="Validation")
        self.submits("Valider", kept="Vérifiez que cette personne", then="La délégation a bien été validée.")

    def changes(self, address: str) -> None:
        """Add a structure to a delegation: « Mise à jour d’une délégation »."""
        self.finds_line(address, "Validée")
        self.reader.presses(f"Modifier la délégation de {self._who(address)}", then="Ce qui réduit la délégation")
        self.reader.ticks(OTHER_CABINET)
        self.submits("Valider", kept="Ce qui réduit la délégation", then="Votre modification a bien été enregistrée.")

    def deletes(self, address: str) -> None:
        """Delete a delegation, at the second try (4)."""
        delete = f"Supprimer la délégation de {self._who(address)}"
        self.finds_line(address, "Validée")
        asked = "Êtes-vous certain de vouloir poursuivre ?"
        self.reader.presses(delete, then=asked, title="Suppression de délégation")
        self.reader.presses("Annuler")
        self.finds_line(address, "Validée")
        self.reader.presses(delete, then=asked)
        self.submits("Confirmer", kept=asked, then="La délégation a bien été supprimée.")

    def asks_for_another_address(self, address: str) -> None:
        """Ask for the link that makes this address one's own, and leave it at that: « Modifier mon e-mail »."""
        self.reader.opens("/compte/e-mail")
        new = "Nouvelle adresse e-mail"
        self.reader.types(new, address)
        self.submits("Recevoir le lien", kept=new, then="Un lien de confirmation vient d’être envoyé", fields=(new,))

    def _who(self, address: str) -> str:
        return {BRUNO: "M. Bruno COMPTABLE", LINA: "Mme Lina FICTIVE"}.get(address, "Mme Zoé NOUVELLE")

    # The délégué

    def opens_account(self, address: str) -> None:
        """Follow the invitation and open an account (2.1)."""
        reader = self.reader
        reader.leaves()
        reader.opens(self.link(address, "Je crée un compte amelipro"))
        reader.reads("Vous êtes sur le point de créer un compte personnel")
        reader.presses("Créer un compte amelipro", then="Le formulaire comporte", title="Erreur - ")
        reader.chooses("Civilité", "Mme")
        reader.types("Nom", "Nouvelle")
        reader.types("Prénom", "Zoé")
        reader.types("Mot de passe", PASSWORD)
        reader.types("Confirmer mot de passe", PASSWORD)
        reader.ticks("J’autorise l’Assurance Maladie")
        reader.presses("Créer un compte amelipro", then="Votre compte a bien été créé.")
        reader.reads(NOT_YET)

    def answers(self, address: str, label: str, button: str, then: str) -> None:
        """Follow a link of the latest demand, and answer (2.2, 2.3, 3.1, 3.2, 3.3)."""
        self.reader.leaves()
        self.reader.opens(self.link(address, label))
        if button.startswith("J’accepte"):
            self.reader.presses(button, then="Cochez cette case", title="Erreur - ")
            self.reader.ticks("J’ai compris que j’agirai au nom et pour le compte de")
        self.reader.presses(button, then=then)

    def delegue_signs_in(self, address: str, password: str) -> None:
        """Sign in by e-mail, and see what is open."""
        self.reader.leaves()
        self.reader.opens("/recues")
        self.reader.signs_in(address, password)
        self.reader.reads("Mme Claire EXEMPLE")

    # Beside the guide

    def uses_two_tabs(self, name: str) -> None:
        """Create a delegation in each of two tabs, turn by turn; validate one of them in both; sign out in one tab.

        What was typed in the other tab is still there after the next sign-in.
        """
        one, other = self.reader, Reader(self.reader.window.tab(), self.reader.url)
        *addresses, last = (f"onglet.{number}.{name}@essai.example" for number in (1, 2, 3))
        self.delegant_signs_in()
        for tab, address in zip((one, other), addresses, strict=True):
            self.begins(tab, address)
        for tab in (one, other):
            self.fills_in(tab)
        for tab in (one, other):
            tab.presses("Valider", then="La délégation a bien été créée.")
        for address in addresses:
            self.finds_line(address, "En cours")
        self.opens_account(addresses[1])
        self.delegant_signs_in()
        for tab in (one, other):
            tab.opens(f"/delegations?nom={addresses[1]}")
            tab.presses("Valider", then="Vérifiez que cette personne est bien votre délégué")
        for tab in (one, other):
            tab.presses("Valider", then="La délégation a bien été validée.")
        self.begins(one, last)
        self.fills_in(one)
        self._signs_out(other)
        one.presses("Valider", then="Votre saisie est conservée pendant une heure")
        one.signs_in_by_card(CARD)
        one.presses("Valider", then="La délégation a bien été créée.")

    def follows_every_link(self, people: Mapping[str, Callable[[], None]]) -> None:
        """Follow every link of every mail so far: signed out, as its reader, and as somebody else.

        `people` are addresses, and how each signs in.
        """
        mails = self.world.mailbox.all()
        links = {(mail.to, url) for mail in mails for _, url in mail.html.links if url.startswith(self.reader.url)}
        self.reader.leaves()
        for _, link in sorted(links):
            self._reaches(link)
        for sign_in in people.values():
            self.reader.leaves()
            self.reader.opens("/connexion")
            sign_in()
            for _, link in sorted(links):
                self._reaches(link)
        for to, link in sorted(links):
            if to in people:
                self._reaches_through_the_sign_in(people[to], link)

    def _reaches(self, link: str) -> None:
        """Open a link; the page is one of ours, and not that of a fault."""
        self.reader.opens(link)
        title = self.reader.window.title()
        is_fault = any(fault in title for fault in _FAULTS)
        assert self.reader.is_on_ours() and not is_fault, f"{link} leads to « {title} »"

    def _reaches_through_the_sign_in(self, sign_in: Callable[[], None], link: str) -> None:
        """Open a link without a session; if it asks for one, it leads on to the same page as with one."""
        reader = self.reader
        reader.leaves()
        reader.opens(link)
        if reader.window.address().split("?")[0] != f"{reader.url}/connexion":
            return
        sign_in()
        assert reader.window.address().split("?")[0] != f"{reader.url}/compte", (
            f"{link} leads no further than the account"
        )

    # The whole

    def tell(self, name: str) -> None:
        """Tell the whole guide; `name` makes addresses that no other telling uses."""
        zoe, other, stranger = (f"{part}.{name}@essai.example" for part in ("zoe", "autre", "inconnue"))
        self.delegant_signs_in()
        self.creates(zoe)
        self.finds_line(zoe, "En cours")
        self.opens_account(zoe)
        self.delegant_signs_in()
        self.validates(zoe)
        self.delegue_signs_in(zoe, PASSWORD)

        self.delegant_signs_in()
        self.creates(BRUNO, known=True)
        self.answers(BRUNO, "J’accepte la délégation", "J’accepte la délégation", "La délégation a bien été acceptée.")
        self.delegant_signs_in()
        self.changes(BRUNO)
        self.answers(BRUNO, "J’accepte la modification", "J’accepte la modification", "a bien été acceptée.")
        self.delegant_signs_in()
        self.deletes(BRUNO)

        self.creates(LINA, known=True)
        self.answers(LINA, "Je refuse la délégation", "Je refuse la délégation", "La délégation a bien été refusée.")
        self.delegant_signs_in()
        self.finds_line(LINA, "Refusée")
        self.creates(other)
        had = "J’ai déjà un compte amelipro"
        self.answers(other, had, had, "Vous possédez déjà un compte amelipro")
        self.delegant_signs_in()
        self.finds_line(other, "Non aboutie")
        self.creates(stranger)
        thanks = "Merci, votre demande a bien été prise en compte."
        self.answers(stranger, "cliquant ici", "Je ne travaille pas avec ce praticien", thanks)
        self.delegant_signs_in()
        self.finds_line(stranger, "Non aboutie")
        self.asks_for_another_address(f"claire.{name}@essai.example")
