"""Gaps in cover lie between two periods, from today on."""

from datetime import timedelta

import pytest

from chalicelib.domain.cover import gaps
from chalicelib.domain.periods import Validity
from tests.builders import DAY, TODAY


def days(first: int, last: int) -> Validity:
    """Return the period from and to so many days from today."""
    return Validity(TODAY + timedelta(days=first), TODAY + timedelta(days=last))


@pytest.mark.parametrize(
    ("periods", "found"),
    [
        ([], []),
        ([days(3, 9)], []),
        ([days(0, 4), days(5, 9)], []),
        ([days(0, 4), days(6, 9)], [days(5, 5)]),
        ([days(6, 9), days(0, 4)], [days(5, 5)]),
        ([days(0, 20), days(2, 4), days(8, 9)], []),
        ([days(0, 20), days(2, 4), days(30, 31), days(40, 41)], [days(21, 29), days(32, 39)]),
        ([days(-9, -5), days(3, 9)], [days(0, 2)]),
        ([days(-9, -5), days(-1, 9)], []),
        ([days(-9, -5), days(0, 9)], []),
        ([days(-9, -5), days(1, 9)], [days(0, 0)]),
    ],
)
def test_a_gap_is_what_no_period_holds_between_two(periods: list[Validity], found: list[Validity]) -> None:
    assert gaps(periods, TODAY) == found


def test_a_gap_that_is_over_is_none() -> None:
    periods = [days(0, 4), days(9, 12)]
    assert gaps(periods, TODAY + 6 * DAY) == [days(6, 8)]
    assert gaps(periods, TODAY + 9 * DAY) == []
