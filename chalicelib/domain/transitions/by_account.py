"""The acts on a delegation when the délégué's account or the délégant's practice changes (specification §1, §2, §3)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, Interrupted, Lost, revised, settled
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Party, Practice, Structure
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, Reason, Status
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, demand, permit, to_both, to_delegue


def readdress(delegation: Delegation, account: Account, nonce: str, now: datetime) -> Transition:
    """Follow the délégué to his new address. What he is to answer is sent there, and every old link dies.

    The délégant of a live delegation gets a notification of the new Identifiant (specification §1).
    """
    move = permit(Act.READDRESS, delegation, Actor.SPACE, now)
    delegue = delegation.delegue._replace(address=account.address)
    # Somebody else may have the old mailbox now, so even the link that withdraws an acceptance dies.
    after = delegation._replace(delegue=delegue, undeliverable=False, undelivered=False, nonce=nonce)
    after, mails = renew_demand(after, account, nonce, now)
    notices = (Notice(NoticeKind.NOUVEL_IDENTIFIANT, Party.DELEGANT),) if move.status in LIVE else ()
    return move.leads_to(revised(after), mails, notices)


def renew_demand(
    delegation: Delegation, account: Account, nonce: str, now: datetime
) -> tuple[Delegation, tuple[Mail, ...]]:
    """Return `delegation` with new links, and the mail that repeats the demand or proposal that is to be answered."""
    status = delegation.status_at(now)
    if status is Status.EN_COURS:
        mails = () if delegation.is_empty else (demand(account),)
        return delegation._replace(nonce=nonce, asked_at=now, undelivered=False), mails
    if status in LIVE and delegation.proposal_at(now):
        return delegation._replace(nonce=nonce), (to_delegue(MailKind.PROPOSITION_DELEGUE),)
    return delegation, ()


def lose_structures(
    delegation: Delegation, account: Account, practice: Practice, nonce: str, now: datetime
) -> Transition | None:
    """Close at once the structures that are no longer the délégant's; None when all still are. New ones are not added.

    The closed structures are remembered, to be given back if they are named again (`given_back`). If the demand has
    no answer yet, earlier links die and it is sent again, as after any change, unless no structure is left.
    """
    status = delegation.status_at(now)
    if status not in LIVE or all(practice.place_of(structure) for structure in _asked_or_granted(delegation)):
        return None
    after = narrowed(delegation, practice, now)._replace(terms_version=delegation.terms_version + 1, proposal=None)
    waits = status is Status.EN_COURS
    if waits:
        after = after._replace(nonce=nonce, asked_at=now, undelivered=False)
    asks = waits and not after.is_empty
    # The notification of the new demand informs the délégué of the loss: each party gets one notification of an act.
    kind = NoticeKind.STRUCTURES_PERDUES
    notices = (Notice(kind, Party.DELEGANT),) if asks else to_both(kind)
    mails = (demand(account),) if asks else ()
    return permit(Act.LOSE_STRUCTURES, delegation, Actor.CARD, now).leads_to(revised(after), mails, notices)


def narrowed(delegation: Delegation, practice: Practice, now: datetime) -> Delegation:
    """Return `delegation` with the délégant's own structures only; it remembers the others as lost."""
    granted = delegation.terms.structures
    own = tuple(structure for structure in granted if practice.place_of(structure))
    lost = tuple(Lost(structure, now) for structure in granted if structure not in own)
    return delegation._replace(terms=delegation.terms._replace(structures=own), lost=(*delegation.lost_at(now), *lost))


def _asked_or_granted(delegation: Delegation) -> tuple[Structure, ...]:
    wider = delegation.proposal.terms.structures if delegation.proposal else ()
    return delegation.terms.structures + wider


def lose_eligibility(delegation: Delegation, policy: Policy, now: datetime) -> Transition:
    """End the delegation of a remplaçant who turns out to have a liberal activity of his own (specification §2).

    Its state is remembered, to be given back if that was a mistake (`given_back`).
    """
    loss = permit(Act.LOSE_ELIGIBILITY, delegation, Actor.CARD, now)
    was = Interrupted(delegation.status, delegation.entered_at, delegation.gone_at, delegation.reminded, now)
    after = delegation._replace(
        status=Status.NON_ABOUTIE,
        reason=Reason.NON_EXCLUSIF,
        entered_at=now,
        reminded=False,
        proposal=None,
        end_request=None,
        lost=(),
        interrupted=was,
    )
    return loss.leads_to(settled(after, policy), notices=to_both(NoticeKind.NON_EXCLUSIF))
