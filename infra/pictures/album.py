"""Which pictures there are: each of a state of the browser tests (states.py), and of each mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.pictures.studio import DESKTOP, MAIL, NARROW_MAIL, PHONE, ROOT, NotTaken, mail_name
from tests.end_to_end.browser.states import STATES

TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Picture:
    """A state of a page, the name of its pictures, what they show, and at which widths."""

    state: str
    name: str
    caption: str
    widths: tuple[int, ...] = (DESKTOP,)


@dataclass(frozen=True)
class Section:
    """Pictures that belong together."""

    title: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class MailPictures:
    """A mail, when it is sent, to whom, and its pictures as (width, whether dark)."""

    kind: str
    to: str
    caption: str
    more: tuple[tuple[int, bool], ...] = ()

    @property
    def shots(self) -> tuple[tuple[int, bool], ...]:
        """Every mail is shown on a light desktop; `more` comes beside it."""
        return ((MAIL, False), *self.more)


_BOTH = (DESKTOP, PHONE)

PAGES = (
    Section(
        "Coming in",
        (
            Picture("connexion", "connexion", "« Connexion »", _BOTH),
            Picture("connexion, wrong", "connexion-erreur", "A wrong address or password"),
            Picture("mot de passe oublié", "mot-de-passe-oublie", "« Mot de passe oublié »"),
            Picture(
                "mot de passe oublié, sent",
                "mot-de-passe-envoye",
                "The same page whether the address has an account or not",
            ),
            Picture("nouveau mot de passe", "nouveau-mot-de-passe", "A new password, by the link of the mail"),
            Picture("aide", "aide", "« Aide »", _BOTH),
        ),
    ),
    Section(
        "One's account",
        (
            Picture("mon compte", "compte", "« Mon compte » of a délégant", _BOTH),
            Picture(
                "informations administratives", "informations-administratives", "« Mes informations administratives »"
            ),
            Picture("coordonnées", "coordonnees", "« Mes coordonnées »"),
            Picture("CPAM", "cpam", "« Mes informations de CPAM »"),
            Picture("lieux d’exercice", "lieux-exercice", "« Mes lieux d’exercice »"),
            Picture("e-mail", "e-mail", "« Modifier mon e-mail »"),
            Picture("e-mail, sent", "e-mail-envoye", "The link of confirmation is on its way"),
            Picture("adresse à confirmer", "adresse-a-confirmer", "The link of confirmation"),
            Picture("ce n’est pas moi", "ce-n-est-pas-moi", "The link that calls a change of address off"),
            Picture(
                "réunir mes comptes", "reunir-mes-comptes", "« Réunir mes comptes », just signed in by card", _BOTH
            ),
            Picture("réunir mes comptes, by link", "reunir-par-lien", "The link that proves the other account"),
            Picture("réunir mes comptes, sent", "reunir-lien-envoye", "The link of a join is on its way"),
            Picture("répondre avec ma carte", "repondre-par-carte", "An invitation that is answered with a card"),
            Picture("mot de passe", "mot-de-passe", "« Modifier mon mot de passe »"),
            Picture("notifications", "notifications", "« Consulter mes derniers événements »", _BOTH),
            Picture("configuration d’amelipro", "configuration-amelipro", "« Configuration d’amelipro »"),
        ),
    ),
    Section(
        "A délégant delegates",
        (
            Picture("création", "nouvelle", "Step 1, the address", _BOTH),
            Picture("création, mistyped", "nouvelle-faute", "A mistyped domain is asked about once", _BOTH),
            Picture("création, known", "verification", "A known address: « Vérification de compte »", _BOTH),
            Picture(
                "création, known, profils", "profils", "Step 2: the profils, what each opens, and why one is closed"
            ),
            Picture("création, remplacant", "profil-remplacant", "Remplaçant", _BOTH),
            Picture(
                "création, number verified", "numero-verifie", "Whom the RPPS names, by the national directory", _BOTH
            ),
            Picture("création, number of a liberal doctor", "numero-liberal", "Somebody who is no exclusive locum"),
            Picture(
                "création, number of another", "numero-autre", "A number that is not the account's, at « Valider »"
            ),
            Picture("création, comptable", "profil-comptable", "Comptable"),
            Picture("création, assistant_medical", "profil-assistant", "Assistant médical"),
            Picture("création, comptable, empty", "profil-erreurs", "Errors, in a summary and at their fields", _BOTH),
        ),
    ),
    Section(
        "The délégué answers",
        (
            Picture(
                "lien: account of a remplaçant",
                "lien-compte",
                "« Créer votre compte amelipro en tant que délégué(e) »",
                _BOTH,
            ),
            Picture("lien: account opened", "lien-compte-cree", "Account created"),
            Picture("lien: accept", "lien-decision", "« J’accepte la délégation », by the link of the demand", _BOTH),
            Picture("lien: accepted", "lien-acceptee", "Accepted", _BOTH),
            Picture("lien: refused", "lien-refusee", "Refused"),
            Picture("lien: disowned", "lien-inconnu", "« Je ne travaille pas avec ce praticien »"),
            Picture("lien: answer with a card", "lien-par-carte", "An invitation answered with one’s card"),
            Picture("lien: has another account", "lien-deja-un-compte", "« J’ai déjà un compte amelipro »"),
            Picture("lien: other account told", "lien-autre-compte", "What to do then"),
            Picture("lien: accept a change", "lien-modification", "A change to accept or refuse", _BOTH),
            Picture("lien: withdraw", "lien-retrait", "« Je retire mon acceptation »"),
            Picture("lien: used", "lien-traite", "A link that was used already", _BOTH),
            Picture("lien: expired", "lien-expire", "A link that came too late"),
        ),
    ),
    Section(
        "The délégant follows",
        (
            Picture("tableau", "tableau", "« Tableau de bord », what waits first", _BOTH),
            Picture("tableau, search", "recherche", "« Recherche »", _BOTH),
            Picture("tableau, calendar", "calendrier", "« Calendrier des validités »"),
            Picture("tableau, none", "tableau-vide", "No delegation yet"),
            Picture("validation", "valider", "« Valider », with what the délégué corrected", _BOTH),
            Picture("détail, validee", "detail", "Detail, history and mails of a delegation", _BOTH),
            Picture(
                "détail, introuvable", "detail-introuvable", "An address that does not exist, and the way to mend it"
            ),
            Picture("correction", "corriger", "« Corriger l’adresse »"),
            Picture("modification, validée", "modifier", "« Mise à jour d’une délégation »", _BOTH),
            Picture("suppression, validée", "suppression", "« Suppression de délégation - Confirmation »", _BOTH),
        ),
    ),
    Section(
        "The délégué's space",
        (
            Picture("reçues", "recues", "« Délégations reçues »", _BOTH),
            Picture("reçue, en cours", "recue", "A delegation to answer", _BOTH),
            Picture("reçue, with a change", "recue-modification", "A change to answer"),
            Picture("pour le compte de", "espace", "The délégant's space, with the services that are open", _BOTH),
            Picture("renonciation", "renoncer", "« Renonciation à une délégation - Confirmation »"),
            Picture("retrait d’une acceptation", "retirer-recue", "« Retrait d’une acceptation - Confirmation »"),
        ),
    ),
    Section(
        "About the service",
        (
            Picture("à propos", "a-propos", "« À propos »"),
            Picture("configuration", "configuration", "« Configuration »"),
            Picture("mentions légales", "mentions-legales", "« Mentions légales »"),
            Picture("CGU", "cgu", "« CGU »"),
            Picture("accessibilité", "accessibilite", "« Accessibilité »"),
            Picture("API", "api", "Documentation of the API"),
            Picture("rubric unknown", "erreur-404", "A page that does not exist", _BOTH),
            Picture("connexion, form of elsewhere", "erreur-403", "A form that comes from elsewhere"),
        ),
    ),
)

_TO_DELEGANT, _TO_DELEGUE = "to the délégant", "to the délégué"
_PHONE, _PHONE_DARK, _DARK = (NARROW_MAIL, False), (NARROW_MAIL, True), (MAIL, True)

MAILS = (
    MailPictures("creation_delegant", _TO_DELEGANT, "A delegation was created", (_PHONE,)),
    MailPictures("invitation", _TO_DELEGUE, "Created, to an address without an account", (_PHONE, _DARK)),
    MailPictures("demande", _TO_DELEGUE, "Created, to somebody with an account", (_PHONE, _PHONE_DARK)),
    MailPictures("deja_un_compte", _TO_DELEGUE, "He has an account under another address: what to do"),
    MailPictures("rejet", _TO_DELEGANT, "He has an account under another address"),
    MailPictures("abandon", _TO_DELEGANT, "He does not work with this délégant"),
    MailPictures("refus", _TO_DELEGANT, "He refused"),
    MailPictures(
        "acceptation_a_valider", _TO_DELEGANT, "He opened his account: it is to be validated", (_PHONE, _DARK)
    ),
    MailPictures("acceptation_validee", _TO_DELEGANT, "He accepted with an active account: nothing to do"),
    MailPictures("compte_cree", _TO_DELEGUE, "His account is open, with a way back", (_PHONE,)),
    MailPictures("acceptation_delegue", _TO_DELEGUE, "He accepted: it waits for the validation, with a way back"),
    MailPictures("acces_ouvert", _TO_DELEGUE, "The délégant validated: how to sign in", (_PHONE,)),
    MailPictures("mise_a_jour_delegant", _TO_DELEGANT, "Reduced, at once"),
    MailPictures("mise_a_jour_delegue", _TO_DELEGUE, "Reduced, at once"),
    MailPictures("proposition_delegant", _TO_DELEGANT, "A change that widens waits for the délégué"),
    MailPictures("proposition_delegue", _TO_DELEGUE, "A change that widens, to accept or refuse", (_PHONE,)),
    MailPictures("proposition_acceptee", _TO_DELEGANT, "He accepted the change"),
    MailPictures("proposition_refusee", _TO_DELEGANT, "He refused the change"),
    MailPictures("rappel_invitation", _TO_DELEGUE, "A week before an unanswered invitation is deleted"),
    MailPictures("rappel_demande", _TO_DELEGUE, "A week before an unanswered demand is deleted"),
    MailPictures("rappel_delegant", _TO_DELEGANT, "A week before what is to be validated is deleted"),
    MailPictures("purge_delegant", _TO_DELEGANT, "Nobody answered in time"),
    MailPictures("purge_delegue", _TO_DELEGUE, "The délégant did not validate in time"),
    MailPictures("retrait_delegant", _TO_DELEGANT, "The délégué withdrew his acceptance"),
    MailPictures("retrait_delegue", _TO_DELEGUE, "He withdrew his acceptance"),
    MailPictures("renonciation_delegant", _TO_DELEGANT, "The délégué gave up"),
    MailPictures("renonciation_delegue", _TO_DELEGUE, "He gave up"),
    MailPictures("suppression_delegant", _TO_DELEGANT, "Deleted"),
    MailPictures("suppression_delegue", _TO_DELEGUE, "Deleted"),
    MailPictures("numero_repris", _TO_DELEGANT, "The number that he relied on is another account's"),
    MailPictures("mot_de_passe_oublie", "to whom the account is", "A new password was asked for"),
    MailPictures("mot_de_passe_modifie", "to whom the account is", "The password was changed"),
    MailPictures("adresse_a_confirmer", "to whom the account is", "To the new address"),
    MailPictures("adresse_demandee", "to whom the account is", "To the address in force"),
    MailPictures("adresse_modifiee", "to whom the account is", "To the former address"),
    MailPictures("compte_a_rattacher", "to whom the other account is", "A join was asked for"),
    MailPictures("comptes_reunis", "to whom the accounts are", "Two accounts are one"),
)

ALL_OF_IT = (
    *(f"{one.name}-{width}" for section in PAGES for one in section.pictures for width in one.widths),
    *(mail_name(mail.kind, width, dark=dark) for mail in MAILS for width, dark in mail.shots),
)
"""The name of each picture."""


def every_page() -> list[Picture]:
    """Return the pages of all sections."""
    return [picture for section in PAGES for picture in section.pictures]


def named(names: Sequence[str]) -> tuple[list[Picture], list[MailPictures]]:
    """Return the pages and mails of these names, as their files begin: `tableau`, `mail-invitation`.

    Raises `NotTaken` for a name that the album does not have.
    """
    mails = {f"mail-{mail.kind.replace('_', '-')}": mail for mail in MAILS}
    pages = {picture.name: picture for picture in every_page()}
    if unknown := sorted(set(names) - set(mails) - set(pages)):
        raise NotTaken(f"no picture is named {', '.join(unknown)}. Names: {', '.join([*pages, *mails])}")
    return [pages[name] for name in pages if name in names], [mails[name] for name in mails if name in names]


def left_out() -> list[str]:
    """Return the templates of pages and mails that no picture shows."""
    templates = {state.name: state.template for state in STATES}
    shown = {f"pages/{templates[one.state]}" for section in PAGES for one in section.pictures}
    shown |= {f"mails/{mail.kind}" for mail in MAILS}
    return sorted(_templates() - shown)


def _templates() -> set[str]:
    pages = {_name(path.with_suffix("")) for path in (TEMPLATES / "pages").rglob("[!_]*.html")}
    return pages | {_name(path.with_suffix("")) for path in (TEMPLATES / "mails").glob("[!_]*")}


def _name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()
