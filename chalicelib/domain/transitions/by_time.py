"""What time does: reminder, purge, end of validity, a proposal that nobody answered (spec §3)."""

from datetime import datetime

from chalicelib.domain.delegation import ChangeEnd, Delegation, Due, next_due, revised, without_proposal
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.statuses import WAITING, End, Status
from chalicelib.domain.transitions.outcome import NoticeKind, Transition, to_both, to_delegant, to_delegue


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
    status = require(Act.REMIND, delegation, Actor.TIME, now)
    if status is Status.A_VALIDER:
        mail = to_delegant(MailKind.RAPPEL_DELEGANT)
    else:
        known = account.status.is_known
        mail = to_delegue(MailKind.RAPPEL_DEMANDE if known else MailKind.RAPPEL_INVITATION)
    after = revised(delegation._replace(reminded=True))
    return Transition(Act.REMIND, Actor.TIME, now, before=delegation, after=after, mails=(mail,))


def purge(delegation: Delegation, now: datetime) -> Transition:
    """Purge what nobody treated; a délégué who had accepted is told too."""
    status = require(Act.PURGE, delegation, Actor.TIME, now)
    told = (to_delegue(MailKind.PURGE_DELEGUE),) if status is Status.A_VALIDER else ()
    return Transition(
        Act.PURGE,
        Actor.TIME,
        now,
        before=delegation,
        after=None,
        mails=(to_delegant(MailKind.PURGE_DELEGANT), *told),
        end=End.PURGEE,
    )


def end(delegation: Delegation, now: datetime) -> Transition:
    """Note that the last day is over; it opens nothing since that very second."""
    require(Act.END, delegation, Actor.TIME, now)
    after = revised(delegation._replace(ended=True, proposal=None, lost=()))
    return Transition(
        Act.END,
        Actor.TIME,
        now,
        before=delegation,
        after=after,
        notices=to_both(NoticeKind.TERMINEE),
    )


def lapse(delegation: Delegation, now: datetime) -> Transition:
    """Drop wider terms that nobody answered in time; those that held go on holding."""
    require(Act.LAPSE, delegation, Actor.TIME, now)
    after = revised(without_proposal(delegation, ChangeEnd.LAPSED))
    return Transition(
        Act.LAPSE,
        Actor.TIME,
        now,
        before=delegation,
        after=after,
        notices=to_both(NoticeKind.PROPOSITION_EXPIREE),
    )
