"""The acts of time: reminder, purge, forewarning, end of validity, lapse of a proposal (specification §3)."""

from datetime import date, datetime

from chalicelib.domain.delegation import ChangeEnd, Delegation, Forewarned, revised, without_proposal
from chalicelib.domain.dues import Due, next_due
from chalicelib.domain.forewarnings import next_mail_day
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import WAITING, End, Status
from chalicelib.domain.transitions.outcome import NoticeKind, Transition, permit, to_both, to_delegant, to_delegue


def carry_out(delegation: Delegation, account: Account, policy: Policy, now: datetime) -> Transition | None:
    """Return the one act that is due at `now`; None when none is.

    When time comes late, the present state of the delegation counts first, before the acts missed on the way.
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
    if due[0] is Due.FOREWARN:
        return forewarn(delegation, next_mail_day(now), now)
    return lapse(delegation, now)


def remind(delegation: Delegation, account: Account, now: datetime) -> Transition:
    """Remind, once, the person who must act."""
    reminder = permit(Act.REMIND, delegation, Actor.TIME, now)
    if reminder.status is Status.A_VALIDER:
        mail = to_delegant(MailKind.RAPPEL_DELEGANT)
    else:
        known = account.status.is_known
        mail = to_delegue(MailKind.RAPPEL_DEMANDE if known else MailKind.RAPPEL_INVITATION)
    return reminder.leads_to(revised(delegation._replace(reminded=True)), (mail,))


def purge(delegation: Delegation, now: datetime) -> Transition:
    """Purge a demand that nobody answered or validated; a délégué who had accepted also gets a mail."""
    removal = permit(Act.PURGE, delegation, Actor.TIME, now)
    others = (to_delegue(MailKind.PURGE_DELEGUE),) if removal.status is Status.A_VALIDER else ()
    return removal.ends(End.PURGEE, (to_delegant(MailKind.PURGE_DELEGANT), *others))


def forewarn(delegation: Delegation, mail_on: date, now: datetime) -> Transition:
    """Tell both parties that the last day is near; one mail of the day `mail_on` tells the délégant of all of them."""
    told = Forewarned(delegation.terms.validity.end, mail_on)
    after = revised(delegation._replace(forewarned=told))
    return permit(Act.FOREWARN, delegation, Actor.TIME, now).leads_to(after, notices=to_both(NoticeKind.FIN_PROCHE))


def end(delegation: Delegation, now: datetime) -> Transition:
    """Note that the last day is over. The delegation has opened nothing since that second.

    A request from before is void; one that was made since, before time came by, still waits.
    """
    request = delegation.end_request_at(now)
    after = revised(delegation._replace(ended=True, proposal=None, end_request=request, lost=()))
    return permit(Act.END, delegation, Actor.TIME, now).leads_to(after, notices=to_both(NoticeKind.TERMINEE))


def lapse(delegation: Delegation, now: datetime) -> Transition:
    """Drop wider terms that nobody answered in time; the present ones go on holding."""
    after = revised(without_proposal(delegation, ChangeEnd.LAPSED))
    notices = to_both(NoticeKind.PROPOSITION_EXPIREE)
    return permit(Act.LAPSE, delegation, Actor.TIME, now).leads_to(after, notices=notices)
