"""When an open access is to be reviewed, and on which day its délégant's accesses are looked through."""

from datetime import timedelta

import pytest

from chalicelib.domain.periods import Validity
from chalicelib.domain.reviews import first_look, next_look, review_of, review_on
from chalicelib.domain.statuses import Status
from tests.builders import DAY, NOW, TODAY, a_delegation, terms

YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("start", "entered", "kept", "begins"),
    [(-9, -20, None, -9), (-20, -9, None, -9), (-20, -20, -3, -3), (5, -1, -1, 5)],
    ids=["began later", "given later", "kept since", "begins in some days"],
)
def test_the_year_begins_with_the_latest_of_gift_first_day_and_garder(
    start: int, entered: int, kept: int | None, begins: int
) -> None:
    validity = Validity(TODAY + start * DAY, TODAY + 900 * DAY)
    kept_on = None if kept is None else TODAY + kept * DAY
    assert review_on(validity, NOW + entered * DAY, kept_on) == TODAY + begins * DAY + YEAR


@pytest.mark.parametrize(
    ("reviews", "day"),
    [([], 365), ([20, 9], 9), ([0, 9], 9), ([-4], 365), ([900], 365)],
    ids=["nothing given", "the first", "today is past", "opens nothing", "never later than a year"],
)
def test_the_next_look_is_at_the_first_review_to_come_within_a_year(reviews: list[int], day: int) -> None:
    assert next_look(TODAY, [TODAY + one * DAY for one in reviews], may_reopen=False) == TODAY + day * DAY


@pytest.mark.parametrize(
    ("review", "day"),
    [(9, 9), (0, 1), (-4, 1), (900, 365)],
    ids=["on the day", "today: tomorrow", "past: tomorrow", "never later than a year"],
)
def test_a_stored_access_is_looked_for_on_its_day_or_tomorrow_within_a_year(review: int, day: int) -> None:
    assert first_look(TODAY, TODAY + review * DAY) == TODAY + day * DAY


def test_the_next_look_is_tomorrow_while_an_access_may_open_again() -> None:
    assert next_look(TODAY, [TODAY + 9 * DAY], may_reopen=True) == TODAY + DAY


@pytest.mark.parametrize(("length", "is_reviewed"), [(364, False), (365, True)])
def test_only_what_may_still_be_open_after_a_year_is_ever_reviewed(length: int, is_reviewed: bool) -> None:
    given = a_delegation(Status.VALIDEE, terms=terms(TODAY, TODAY + length * DAY))
    assert review_of(given) == (TODAY + YEAR if is_reviewed else None)


def test_what_is_not_validated_is_not_reviewed() -> None:
    assert review_of(a_delegation(Status.EN_COURS, terms=terms(TODAY, TODAY + 900 * DAY))) is None
