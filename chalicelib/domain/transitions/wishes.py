"""What a délégué asks for by a délégant's link, and its completion by the délégant (specification §5, « Asking »)."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation, Terms, gone_at, settled
from chalicelib.domain.eligibility import require_exclusive
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Delegant, Delegue, Identifiers
from chalicelib.domain.periods import Validity
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, Origin, Status
from chalicelib.domain.transitions.outcome import (
    AccountEffect,
    Transition,
    permit,
    require_terms,
    to_delegant,
    to_delegue,
)
from chalicelib.domain.transitions.validated import require_may_be_validated


@dataclass(frozen=True)
class NewWish:
    """The content of a wish; each field is already checked. Its structures are chosen by the délégant."""

    id: str
    nonce: str
    delegant: Delegant
    account: Account
    profil: ProfilId
    validity: Validity
    identifiers: Identifiers


def ask(wish: NewWish, actor: Actor, policy: Policy, now: datetime) -> Transition:
    """Ask a délégant for a delegation, by his link; he completes and validates it (specification §5, « Asking »).

    An address that nobody has used opens its account by this act.
    """
    account = wish.account
    if account.id == wish.delegant.account_id:
        raise Refused(Code.ONESELF)
    require_exclusive(wish.profil, account.liberal_activity)
    new = Delegation(
        id=wish.id,
        delegant=wish.delegant,
        delegue=Delegue(account.id, account.address, account.name, wish.identifiers, Identifiers()),
        profil=wish.profil,
        terms=Terms(wish.validity, ()),
        status=Status.A_VALIDER,
        nonce=wish.nonce,
        created_at=now,
        entered_at=now,
        gone_at=now,
        created_unknown=False,
        origin=Origin.DEMANDE,
    )
    return Transition(
        Act.ASK,
        actor,
        now,
        before=None,
        after=new._replace(gone_at=gone_at(new, policy)),
        mails=(to_delegant(MailKind.DEMANDE_RECUE), to_delegue(MailKind.DEMANDE_ENVOYEE)),
        account_effect=AccountEffect.NONE if account.status.is_known else AccountEffect.OPENED,
        adds_period=True,
        invites=True,
    )


@dataclass(frozen=True)
class Completion:
    """What the délégant adds to a wish; each field is already checked but the period, which lies in the one asked for.

    `confirmed` are the identifiers without those that another account has.
    """

    terms: Terms
    identifiers: Identifiers
    confirmed: Identifiers


def complete(
    delegation: Delegation, version: int, account: Account, completion: Completion, policy: Policy, now: datetime
) -> Transition:
    """Validate a wish, with its structures, in the period asked for or a shorter one (« Valider »).

    As any validation, the first one activates an account à activer.
    """
    validation = permit(Act.VALIDATE, delegation, Actor.DELEGANT, now)
    require_terms(delegation, version)
    require_may_be_validated(delegation, account)
    if not delegation.is_wish or not completion.terms.structures:
        raise Refused(Code.WRONG_STATUS)
    if not delegation.terms.validity.contains(completion.terms.validity):
        raise Refused(Code.FORM, fields={"fin": "La période demandée ne peut qu’être raccourcie."})
    delegue = delegation.delegue._replace(identifiers=completion.confirmed, entered=completion.identifiers)
    after = delegation._replace(
        delegue=delegue,
        terms=completion.terms,
        terms_version=delegation.terms_version + 1,
        status=Status.VALIDEE,
        entered_at=now,
    )
    effect = AccountEffect.ACTIVATED if account.status is AccountStatus.A_ACTIVER else AccountEffect.NONE
    mails = (to_delegue(MailKind.ACCES_OUVERT),)
    return validation.leads_to(settled(after, policy), mails, account_effect=effect, adds_period=True)


def require_no_wish(delegation: Delegation) -> None:
    """Raise `Refused` for a wish, which is completed and validated, or refused, and nothing else."""
    if delegation.is_wish:
        raise Refused(Code.TO_COMPLETE)
