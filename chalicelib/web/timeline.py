"""The calendar of the validities, with today marked: only its numbers and words. The template draws it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.cover import gaps
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import LIVE, WAITING, Status

LABELS, WIDTH = 176, 680
"""Units of the drawing: the column of names, and the whole width."""

ROW = 26
MOST_BARS = 50
_LONGEST_DAYS = 366


@dataclass(frozen=True)
class Bar:
    """The bar of one delegation: its left end, its row and its length."""

    line: Line
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Mark:
    """The first day of a month on the axis; `names_year` at the first month and in each January."""

    day: date
    x: float
    names_year: bool


@dataclass(frozen=True)
class Gap:
    """Days without anybody of a profil; `is_asked` when a delegation that waits touches them."""

    profil: ProfilId
    validity: Validity
    is_asked: bool


@dataclass(frozen=True)
class Timeline:
    """The whole drawing. `now_x` is today's place, `left_out` the number of delegations beyond the last bar."""

    bars: tuple[Bar, ...]
    left_out: int
    months: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    now_x: float
    height: int
    first: date
    last: date


def timeline_of(
    lines: Sequence[Line], every: Sequence[Line], today: date, most: int | None = MOST_BARS
) -> Timeline | None:
    """Return the drawing of those of `lines` that are or will be in force; None when there is none.

    It begins at most a fortnight before today and shows about a year, in whole months. A longer bar runs off the edge.
    The gaps are those between all the delegations of the délégant, `every`.
    """
    live = [line for line in lines if line.status in LIVE and line.summary.validity.end >= today]
    if not live:
        return None
    live.sort(key=lambda line: line.summary.validity)
    first = max(live[0].summary.validity.start, today - timedelta(days=14))
    first = min(first, today).replace(day=1)
    last = min(max(line.summary.validity.end for line in live), first + timedelta(days=_LONGEST_DAYS))
    last = _end_of_month(max(last, first + timedelta(days=59)))
    scale = (WIDTH - LABELS) / ((last - first).days + 1)

    def place(day: date) -> float:
        return round(LABELS + min(max((day - first).days, 0), (last - first).days + 1) * scale, 1)

    bars = []
    for number, line in enumerate(live[:most]):
        start, end = place(line.summary.validity.start), place(line.summary.validity.end + timedelta(days=1))
        bars.append(Bar(line, start, number * ROW, max(round(end - start, 1), 4)))
    months = tuple(month_marks(first, last, place))
    height = len(bars) * ROW
    return Timeline(
        tuple(bars), len(live) - len(bars), months, tuple(gaps_of(every, today)), place(today), height, first, last
    )


def gaps_of(lines: Sequence[Line], today: date) -> Iterator[Gap]:
    """Yield the days from `today` on without anybody of a profil, between two periods that open an access."""
    covering, waiting = defaultdict[ProfilId, list[Validity]](list), defaultdict[ProfilId, list[Validity]](list)
    for line in lines:
        if _covers(line):
            covering[line.summary.profil].append(line.summary.validity)
        elif line.status in WAITING:
            waiting[line.summary.profil].append(line.summary.validity)
    for profil in PROFILS:
        for gap in gaps(covering[profil], today):
            yield Gap(profil, gap, any(gap.overlaps(asked) for asked in waiting[profil]))


def _covers(line: Line) -> bool:
    """Whether the delegation opens an access on the days of its period, or opened one."""
    return line.status in {Status.VALIDEE, Status.TERMINEE} and not line.summary.is_empty


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_marks(first: date, last: date, place: Callable[[date], float]) -> Iterator[Mark]:
    """Yield the first days of the months from that of `first` on; a month that began before is marked at `first`."""
    day = first
    while day <= last:
        yield Mark(day, place(day), day == first or day.month == 1)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
