"""« Utilisation » on the page of a delegation: its services, its weeks and its words."""

from datetime import timedelta

from chalicelib.domain.statuses import Status
from chalicelib.domain.uses import uses_of
from chalicelib.web.uses import LABELS, ROW, WIDTH, picture_of
from tests.builders import DAY, TODAY, a_delegation, terms

OPEN = a_delegation(Status.VALIDEE, terms=terms(TODAY - 100 * DAY, TODAY + 100 * DAY))
NOTHING = uses_of([], TODAY)


def test_each_service_that_the_delegation_opens_has_a_row_used_or_not() -> None:
    drawn = picture_of(OPEN, uses_of([("rosp", TODAY)], TODAY), TODAY)
    assert drawn
    assert [(row.label, row.last, row.days) for row in drawn.services] == [
        ("Tous mes paiements", None, 0),
        ("Convention - ROSP", TODAY, 1),
    ]
    assert drawn.height == 2 * ROW and drawn.last == TODAY


def test_a_service_that_is_open_no_more_keeps_its_row() -> None:
    drawn = picture_of(OPEN, uses_of([("transport", TODAY - DAY)], TODAY), TODAY)
    assert drawn and "Prescription de transport" in [row.label for row in drawn.services]


def test_the_days_of_a_week_are_one_bar_inside_the_drawing() -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    days = [monday - 7 * DAY, monday - 6 * DAY, monday - 365 * DAY, TODAY]
    drawn = picture_of(OPEN, uses_of([("rosp", day) for day in days], TODAY), TODAY)
    assert drawn
    weeks = drawn.services[1].weeks
    assert [week.days for week in weeks] == [1, 2, 1]
    assert LABELS <= weeks[0].x < weeks[1].x < weeks[2].x and weeks[2].x + drawn.week_width <= WIDTH
    assert all(LABELS <= mark.x < WIDTH for mark in drawn.months)


def test_the_words_tell_every_day_by_month_the_latest_first() -> None:
    first = TODAY.replace(day=1)
    days = [first - 2 * DAY, first - DAY, first]
    drawn = picture_of(OPEN, uses_of([("rosp", day) for day in days], TODAY), TODAY)
    assert drawn
    before = (first - DAY).replace(day=1)
    assert drawn.services[1].months == ((first, (1,)), (before, tuple(day.day for day in days[:2])))


def test_a_delegation_that_has_opened_nothing_yet_has_no_picture() -> None:
    later = a_delegation(Status.VALIDEE, terms=terms(TODAY + DAY, TODAY + 2 * DAY))
    for delegation in (later, a_delegation(Status.EN_COURS)):
        assert picture_of(delegation, NOTHING, TODAY) is None
    assert picture_of(OPEN, NOTHING, TODAY)
