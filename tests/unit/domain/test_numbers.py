"""The numbers of a practice that may name its owner at the sign-in (specification §1)."""

import pytest

from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.identifiers import read_number
from chalicelib.domain.numbers import MOST_NUMBERS, numbers_of
from chalicelib.domain.people import Structure
from tests.builders import a_practice, a_structure


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("012345678", "012345678"),
        (" 01 234-567.8 ", "012345678"),
        ("01\u00a0234\u202f5678", "012345678"),
        ("2a0000014", "2A0000014"),
        ("12345678", ""),
        ("0123456789", ""),
        ("F12345678", ""),
        ("2A000001O", ""),
        ("٠١٢٣٤٥٦٧٨", ""),
        ("01234567ﬀ", ""),
        ("", ""),
    ],
)
def test_a_number_has_nine_characters_and_keeps_its_zeros(typed: str, read: str) -> None:
    assert read_number(typed) == read


LIBERAL = a_structure(1, am_finess="631000001", finess="630000001")
DIRECTED = a_structure(2, am_finess="631000002", finess="630000002", categorie=ETABLISSEMENT, liberal=False)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (LIBERAL, {"631000001"}),
        (LIBERAL._replace(am_finess="630000001"), set()),
        (LIBERAL._replace(liberal=False), set()),
        (LIBERAL._replace(am_finess="63-1"), set()),
        (DIRECTED, {"631000002", "630000002"}),
        (DIRECTED._replace(am_finess="630000002"), {"630000002"}),
        (DIRECTED._replace(am_finess="", finess=""), set()),
    ],
    ids=["cabinet", "only its FINESS", "employed", "no number", "directed", "the same twice", "none"],
)
def test_a_place_gives_the_numbers_that_are_its_owners(place: Structure, expected: set[str]) -> None:
    assert numbers_of(a_practice(structures=(place,))) == expected


def test_the_same_of_many_numbers_are_kept_whatever_their_order() -> None:
    places = tuple(a_structure(number, am_finess=f"{number:09}") for number in range(2 * MOST_NUMBERS))
    kept = numbers_of(a_practice(structures=places))
    assert len(kept) == MOST_NUMBERS
    assert kept == numbers_of(a_practice(structures=places[::-1]))
