"""« Créer votre compte amelipro en tant que délégué(e) » (seed §2.1)."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from chalicelib.acts.delegue_account import seen_by_directory
from chalicelib.acts.follow_link import Landing, follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.identifiers import errors_of_identifiers
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import CIVILITES, Identifiers, Name
from chalicelib.domain.refusals import Code, Refused, refuse_form
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.passwords import errors_of_password, hash_password
from chalicelib.store.accounts import PasswordItem, password_item
from chalicelib.store.commit import Plan, commit
from chalicelib.store.writes import Save

_LONGEST_NAME = 80
_ANOTHERS = (
    "D’après l’Annuaire Santé, ce numéro est celui d’une autre personne. Vérifiez-le, et votre nom\u00a0; "
    "s’ils sont exacts, envoyez à nouveau le formulaire."
)
"""Not whose it is: this form may be sent by anybody who holds the link."""


@dataclass(frozen=True)
class Opening:
    """What the form of the account says, as typed."""

    civilite: str
    nom: str
    prenom: str
    rpps_adeli: str
    cpe: str
    password: str
    confirmation: str
    consent: bool
    number_seen: bool = False

    @property
    def name(self) -> Name:
        """The name, without needless spaces; an accent typed apart from its letter joins it."""
        return Name(self.civilite, _one_form(self.prenom), _one_form(self.nom))


def _one_form(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def open_account(context: Context, token: str, opening: Opening) -> Delegation:
    """Open the account and accept, to be validated; raises `DeadLink`, or `Refused` with the fields at fault.

    An RPPS that the directory knows under another name is a fault until the délégué has seen that (`number_seen`).
    """
    # A hash is meant to be slow: however often the act begins again from its reading, there is one.
    return _open(context, token, opening, cache(hash_password))


@retried
def _open(context: Context, token: str, opening: Opening, hash_once: Callable[[str], str]) -> Delegation:
    landing = follow(context, Purpose.OPEN_ACCOUNT, token)
    identifiers = _identifiers(landing.delegation, opening)
    refuse_form(_errors(landing, opening, identifiers))
    known = seen_by_directory(landing.account, identifiers.rpps_adeli, context)
    if not opening.number_seen and known.doubt(identifiers.rpps_adeli, "", opening.name):
        raise Refused(Code.NUMBER_IN_DOUBT, fields={"rpps_adeli": _ANOTHERS})
    # After every cheaper check.
    password_hash = hash_once(opening.password)
    transition = by_delegue.open_account(
        landing.delegation,
        landing.claim.terms_version,
        known.account,
        opening.name,
        identifiers,
        context.policy,
        context.now,
    )
    password = password_item(landing.account.id, password_hash, context.now)
    commit(context, Plan(transition, landing.account), also=[Save(password, PasswordItem.pk.does_not_exist())])
    return transition.subject


def _identifiers(delegation: Delegation, opening: Opening) -> Identifiers:
    """Return the identifiers with the délégué's corrections; catégorie and spécialité stay the délégant's."""
    entered, profil = delegation.delegue.identifiers, PROFILS[delegation.profil]
    if profil.needs_card:
        return entered._replace(rpps_adeli=opening.rpps_adeli.strip())
    if profil.needs_cpe:
        return entered._replace(cpe=opening.cpe.strip())
    return entered


def _errors(landing: Landing, opening: Opening, identifiers: Identifiers) -> dict[str, str]:
    errors = errors_of_name(opening.name)
    errors |= errors_of_identifiers(landing.delegation.profil, identifiers)
    errors |= errors_of_password(opening.password, opening.confirmation, landing.account.address, opening.name)
    if not opening.consent:
        errors["consentement"] = "Cochez cette case pour créer votre compte."
    return errors


def errors_of_name(name: Name) -> dict[str, str]:
    """Return what is wrong with a name typed, by field; letters of any script, no control characters."""
    errors: dict[str, str] = {}
    if name.civilite not in CIVILITES:
        errors["civilite"] = "Sélectionnez votre civilité."
    for field, text, label in (("nom", name.nom, "nom"), ("prenom", name.prenom, "prénom")):
        if not any(character.isalpha() for character in text):
            errors[field] = f"Saisissez votre {label}."
        elif len(text) > _LONGEST_NAME:
            errors[field] = f"Votre {label} ne peut pas dépasser {_LONGEST_NAME} caractères."
        elif not _is_a_name(text):
            errors[field] = (
                f"Votre {label} ne peut comporter que des lettres, des espaces, des traits d’union et des apostrophes."
            )
    return errors


def _is_a_name(text: str) -> bool:
    # No full stop: a mail client would make a link of « www.exemple.fr ».
    return all(character.isalpha() or character in " -'’" for character in text)
