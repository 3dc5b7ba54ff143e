"""Traces of use: a year of days, and which open delegations have not been used for long (specification §6)."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.periods import Validity
from chalicelib.domain.uses import is_unused, months_of_year, uses_of
from tests.builders import DAY, NOW, TODAY

LONG = timedelta(days=90)
PERIOD = Validity(TODAY - 400 * DAY, TODAY + 400 * DAY)


def test_the_days_of_each_service_are_in_order_and_told_once() -> None:
    day = TODAY - 3 * DAY
    found = uses_of([("rosp", TODAY), ("rosp", day), ("rosp", day), ("paiements", day)], TODAY)
    assert found.days == {"rosp": (day, TODAY), "paiements": (day,)}
    assert found.last == TODAY and found.of("horaires") == ()


def test_a_year_of_uses_is_shown_and_no_day_more() -> None:
    first = TODAY - 365 * DAY
    assert uses_of([("rosp", first)], TODAY).last == first
    assert uses_of([("rosp", first - DAY)], TODAY).last is None


def test_the_months_read_hold_the_whole_year() -> None:
    assert months_of_year(date(2026, 11, 29)) == ("2025-11", "2026-11")
    assert months_of_year(date(2028, 2, 29)) == ("2027-03", "2028-02")


@pytest.mark.parametrize(
    ("last_use", "opened", "unused"),
    [
        (TODAY - 90 * DAY, 400, True),
        (TODAY - 89 * DAY, 400, False),
        (None, 90, True),
        (None, 89, False),
    ],
)
def test_unused_is_counted_from_the_last_use_or_from_the_opening(
    last_use: date | None, opened: int, unused: bool
) -> None:
    assert is_unused(last_use, PERIOD, NOW - opened * DAY, TODAY, LONG) is unused


def test_a_delegation_validated_long_before_its_first_day_is_counted_from_that_day() -> None:
    assert not is_unused(None, Validity(TODAY - DAY, TODAY + DAY), NOW - 400 * DAY, TODAY, LONG)
