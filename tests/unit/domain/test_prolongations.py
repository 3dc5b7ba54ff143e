"""The last days to which usual prolongations lead."""

from datetime import date

import pytest

from chalicelib.domain.days import LAST_DAY
from chalicelib.domain.periods import Validity
from chalicelib.domain.prolongations import as_long_again, ends_anew, months_later, usual_ends

_LONGEST = 3 * 365 + 1


@pytest.mark.parametrize(
    ("last", "months", "expected"),
    [
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 31)),  # a month that ends is followed by a whole month
        (date(2027, 2, 28), 1, date(2027, 3, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 1, 29), 1, date(2027, 2, 28)),  # a day that the month has not
        (date(2027, 1, 30), 1, date(2027, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 31)),
        (date(2999, 11, 30), 1, LAST_DAY),  # nothing goes on beyond the last day that can be typed
        (date(2999, 12, 1), 1, LAST_DAY),
        (date(2989, 6, 30), 120, date(2999, 6, 30)),
        (date(2990, 6, 30), 120, LAST_DAY),
        (date.max, 120, LAST_DAY),
        (date.min, 1, date(1, 2, 1)),
    ],
)
def test_a_prolongation_by_months_ends_on_the_same_day_or_with_the_month(
    last: date, months: int, expected: date
) -> None:
    assert months_later(last, months) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 20)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 2)),
        (date(2026, 11, 1), date(2026, 12, 31), date(2027, 2, 28)),
        (date(2026, 10, 15), date(2026, 12, 14), date(2027, 2, 14)),
    ],
)
def test_as_long_again_keeps_whole_months_whole_and_else_counts_days(start: date, end: date, expected: date) -> None:
    assert as_long_again(Validity(start, end)) == expected


def test_the_same_last_day_is_offered_once() -> None:
    ends = usual_ends(Validity(date(2026, 10, 1), date(2026, 12, 31)), _LONGEST)
    assert ends == ((1, date(2027, 1, 31)), (3, date(2027, 3, 31)), (6, date(2027, 6, 30)))


def test_nothing_longer_than_the_longest_validity_is_offered() -> None:
    validity = Validity(date(2026, 12, 1), date(2026, 12, 10))
    days = Validity(date(2026, 12, 1), date(2027, 1, 10)).days
    assert [months for months, _ in usual_ends(validity, days)] == [0, 1]
    assert [months for months, _ in usual_ends(validity, days - 1)] == [0]


def test_a_period_that_begins_today_lasts_whole_months_and_never_too_long() -> None:
    today = date(2026, 12, 1)
    assert ends_anew(today, 100) == ((1, date(2026, 12, 31)), (3, date(2027, 2, 28)))
    assert ends_anew(today, 90) == ends_anew(today, 100), "three months are 90 days"
    assert ends_anew(today, 89) == ((1, date(2026, 12, 31)),)
