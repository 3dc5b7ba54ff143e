"""The timeline of the periods, with today marked: only its numbers. The template draws it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.statuses import LIVE

LABELS, WIDTH = 200, 960
"""Units of the drawing: the column of names, and the whole width."""

ROW, TOP = 32, 32
_LONGEST_DAYS = 366
_LABEL_WIDTH = 78


@dataclass(frozen=True)
class Bar:
    """The bar of one delegation: its left end, its row and its length."""

    line: Line
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Mark:
    """The first day of a month on the axis."""

    day: date
    x: float


@dataclass(frozen=True)
class Timeline:
    """The whole drawing. `now_x` is today's place."""

    bars: tuple[Bar, ...]
    months: tuple[Mark, ...]
    now_x: float
    height: int
    first: date
    last: date


def timeline_of(lines: list[Line], today: date) -> Timeline | None:
    """Return the drawing of the delegations that are or will be in force; None when there is none.

    It begins at most a fortnight before today and shows at most a year. A longer bar runs off the edge.
    """
    live = [line for line in lines if line.status in LIVE and line.summary.validity.end >= today]
    if not live:
        return None
    live.sort(key=lambda line: (line.summary.validity.start, line.summary.validity.end))
    first = max(min(line.summary.validity.start for line in live), today - timedelta(days=14))
    first = min(first, today).replace(day=1)
    last = min(max(line.summary.validity.end for line in live), first + timedelta(days=_LONGEST_DAYS))
    last = max(last, first + timedelta(days=59))
    scale = (WIDTH - LABELS) / ((last - first).days + 1)

    def place(day: date) -> float:
        return round(LABELS + min(max((day - first).days, 0), (last - first).days + 1) * scale, 1)

    bars = []
    for number, line in enumerate(live):
        start, end = place(line.summary.validity.start), place(line.summary.validity.end + timedelta(days=1))
        bars.append(Bar(line, start, TOP + number * ROW, max(round(end - start, 1), 4)))
    return Timeline(
        tuple(bars), tuple(_months(first, last, place)), place(today), TOP + len(bars) * ROW + 8, first, last
    )


def _months(first: date, last: date, place: Callable[[date], float]) -> Iterator[Mark]:
    day, free_from = first, 0.0
    while day <= last:
        x = place(day)
        if x >= free_from:
            yield Mark(day, x)
            free_from = x + _LABEL_WIDTH
        day = (day + timedelta(days=32)).replace(day=1)
