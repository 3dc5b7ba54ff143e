"""The acts of time on a delegation: which comes next, and when (specification §3, §7)."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import start_of_day, whole_second
from chalicelib.domain.policy import Policy
from chalicelib.domain.statuses import WAITING, Status


class Due(StrEnum):
    """The acts of time on a delegation."""

    REMIND = "rappel"
    PURGE = "purge"
    END = "fin"
    LAPSE = "proposition"
    FOREWARN = "avis_de_fin"


def remind_at(delegation: Delegation, policy: Policy) -> datetime:
    """Return when the person who must act is reminded: days before the purge, or half-way to it (specification §7).

    The later of the two applies. Half-way counts from the last request, so that no reminder follows a mail at once.
    """
    waiting = delegation.gone_at - (delegation.asked_at or delegation.entered_at)
    return delegation.gone_at - min(policy.reminder_before, waiting / 2)


def forewarn_at(delegation: Delegation, policy: Policy) -> datetime | None:
    """Return when both parties are told that the last day is near: days before it (specification §7).

    None when they were told of this last day already, and when the délégant has decided on the period since then: he
    knows it.
    """
    end = delegation.terms.validity.end
    if delegation.is_empty or (delegation.forewarned and delegation.forewarned.end == end):
        return None
    at = start_of_day(end - policy.end_notice_before)
    return at if at > max(delegation.entered_at, delegation.asked_at or delegation.entered_at) else None


def next_due(delegation: Delegation, policy: Policy) -> tuple[Due, datetime] | None:
    """Return the next act of time on `delegation`, and its time; None when only its removal is left."""
    dues: list[tuple[Due, datetime]] = []
    if delegation.status in WAITING:
        purge = (Due.PURGE, delegation.gone_at)
        no_reminder = delegation.reminded or delegation.is_empty
        dues.append(purge if no_reminder else (Due.REMIND, whole_second(remind_at(delegation, policy))))
    if delegation.status is Status.VALIDEE and not delegation.ended:
        dues.append((Due.END, delegation.terms.validity.ends_at))
        forewarned_at = forewarn_at(delegation, policy)
        if forewarned_at:
            dues.append((Due.FOREWARN, forewarned_at))
    if dues and delegation.proposal:
        dues.append((Due.LAPSE, delegation.proposal.lapses_at))
    return min(dues, key=lambda due: due[1], default=None)
