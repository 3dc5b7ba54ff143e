"""Two nights of the directory end a right, and a right that is named again in time is given back."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.delegation import GIVEN_BACK_WITHIN
from chalicelib.domain.doubts import (
    LIBERAL,
    NOT_LIBERAL,
    Doubt,
    Listing,
    Load,
    Verdict,
    doubts_of,
    liberal_activity_after,
    practice_after,
    verdict,
)
from chalicelib.domain.people import Practice, Structure

FIRST = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PERSON = "899900001076"
CABINET = Structure("R1", "Cabinet", "1 rue A", "63000 Ville", "", "10", "01", liberal=True, technical="R1", siret="9")
CENTRE = Structure("F2", "Centre", "2 rue B", "63000 Ville", "", "10", "01", liberal=False, finess="2")
DIRECTED = Structure("F3", "Clinique", "3 rue C", "63000 Ville", "", ETABLISSEMENT, "", liberal=False, finess="3")
PRACTICE = Practice("10", "01", (CABINET, CENTRE, DIRECTED), liberal=True)
EVERYTHING = Listing(is_liberal=True, places=frozenset({"R1", "F2", "F3"}))

WAITING = Doubt(PERSON, LIBERAL, Load(FIRST))
ENDED = WAITING._replace(ended_at=FIRST + DAY)


@pytest.mark.parametrize(
    ("doubt", "is_repeated", "expected"),
    [
        (WAITING, True, Verdict.END),
        (WAITING, False, Verdict.DROP),
        (WAITING, None, Verdict.WAIT),
        (ENDED, True, Verdict.WAIT),
        (ENDED, False, Verdict.GIVE_BACK),
        (ENDED, None, Verdict.WAIT),
    ],
)
def test_the_next_night_confirms_a_doubt(doubt: Doubt, is_repeated: bool | None, expected: Verdict) -> None:
    assert verdict(doubt, Load(FIRST + 2 * DAY), is_repeated) is expected


@pytest.mark.parametrize("is_repeated", [True, None])
def test_a_second_load_of_the_same_day_ends_nothing(is_repeated: bool | None) -> None:
    assert verdict(WAITING, Load(FIRST), is_repeated) is Verdict.WAIT
    assert verdict(WAITING, Load(FIRST + timedelta(hours=20)), is_repeated) is Verdict.WAIT


def test_the_day_is_the_one_in_paris() -> None:
    evening = datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)
    doubt = WAITING._replace(since=Load(evening))

    assert verdict(doubt, Load(evening + SECOND), is_repeated=True) is Verdict.END


def test_a_correction_on_the_same_day_drops_the_doubt() -> None:
    assert verdict(WAITING, Load(FIRST), is_repeated=False) is Verdict.DROP


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (FIRST, FIRST, Verdict.WAIT),
        (FIRST, FIRST + SECOND, Verdict.END),
        (None, FIRST, Verdict.END),
        (FIRST, None, Verdict.END),
    ],
)
def test_the_same_file_on_another_night_does_not_confirm(
    first: datetime | None, second: datetime | None, expected: Verdict
) -> None:
    doubt = WAITING._replace(since=Load(FIRST, first))

    assert verdict(doubt, Load(FIRST + DAY, second), is_repeated=True) is expected


@pytest.mark.parametrize("is_repeated", [True, False, None])
@pytest.mark.parametrize("doubt", [WAITING, ENDED])
def test_nothing_follows_after_thirty_days(doubt: Doubt, is_repeated: bool | None) -> None:
    last = (doubt.ended_at or FIRST) + GIVEN_BACK_WITHIN

    assert verdict(doubt, Load(last + SECOND), is_repeated) is Verdict.DROP


def test_an_ended_right_is_given_back_until_the_last_moment() -> None:
    assert verdict(ENDED, Load(FIRST + DAY + GIVEN_BACK_WITHIN), is_repeated=False) is Verdict.GIVE_BACK


def _doubts_between(
    before: Listing | None, now: Listing, *, liberal: bool = True, practice: Practice = PRACTICE
) -> set[str]:
    return {doubt.what for doubt in doubts_of(PERSON, liberal, practice, before, now, Load(FIRST))}


def test_an_unchanged_entry_leaves_no_doubt() -> None:
    assert _doubts_between(EVERYTHING, EVERYTHING) == set()


def test_a_liberal_activity_that_the_account_does_not_know_is_a_doubt() -> None:
    assert _doubts_between(None, Listing(True, frozenset({"R9"})), liberal=False, practice=Practice()) == {LIBERAL}
    assert _doubts_between(EVERYTHING, EVERYTHING, liberal=False, practice=Practice()) == {LIBERAL}


def test_a_liberal_activity_that_disappeared_is_a_doubt() -> None:
    assert _doubts_between(EVERYTHING, EVERYTHING._replace(is_liberal=False)) == {NOT_LIBERAL}


def test_a_missing_place_is_a_doubt_under_any_identifier() -> None:
    assert _doubts_between(EVERYTHING, EVERYTHING._replace(places=frozenset({"F2", "F3"}))) == {"place:R1"}
    assert _doubts_between(EVERYTHING, EVERYTHING._replace(places=frozenset({"9", "F2", "F3"}))) == set()


def test_a_place_that_the_directory_never_named_is_not_missing() -> None:
    assert _doubts_between(None, Listing(False, frozenset())) == set()
    assert _doubts_between(Listing(False, frozenset({"R9"})), Listing(False, frozenset())) == set()


def test_the_extraction_cannot_remove_a_directed_establishment() -> None:
    assert _doubts_between(EVERYTHING, EVERYTHING._replace(places=frozenset({"R1", "F2"}))) == set()


def _doubts(now: Listing) -> list[Doubt]:
    return list(doubts_of(PERSON, True, PRACTICE, EVERYTHING, now, Load(FIRST)))


@pytest.mark.parametrize(
    "now",
    [
        EVERYTHING._replace(is_liberal=False),
        EVERYTHING._replace(places=frozenset({"F2", "F3"})),
        EVERYTHING._replace(places=frozenset({"R1", "F3"})),
        Listing(False, frozenset()),
    ],
)
def test_a_right_given_back_is_the_same_as_before(now: Listing) -> None:
    doubts = _doubts(now)
    less = practice_after(PRACTICE, doubts, [], now.is_liberal)
    assert less != PRACTICE

    again = practice_after(less, [], doubts, EVERYTHING.is_liberal)

    assert set(again.structures) == set(PRACTICE.structures)
    assert again.liberal
    assert {doubt.is_repeated_by(now) for doubt in doubts} == {True}
    assert {doubt.is_repeated_by(EVERYTHING) for doubt in doubts} == {False}


def test_a_delegant_without_liberal_activity_keeps_his_places_as_salaried() -> None:
    now = EVERYTHING._replace(is_liberal=False)

    less = practice_after(PRACTICE, _doubts(now), [], now.is_liberal)

    assert [place.id for place in less.structures] == ["R1", "F2", "F3"]
    assert not less.liberal
    assert liberal_activity_after(True, less, _doubts(now), now.is_liberal) is False


def test_a_place_alone_says_nothing_of_a_liberal_activity() -> None:
    now = EVERYTHING._replace(places=frozenset({"R1", "F3"}))

    assert liberal_activity_after(True, PRACTICE, _doubts(now), now.is_liberal) is True
    assert liberal_activity_after(False, PRACTICE, _doubts(now), now.is_liberal) is False


def test_an_unknown_person_gives_no_doubt() -> None:
    assert WAITING.is_repeated_by(None) is None
