"""The délégué's acts, by a link of a mail or in his space (table of specification §3, user guide §2 and §3)."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.delegation import (
    ChangeEnd,
    Delegation,
    EndRequest,
    Proposal,
    revised,
    settled,
    without_proposal,
)
from chalicelib.domain.eligibility import require_exclusive
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Identifiers, Name
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, may_ask_longer, require
from chalicelib.domain.statuses import AccountStatus, End, Reason, Status
from chalicelib.domain.transitions.outcome import (
    AccountEffect,
    Transition,
    permit,
    require_structures,
    require_terms,
    to_delegant,
    to_delegue,
)
from chalicelib.domain.transitions.validated import require_may_be_validated
from chalicelib.domain.whose_number import Number


def _entering(delegation: Delegation, status: Status, policy: Policy, now: datetime) -> Delegation:
    """Return `delegation` as it enters `status` now, with the delays of that status.

    Structures lost before are no longer given back, because the délégué has agreed to the others only.
    """
    after = delegation._replace(status=status, entered_at=now, asked_at=None, reminded=False, lost=())
    return settled(after, policy)


def open_account(
    delegation: Delegation,
    version: int,
    account: Account,
    name: Name,
    identifiers: Identifiers,
    policy: Policy,
    now: datetime,
) -> Transition:
    """Open an account for the invited person; the délégant still has to validate (user guide §2.1).

    `account` says whether the person is known to have a liberal activity. Raises `Refused` when the address has got an
    account since, when the terms have changed, and for a remplaçant who is not exclusive.
    """
    opening = permit(Act.OPEN_ACCOUNT, delegation, Actor.LINK, now)
    require_terms(delegation, version)
    require_structures(delegation)
    if account.status.is_known:
        raise Refused(Code.ACCOUNT_APPEARED)
    require_exclusive(delegation.profil, account.liberal_activity)
    delegue = delegation.delegue._replace(name=name, identifiers=identifiers)
    after = _entering(delegation._replace(delegue=delegue), Status.A_VALIDER, policy, now)
    mails = (to_delegant(MailKind.ACCEPTATION_A_VALIDER), to_delegue(MailKind.COMPTE_CREE))
    return opening.leads_to(after, mails, account_effect=AccountEffect.OPENED)


_ACCEPTED: Mapping[Status, tuple[Mail, ...]] = {
    Status.A_VALIDER: (to_delegant(MailKind.ACCEPTATION_A_VALIDER), to_delegue(MailKind.ACCEPTATION_DELEGUE)),
    Status.VALIDEE: (to_delegant(MailKind.ACCEPTATION_VALIDEE),),
}


def accept(
    delegation: Delegation,
    actor: Actor,
    version: int,
    account: Account,
    policy: Policy,
    now: datetime,
    number: Number | None = None,
) -> Transition:
    """Accept the demand, as a délégué with an account (user guide §3.1).

    The délégant still has to validate if the account is à activer, or if the address was unknown at creation, because
    he has not seen its owner; and if his `number` is in doubt, because he has not seen what the délégué accepted. Until
    then the délégué may withdraw, by a link in his mail.
    """
    acceptance = permit(Act.ACCEPT, delegation, actor, now)
    require_terms(delegation, version)
    require_structures(delegation)
    if not account.status.is_known or (account.status is AccountStatus.A_ACTIVER and actor is not Actor.LINK):
        raise Refused(Code.NOT_ALLOWED)
    require_exclusive(delegation.profil, account.liberal_activity)
    unseen = account.status is AccountStatus.A_ACTIVER or delegation.created_unknown or bool(number and number.waits)
    delegue = delegation.delegue._replace(name=account.name)
    if number:
        delegue = delegue._replace(identifiers=delegue.identifiers._replace(rpps_adeli=number.kept))
    status = Status.A_VALIDER if unseen else Status.VALIDEE
    if status is Status.VALIDEE:
        require_may_be_validated(delegation, account)
    return acceptance.leads_to(_entering(delegation._replace(delegue=delegue), status, policy, now), _ACCEPTED[status])


def refuse(
    delegation: Delegation, actor: Actor, version: int, account: Account, policy: Policy, now: datetime
) -> Transition:
    """Refuse the demand, as a délégué with an account (user guide §3.2)."""
    refusal = permit(Act.REFUSE, delegation, actor, now)
    require_terms(delegation, version)
    if not account.status.is_known:
        raise Refused(Code.NOT_ALLOWED)
    return refusal.leads_to(_entering(delegation, Status.REFUSEE, policy, now), (to_delegant(MailKind.REFUS),))


def disown(delegation: Delegation, actor: Actor, version: int, policy: Policy, now: datetime) -> Transition:
    """« Je ne travaille pas avec ce praticien » (user guide §2.3, §3.3)."""
    answer = permit(Act.DISOWN, delegation, actor, now)
    require_terms(delegation, version)
    after = _entering(delegation._replace(reason=Reason.NE_CONNAIT_PAS), Status.NON_ABOUTIE, policy, now)
    return answer.leads_to(after, (to_delegant(MailKind.ABANDON),))


def other_account(delegation: Delegation, version: int, account: Account, policy: Policy, now: datetime) -> Transition:
    """« J’ai déjà un compte amelipro », under another address (user guide §2.2)."""
    answer = permit(Act.OTHER_ACCOUNT, delegation, Actor.LINK, now)
    require_terms(delegation, version)
    if account.status.is_known:
        raise Refused(Code.ACCOUNT_APPEARED)
    after = _entering(delegation._replace(reason=Reason.AUTRE_COMPTE), Status.NON_ABOUTIE, policy, now)
    return answer.leads_to(after, (to_delegue(MailKind.DEJA_UN_COMPTE), to_delegant(MailKind.REJET)))


def withdraw(delegation: Delegation, actor: Actor, now: datetime) -> Transition:
    """Withdraw the délégué's acceptance before the délégant validates."""
    mails = (to_delegant(MailKind.RETRAIT_DELEGANT), to_delegue(MailKind.RETRAIT_DELEGUE))
    return permit(Act.WITHDRAW, delegation, actor, now).ends(End.RETIREE, mails)


