"""Validity is in whole days of Paris, both ends included (specification §3)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.periods import Validity, day_in_paris, errors_of_validity, start_of_day
from chalicelib.domain.statuses import Status
from chalicelib.settings import Settings
from tests.builders import DAY, MICROSECOND, TODAY, a_delegation, at, terms

HOUR = timedelta(hours=1)
SUMMER_BEGINS, SUMMER_ENDS = date(2026, 3, 29), date(2026, 10, 25)
LONGEST = Settings().longest_validity_days


def test_the_first_day_begins_at_midnight_in_paris() -> None:
    validity = Validity(TODAY, TODAY + DAY)

    assert validity.holds(at(TODAY))
    assert not validity.holds(at(TODAY) - MICROSECOND)


def test_the_last_day_is_included_to_its_last_instant() -> None:
    validity = Validity(TODAY - DAY, TODAY)

    assert validity.holds(at(TODAY + DAY) - MICROSECOND)
    assert not validity.holds(at(TODAY + DAY))


def test_a_period_of_one_day_starts_and_ends_the_same_day() -> None:
    assert Validity(TODAY, TODAY).days == 1


@pytest.mark.parametrize(
    ("day", "hours"), [(SUMMER_BEGINS, 23), (SUMMER_ENDS, 25), (SUMMER_BEGINS - DAY, 24), (SUMMER_ENDS + DAY, 24)]
)
def test_a_day_has_its_length_in_paris(day: date, hours: int) -> None:
    validity = Validity(day, day)

    assert validity.ends_at - validity.starts_at == hours * HOUR


def test_a_period_that_begins_in_winter_ends_at_midnight_of_summer_time() -> None:
    validity = Validity(SUMMER_BEGINS - DAY, SUMMER_BEGINS)

    assert validity.starts_at == datetime(2026, 3, 27, 23, tzinfo=UTC)
    assert validity.ends_at == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_a_period_that_begins_in_summer_ends_at_midnight_of_winter_time() -> None:
    validity = Validity(SUMMER_ENDS - DAY, SUMMER_ENDS)

    assert validity.starts_at == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert validity.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_the_day_changes_at_midnight_in_paris(moment: datetime, day: date) -> None:
    assert day_in_paris(moment) == day


@pytest.mark.parametrize("day", [TODAY, SUMMER_BEGINS, SUMMER_ENDS])
def test_the_first_instant_of_a_day_is_on_that_day(day: date) -> None:
    assert start_of_day(day) == at(day)


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + 61 * DAY])
def test_a_delegation_opens_nothing_outside_its_days(day: date) -> None:
    assert not a_delegation(Status.VALIDEE).opens_at(at(day, 12))


def test_a_delegation_opens_on_its_first_and_on_its_last_day() -> None:
    delegation = a_delegation(Status.VALIDEE)

    assert delegation.opens_at(at(TODAY, 12))
    assert delegation.opens_at(at(TODAY + 60 * DAY, 23, 59))


def test_a_delegation_validated_before_its_first_day_is_validated_and_opens_nothing_yet() -> None:
    delegation = a_delegation(Status.VALIDEE, terms=terms(TODAY + 2 * DAY, TODAY + 9 * DAY))

    assert delegation.status_at(at(TODAY, 12)) is Status.VALIDEE
    assert not delegation.opens_at(at(TODAY + 2 * DAY) - MICROSECOND)
    assert delegation.opens_at(at(TODAY + 2 * DAY))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.VALIDEE])
def test_only_a_validated_delegation_opens_anything(status: Status) -> None:
    assert not a_delegation(status).opens_at(at(TODAY, 12))


def test_a_period_may_start_today_and_end_today() -> None:
    assert errors_of_validity(TODAY, TODAY, TODAY, LONGEST) == {}


def test_a_period_may_not_start_in_the_past() -> None:
    assert set(errors_of_validity(TODAY - DAY, TODAY + DAY, TODAY, LONGEST)) == {"debut"}


def test_the_past_start_of_an_existing_delegation_may_stay() -> None:
    start = TODAY - 9 * DAY

    assert errors_of_validity(start, TODAY + DAY, TODAY, LONGEST, kept_start=start) == {}


def test_the_past_start_of_an_existing_delegation_may_not_move_to_another_past_day() -> None:
    start = TODAY - 9 * DAY

    assert set(errors_of_validity(start + DAY, TODAY + DAY, TODAY, LONGEST, kept_start=start)) == {"debut"}


def test_a_period_may_not_end_before_it_starts() -> None:
    assert set(errors_of_validity(TODAY + 2 * DAY, TODAY + DAY, TODAY, LONGEST)) == {"fin"}


def test_a_delegation_already_begun_may_be_shortened_to_today_but_not_to_yesterday() -> None:
    start = TODAY - 9 * DAY

    assert errors_of_validity(start, TODAY, TODAY, LONGEST, kept_start=start) == {}
    assert set(errors_of_validity(start, TODAY - DAY, TODAY, LONGEST, kept_start=start)) == {"fin"}


def test_a_period_may_last_the_longest_validity_and_no_day_longer() -> None:
    last = TODAY + (LONGEST - 1) * DAY

    assert errors_of_validity(TODAY, last, TODAY, LONGEST) == {}
    assert set(errors_of_validity(TODAY, last + DAY, TODAY, LONGEST)) == {"fin"}


@pytest.mark.parametrize("start", [date(2027, 1, 1), date(2028, 1, 1), date(2028, 2, 29)])
def test_three_whole_years_are_allowed_with_or_without_a_leap_day(start: date) -> None:
    three_years_on = date(start.year + 3, start.month, min(start.day, 28))

    assert errors_of_validity(start, three_years_on - DAY, TODAY, LONGEST) == {}
