"""« Créer votre compte amelipro en tant que délégué(e) » (user guide §2.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from chalicelib.acts.account_events import event_of
from chalicelib.acts.delegue_account import seen_by_directory
from chalicelib.acts.follow_link import Landing, follow
from chalicelib.acts.password_use import used_now
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.folding import as_written
from chalicelib.domain.identifiers import errors_of_identifiers, read_cpe, read_rpps_adeli
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
"""The sentence does not name the owner, because any holder of the link may send this form."""


@dataclass(frozen=True)
class Opening:
    """The form of the account, as typed."""

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
        """The name in the spelling that is stored."""
        return Name(self.civilite, as_written(self.prenom), as_written(self.nom))


def open_account(context: Context, token: str, opening: Opening) -> Delegation:
    """Open the account and accept the demand, which is then to be validated.

    Raises `DeadLink`, or `Refused` with the fields at fault. An RPPS that the directory knows under another name is a
    fault until the délégué has seen that (`number_seen`).
    """
    # A hash is slow on purpose, so it is computed once, however often the act begins again.
    return _open(context, token, opening, cache(hash_password))


@retried
def _open(context: Context, token: str, opening: Opening, hash_once: Callable[[str], str]) -> Delegation:
    landing = follow(context, Purpose.OPEN_ACCOUNT, token)
    identifiers = _identifiers(landing.delegation, opening)
    refuse_form(_errors(landing, opening, identifiers))
    known = seen_by_directory(landing.account, identifiers.rpps_adeli, context)
    if not opening.number_seen and known.doubt(identifiers.rpps_adeli, "", opening.name):
        raise Refused(Code.NUMBER_IN_DOUBT, fields={"rpps_adeli": _ANOTHERS})
    # The hash comes after every cheaper check.
    password_hash = hash_once(opening.password)
    transition = by_delegue.open_account(
        landing.delegation,
        landing.facts.terms_version,
        known.account,
        opening.name,
        identifiers,
        context.policy,
        context.now,
    )
    password = used_now(context, password_item(landing.account.id, password_hash, context.now))
    opened = event_of(context, landing.account.id, AccountEvent.OPENED)
    also = [Save(password, PasswordItem.pk.does_not_exist()), opened]
    commit(context, Plan(transition, landing.account), also=also)
    return transition.subject


def _identifiers(delegation: Delegation, opening: Opening) -> Identifiers:
    """Return the identifiers with the délégué's corrections; catégorie and spécialité stay the délégant’s."""
    entered, profil = delegation.delegue.identifiers, PROFILS[delegation.profil]
    if profil.needs_card:
        return entered._replace(rpps_adeli=read_rpps_adeli(opening.rpps_adeli))
    if profil.needs_cpe:
        return entered._replace(cpe=read_cpe(opening.cpe))
    return entered


def _errors(landing: Landing, opening: Opening, identifiers: Identifiers) -> dict[str, str]:
    errors = errors_of_name(opening.name)
    errors |= errors_of_identifiers(landing.delegation.profil, identifiers)
    errors |= errors_of_password(opening.password, opening.confirmation, landing.account.address, opening.name)
    if not opening.consent:
        errors["consentement"] = "Cochez cette case pour créer votre compte."
    return errors


def errors_of_name(name: Name) -> dict[str, str]:
    """Return the errors of a typed name, by field. Letters of any script are valid; control characters are not."""
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
    # A full stop is not valid, because a mail client would make a link of « www.exemple.fr ».
    return all(character.isalpha() or character in " -'’" for character in text)
