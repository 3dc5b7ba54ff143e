"""What time does: reminder, purge, end of validity, a proposal that nobody answered (spec §3)."""

from datetime import datetime

from chalicelib.domain.delegation import ChangeEnd, Delegation, Due, next_due, revised, without_proposal
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import WAITING, End, Status
from chalicelib.domain.transitions.outcome import NoticeKind, Transition, permit, to_both, to_delegant, to_delegue


def carry_out(delegation: Delegation, account: Account, policy: Policy, now: datetime) -> Transition | None:
    """Do what is due at `now`, one thing at a time; None when nothing is.

    However late time comes, what the delegation has become by then goes before what was missed on the way.
    """
    due = next_due(delegation, policy)
    if due is None or now < due[1]:
        return None
    if now >= delegation.gone_at:
        return purge(delegation, now) if delegation.status in WAITING else None
    if due[0] is Due.REMIND:
        return remind(delegation, account, now)
    if delegation.status_at(now) is Status.TERMINEE:
        return end(delegation, now)
    return lapse(delegation, now)


def remind(delegation: Delegation, account: Account, now: datetime) -> Transition:
    """Remind, once, whoever must act."""
    reminder = permit(Act.REMIND, delegation, Actor.TIME, now)
    if reminder.status is Status.A_VALIDER:
        mail = to_delegant(MailKind.RAPPEL_DELEGANT)
    else:
        known = account.status.is_known
        mail = to_delegue(MailKind.RAPPEL_DEMANDE if known else MailKind.RAPPEL_INVITATION)
    return reminder.leads_to(revised(delegation._replace(reminded=True)), (mail,))


def purge(delegation: Delegation, now: datetime) -> Transition:
    """Purge what nobody treated; a délégué who had accepted is told too."""
    removal = permit(Act.PURGE, delegation, Actor.TIME, now)
    told = (to_delegue(MailKind.PURGE_DELEGUE),) if removal.status is Status.A_VALIDER else ()
    return removal.ends(End.PURGEE, (to_delegant(MailKind.PURGE_DELEGANT), *told))


def end(delegation: Delegation, now: datetime) -> Transition:
    """Note that the last day is over; it opens nothing since that very second."""
    after = revised(delegation._replace(ended=True, proposal=None, lost=()))
    return permit(Act.END, delegation, Actor.TIME, now).leads_to(after, notices=to_both(NoticeKind.TERMINEE))


def lapse(delegation: Delegation, now: datetime) -> Transition:
    """Drop wider terms that nobody answered in time; those that held go on holding."""
    after = revised(without_proposal(delegation, ChangeEnd.LAPSED))
    told = to_both(NoticeKind.PROPOSITION_EXPIREE)
    return permit(Act.LAPSE, delegation, Actor.TIME, now).leads_to(after, notices=told)
