"""« Qui a encore accès ? »: when an access is to be reviewed, and its délégant reminded (specification §5)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import ONE_DAY, Validity, day_in_paris
from chalicelib.domain.statuses import Status

REVIEWED_EACH = timedelta(days=365)
"""The time from the day on which an access was given or kept to its review, and at least that between two mails."""


def review_on(validity: Validity, entered_at: datetime, kept_on: date | None) -> date:
    """Return the day from which an access is to be reviewed: a year after it was given, began, or was last kept."""
    given_on = max(validity.start, day_in_paris(entered_at))
    return max(given_on, kept_on or given_on) + REVIEWED_EACH


def review_of(delegation: Delegation) -> date | None:
    """Return the day from which a delegation is to be reviewed; None for one that is not validated, or ends before."""
    validity = delegation.terms.validity
    day = review_on(validity, delegation.entered_at, None)
    return day if delegation.status is Status.VALIDEE and day <= validity.end else None


def first_look(today: date, review: date) -> date:
    """Return the day on which an access is looked for that is to be reviewed from `review` on.

    It is tomorrow when that day has come, so that the mail leaves at its hour, and a year from now at most.
    """
    return min(max(review, today + ONE_DAY), today + REVIEWED_EACH)


def next_look(today: date, reviews: Iterable[date], *, may_reopen: bool) -> date:
    """Return the next day on which the accesses of a délégant are looked through, when none is to be reviewed today.

    That is the first day in `reviews`, on which an access becomes due for review, and a year from now at most. It is
    tomorrow when `may_reopen`: an access that a card or the directory has closed may open again any day, and be due for
    review then.
    """
    if may_reopen:
        return today + ONE_DAY
    return min([today + REVIEWED_EACH, *(day for day in reviews if day > today)])
