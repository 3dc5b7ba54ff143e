"""When the summary of a week is due, which days it counts, and what it counts."""

from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain.people import Party
from chalicelib.domain.weeks import NOT_COUNTED, Happening, happening, next_summary, week_before
from chalicelib.texts import notices
from tests.builders import MICROSECOND, at

MONDAY = date(2026, 3, 9)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(MONDAY, 8) - MICROSECOND, at(MONDAY, 8)),
        (at(MONDAY, 8), at(MONDAY + WEEK, 8)),
        (at(MONDAY, 0), at(MONDAY, 8)),
        (at(date(2026, 3, 15), 23, 59), at(MONDAY + WEEK, 8)),
        (at(date(2026, 3, 28), 12), datetime.fromisoformat("2026-03-30T06:00:00+00:00")),
        (at(date(2026, 10, 24), 12), datetime.fromisoformat("2026-10-26T07:00:00+00:00")),
    ],
    ids=["just before", "at eight", "in its night", "on a Sunday night", "summer time begins", "summer time ends"],
)
def test_a_summary_is_due_on_the_next_monday_at_eight_in_paris(now: datetime, due: datetime) -> None:
    assert next_summary(now) == due


@pytest.mark.parametrize(("monday", "hours"), [(MONDAY, 168), (date(2026, 3, 30), 167), (date(2026, 10, 26), 169)])
def test_the_week_before_ends_where_its_monday_begins(monday: date, hours: int) -> None:
    since, until = week_before(monday)
    assert (until, until - since) == (at(monday), timedelta(hours=hours))


_KNOWN = [(kind, Party.DELEGANT) for kind in notices.TO_DELEGANT] + [
    (kind, Party.DELEGUE) for kind in notices.TO_DELEGUE
]


def test_every_notification_is_counted_but_those_that_only_remind() -> None:
    counted = {(kind, to): happening(kind, to) for kind, to in _KNOWN}
    assert set(counted.values()) - {None} == set(Happening)
    assert {kind for (kind, _), found in counted.items() if found is None} == NOT_COUNTED


def test_a_notification_of_another_version_is_another_change() -> None:
    assert happening("inconnue", Party.DELEGUE) is Happening.OTHER