def give_up(delegation: Delegation, now: datetime) -> Transition:
    """Give up a validated delegation, in the délégué's space."""
    mails = (to_delegant(MailKind.RENONCIATION_DELEGANT), to_delegue(MailKind.RENONCIATION_DELEGUE))
    return permit(Act.GIVE_UP, delegation, Actor.SPACE, now).ends(End.RENONCEE, mails)


def require_askable(delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` unless the délégué may ask for a later last day now."""
    require(Act.ASK_LONGER, delegation, Actor.SPACE, now)
    require_structures(delegation)
    if delegation.proposal_at(now):
        raise Refused(Code.WRONG_STATUS, "Une modification attend déjà votre réponse.")
    if not may_ask_longer(delegation, now):
        raise Refused(Code.WRONG_STATUS, "Il est trop tôt, ou trop tard, pour demander à prolonger cette délégation.")


def ask_longer(delegation: Delegation, end: date, start: date | None, now: datetime) -> Transition:
    """Ask the délégant for a later last day, in the délégué's space; an earlier request is replaced.

    `start` is the new first day of a delegation that is over.
    """
    require_askable(delegation, now)
    asking = permit(Act.ASK_LONGER, delegation, Actor.SPACE, now)
    after = delegation._replace(end_request=EndRequest(end, now, start))
    return asking.leads_to(revised(after), (to_delegant(MailKind.DEMANDE_PROLONGATION),))


def _pending(delegation: Delegation, version: int, now: datetime) -> Proposal:
    proposal = delegation.proposal_at(now)
    if proposal is None:
        raise Refused(Code.WRONG_STATUS, "La modification proposée n’attend plus de réponse.")
    require_terms(delegation, version)
    return proposal


def accept_change(
    delegation: Delegation, actor: Actor, version: int, account: Account, policy: Policy, now: datetime
) -> Transition:
    """Accept wider terms, which hold from now on."""
    acceptance = permit(Act.ACCEPT_CHANGE, delegation, actor, now)
    proposal = _pending(delegation, version, now)
    require_may_be_validated(delegation, account)
    answered = without_proposal(delegation, ChangeEnd.ACCEPTED)
    after = answered._replace(terms=proposal.terms, terms_version=delegation.terms_version + 1)
    return acceptance.leads_to(settled(after, policy), (to_delegant(MailKind.PROPOSITION_ACCEPTEE),))


def refuse_change(delegation: Delegation, actor: Actor, version: int, now: datetime) -> Transition:
    """Refuse wider terms; the present ones go on holding."""
    refusal = permit(Act.REFUSE_CHANGE, delegation, actor, now)
    _pending(delegation, version, now)
    after = revised(without_proposal(delegation, ChangeEnd.REFUSED))
    return refusal.leads_to(after, (to_delegant(MailKind.PROPOSITION_REFUSEE),))
