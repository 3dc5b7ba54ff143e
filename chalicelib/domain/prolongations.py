"""Usual prolongations of a validity period: some months more, or as long again (specification §3, « prolong »)."""

from datetime import date, timedelta

from chalicelib.domain.days import LAST_DAY
from chalicelib.domain.periods import Validity

MONTHS = (1, 3, 6)
"""The usual prolongations, in months."""


def ends_anew(today: date, longest_days: int) -> tuple[tuple[int, date], ...]:
    """Return the usual months of a period that begins today, and the last day to which each leads."""
    before = today - timedelta(days=1)
    ends = ((months, months_later(before, months)) for months in MONTHS)
    return tuple((months, end) for months, end in ends if Validity(today, end).days <= longest_days)


def months_later(last: date, months: int) -> date:
    """Return the last day of a period that goes on for so many months after `last`: 30/11 becomes 31/12.

    It is `LAST_DAY` at most: `last` may be any day that somebody sends.
    """
    if last >= LAST_DAY:
        return LAST_DAY
    first = last + timedelta(days=1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > LAST_DAY.year:
        return LAST_DAY
    try:
        return date(year, month + 1, first.day) - timedelta(days=1)
    except ValueError:  # the month has no such day: all of it is taken
        return months_later(date(year, month + 1, 1) - timedelta(days=1), 1)


def as_long_again(validity: Validity) -> date:
    """Return the last day of a period of the same length, which follows `validity`; whole months stay whole."""
    first = validity.end + timedelta(days=1)
    if first.day != validity.start.day:
        return validity.end + timedelta(days=validity.days)
    months = (first.year - validity.start.year) * 12 + first.month - validity.start.month
    return months_later(validity.end, months)


def usual_ends(validity: Validity, longest_days: int) -> tuple[tuple[int, date], ...]:
    """Return the months of each usual prolongation, 0 for as long again, and the last day to which each leads.

    The nearest day comes first. Nothing longer than the longest validity is offered, and the same day once.
    """
    ends = [(months, months_later(validity.end, months)) for months in MONTHS]
    again = as_long_again(validity)
    if again not in {end for _, end in ends}:
        ends.append((0, again))
    allowed = [(months, end) for months, end in ends if Validity(validity.start, end).days <= longest_days]
    return tuple(sorted(allowed, key=lambda one: one[1]))
