"""« Qui a encore accès ? »: when an open access is to be reviewed, and when that is told (specification §5)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import Validity, day_in_paris
from chalicelib.domain.statuses import Status

REVIEWED_EACH = timedelta(days=365)
"""How long after it was given or kept an open access is to be reviewed; the least time between two mails."""


def review_on(validity: Validity, entered_at: datetime, kept_on: date | None) -> date:
    """Return the day from which an access is to be reviewed: a year after it was given, began, or was last kept."""
    given_on = max(validity.start, day_in_paris(entered_at))
    return max(given_on, kept_on or given_on) + REVIEWED_EACH


def review_of(delegation: Delegation) -> date | None:
    """Return the day from which a delegation is to be reviewed; None for one that is not validated, or ends before."""
    validity = delegation.terms.validity
    day = review_on(validity, delegation.entered_at, None)
    return day if delegation.status is Status.VALIDEE and day <= validity.end else None


def looked_for_on(today: date, reviews: Iterable[date]) -> date:
    """Return the next day on which to look for something to review: the first that comes, within a year at most.

    `reviews`: of each access that was given, the day from which it is to be reviewed.
    """
    return min([first_look(today), *(day for day in reviews if day > today)])


def first_look(today: date) -> date:
    """Return the day on which to look for what is given today; no later one is ever set."""
    return today + REVIEWED_EACH
