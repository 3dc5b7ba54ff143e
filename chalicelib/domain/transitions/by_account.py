"""What a change of the délégué's account, or of the délégant's practice, does to a delegation (spec §1, §2, §3)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, Interrupted, Lost, revised, settled
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Party, Practice, Structure
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, Reason, Status
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, demand, permit, to_both, to_delegue


def readdress(delegation: Delegation, account: Account, nonce: str, now: datetime) -> Transition:
    """Follow the délégué to his new address: the mail that still waits for him is sent there, and every old link dies.

    The délégant of a live delegation is told that the Identifiant is another one (spec §1).
    """
    move = permit(Act.READDRESS, delegation, Actor.SPACE, now)
    delegue = delegation.delegue._replace(address=account.address)
    # The old mailbox may be somebody else's by now: a link in it no longer withdraws an acceptance either.
    after = delegation._replace(delegue=delegue, undeliverable=False, undelivered=False, nonce=nonce)
    after, mails = asked_anew(after, account, nonce, now)
    told = (Notice(NoticeKind.NOUVEL_IDENTIFIANT, Party.DELEGANT),) if move.status in LIVE else ()
    return move.leads_to(revised(after), mails, told)


def asked_anew(
    delegation: Delegation, account: Account, nonce: str, now: datetime
) -> tuple[Delegation, tuple[Mail, ...]]:
    """Return `delegation` with links of its own anew, and the mail that asks again what still waits for the délégué."""
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
    """Close what is no longer the délégant's, at once; None when all of it still is. A new one is not added.

    What is closed is remembered, to be given back if it is named again (`given_back`). Nobody has accepted yet: as
    after any change, earlier links die and the demand goes out anew, while anything is left to be accepted.
    """
    status = delegation.status_at(now)
    if status not in LIVE or all(practice.place_of(structure) for structure in _asked_or_granted(delegation)):
        return None
    after = narrowed(delegation, practice, now)._replace(terms_version=delegation.terms_version + 1, proposal=None)
    waits = status is Status.EN_COURS
    if waits:
        after = after._replace(nonce=nonce, asked_at=now, undelivered=False)
    asks = waits and not after.is_empty
    # The notification of a demand stands for that of what was lost: a party is told once of each act.
    told = (Notice(NoticeKind.STRUCTURES_PERDUES, Party.DELEGANT),) if asks else to_both(NoticeKind.STRUCTURES_PERDUES)
    mails = (demand(account),) if asks else ()
    return permit(Act.LOSE_STRUCTURES, delegation, Actor.CARD, now).leads_to(revised(after), mails, told)


def narrowed(delegation: Delegation, practice: Practice, now: datetime) -> Delegation:
    """Return `delegation` for the délégant's own structures alone, remembering those that are lost by that."""
    granted = delegation.terms.structures
    kept = tuple(structure for structure in granted if practice.place_of(structure))
    lost = tuple(Lost(structure, now) for structure in granted if structure not in kept)
    return delegation._replace(terms=delegation.terms._replace(structures=kept), lost=(*delegation.lost_at(now), *lost))


def _asked_or_granted(delegation: Delegation) -> tuple[Structure, ...]:
    wider = delegation.proposal.terms.structures if delegation.proposal else ()
    return delegation.terms.structures + wider


def lose_eligibility(delegation: Delegation, policy: Policy, now: datetime) -> Transition:
    """End the delegation of a remplaçant who turns out to have a liberal activity of his own (spec §2).

    What it was is remembered, to be given back if that was a mistake (`given_back`).
    """
    loss = permit(Act.LOSE_ELIGIBILITY, delegation, Actor.CARD, now)
    was = Interrupted(delegation.status, delegation.entered_at, delegation.gone_at, delegation.reminded, now)
    after = delegation._replace(
        status=Status.NON_ABOUTIE,
        reason=Reason.NON_EXCLUSIF,
        entered_at=now,
        reminded=False,
        proposal=None,
        lost=(),
        interrupted=was,
    )
    return loss.leads_to(settled(after, policy), notices=to_both(NoticeKind.NON_EXCLUSIF))
