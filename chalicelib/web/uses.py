"""« Utilisation » of a delegation: the uses of a year by service and by week, as numbers and words for the template."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.catalogue import SERVICES, Service
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.statuses import Status
from chalicelib.domain.uses import Uses
from chalicelib.web.timeline import Mark, month_marks

LABELS, WIDTH = 250, 760
"""Units of the drawing: the column of the services, and the whole width."""

ROW = 26
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """A week in which a service was used: its place, and on how many days."""

    x: float
    days: int


@dataclass(frozen=True)
class UsedService:
    """A service that the delegation opens or opened: its row, its weeks, and its days by month, the latest first."""

    label: str
    y: int
    last: date | None
    days: int
    weeks: tuple[Week, ...]
    months: tuple[tuple[date, tuple[int, ...]], ...]


@dataclass(frozen=True)
class UsePicture:
    """The whole drawing of a year that ends today; `last` is the last use of any service."""

    services: tuple[UsedService, ...]
    months: tuple[Mark, ...]
    first: date
    last: date | None
    week_width: float
    height: int


def picture_of(delegation: Delegation, uses: Uses, today: date) -> UsePicture | None:
    """Return the drawing of a delegation that opens or has opened an access; None for another without a use."""
    has_opened = delegation.status is Status.VALIDEE and delegation.terms.validity.start <= today
    if not has_opened and uses.last is None:
        return None
    first = uses.first - timedelta(days=uses.first.weekday())
    width = (WIDTH - LABELS) / ((today - first).days // 7 + 1)

    def place(day: date) -> float:
        return round(LABELS + (day - first).days / 7 * width, 1)

    opened = _opened(delegation)
    shown = [service for service in SERVICES if service in opened or uses.of(service.id)]
    rows = []
    for number, service in enumerate(shown):
        days = uses.of(service.id)
        weeks = Counter(first + (day - first) // _WEEK * _WEEK for day in days)
        drawn = tuple(Week(place(week), count) for week, count in sorted(weeks.items()))
        last = days[-1] if days else None
        rows.append(UsedService(service.label, number * ROW, last, len(days), drawn, tuple(_by_month(days))))
    # The month that the drawing begins in has little room for its name: the next one is the first to be marked.
    begins = (uses.first + timedelta(days=31)).replace(day=1)
    months = tuple(month_marks(begins, today, place))
    return UsePicture(tuple(rows), months, uses.first, uses.last, round(width - 1, 1), len(rows) * ROW)


def _opened(delegation: Delegation) -> set[Service]:
    return {service for structure in delegation.terms.structures for service in delegation.services_at(structure)}


def _by_month(days: Sequence[date]) -> Iterator[tuple[date, tuple[int, ...]]]:
    """Yield the days of each month, the latest month first."""
    months: dict[date, list[int]] = {}
    for day in days:
        months.setdefault(day.replace(day=1), []).append(day.day)
    for month in sorted(months, reverse=True):
        yield month, tuple(months[month])
