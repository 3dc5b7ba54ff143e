"""Which pictures there are: those that the states of the browser tests name, and some of each mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.end_to_end.browser.states import SECTIONS
from tests.end_to_end.browser.states.state import Picture, State
from tests.pictures.studio import MAIL, NARROW_MAIL, ROOT, NotTaken, mail_name

TEMPLATES = ROOT / "templates"


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
    MailPictures("demande_recue", _TO_DELEGANT, "Somebody asked by the délégant's link", (_PHONE, _DARK)),
    MailPictures("demande_envoyee", _TO_DELEGUE, "He asked by the délégant's link, with a way back", (_PHONE,)),
    MailPictures("demande_refusee", _TO_DELEGUE, "The délégant refused what he asked for"),
    MailPictures("demande_par_adresse", "to whom the address is", "He asks by a link, without an account", (_PHONE,)),
    MailPictures("mise_a_jour_delegant", _TO_DELEGANT, "Reduced, at once"),
    MailPictures("mise_a_jour_delegue", _TO_DELEGUE, "Reduced, at once"),
    MailPictures("proposition_delegant", _TO_DELEGANT, "A change that widens waits for the délégué"),
    MailPictures("proposition_delegue", _TO_DELEGUE, "A change that widens, to accept or refuse", (_PHONE,)),
    MailPictures("proposition_acceptee", _TO_DELEGANT, "He accepted the change"),
    MailPictures("proposition_refusee", _TO_DELEGANT, "He refused the change"),
    MailPictures("demande_prolongation", _TO_DELEGANT, "The délégué asks to prolong", (_PHONE,)),
    MailPictures("prolongation_accordee", _TO_DELEGUE, "The délégant granted it"),
    MailPictures("prolongation_refusee", _TO_DELEGUE, "The délégant declined it"),
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
    MailPictures("nouvelle_connexion", "to whom the account is", "Somebody signed in from a new browser", (_PHONE,)),
    MailPictures("fin_proche", _TO_DELEGANT, "What ends soon, each with its « Prolonger »; one mail a day"),
    MailPictures("prolongations", _TO_DELEGANT, "Several prolonged at once: one mail for all"),
    MailPictures("resume_semaine", "to whoever asked for it", "What waits, who has access, the week before", (_PHONE,)),
    MailPictures("revue_acces", _TO_DELEGANT, "Once a year: the open accesses that were not reviewed"),
    MailPictures("compte_inutilise", "to whom the account is", "Nobody has used the account for months"),
    MailPictures("cle_acces_ajoutee", "to whom the account is", "A passkey was added"),
    MailPictures("cle_acces_retiree", "to whom the account is", "A passkey was removed"),
    MailPictures("compte_ferme", "to whom the account was", "The account was closed"),
)

Page = tuple[State, Picture]

PAGES: Mapping[str, Sequence[Page]] = {
    section: [(state, state.picture) for state in states if state.picture] for section, states in SECTIONS.items()
}
EVERY_PAGE = tuple(chain(*PAGES.values()))

ALL_OF_IT = (
    *(name for _, picture in EVERY_PAGE for name, _, _ in picture.shots),
    *(mail_name(mail.kind, width, dark=dark) for mail in MAILS for width, dark in mail.shots),
)
"""The name of each picture."""


def named(names: Sequence[str]) -> tuple[list[Page], list[MailPictures]]:
    """Return the pages and mails of these names, as their files begin: `tableau`, `mail-invitation`.

    Raises `NotTaken` for a name that the album does not have.
    """
    mails = {f"mail-{mail.kind.replace('_', '-')}": mail for mail in MAILS}
    pages = {picture.name: (state, picture) for state, picture in EVERY_PAGE}
    if unknown := sorted(set(names) - set(mails) - set(pages)):
        raise NotTaken(f"no picture is named {', '.join(unknown)}. Names: {', '.join([*pages, *mails])}")
    return [pages[name] for name in pages if name in names], [mails[name] for name in mails if name in names]


def left_out() -> list[str]:
    """Return the templates of pages and mails that no picture shows."""
    shown = {f"pages/{state.template}" for state, _ in EVERY_PAGE}
    shown |= {f"mails/{mail.kind}" for mail in MAILS}
    return sorted(_templates() - shown)


def _templates() -> set[str]:
    pages = {_name(path) for path in (TEMPLATES / "pages").rglob("[!_]*.html")}
    return pages | {_name(path) for path in (TEMPLATES / "mails").glob("[!_]*")}


def _name(path: Path) -> str:
    return path.relative_to(TEMPLATES).with_suffix("").as_posix()
