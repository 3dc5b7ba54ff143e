"""Gaps in cover: the days on which nobody of a profil has access, between two periods in which somebody has."""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.domain.periods import Validity

_DAY = timedelta(days=1)


def gaps(periods: Iterable[Validity], today: date) -> list[Validity]:
    """Return the gaps between `periods`, from `today` on and in their order.

    Before the first period and after the last one is no gap: nobody was meant to be there.
    """
    found = []
    covered_to: date | None = None
    for period in sorted(periods):
        if covered_to and max(covered_to + _DAY, today) < period.start:
            found.append(Validity(max(covered_to + _DAY, today), period.start - _DAY))
        covered_to = max(covered_to or period.end, period.end)
    return found
