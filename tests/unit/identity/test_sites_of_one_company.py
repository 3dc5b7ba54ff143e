"""Two sites of one company share its SIRET; the ids that the register gives them tell them apart."""

from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.doubts import Doubt, Listing, Load, doubts_of, practice_after
from chalicelib.domain.people import Practice, Structure
from chalicelib.identity.userinfo import Known, identity_of
from tests.builders import NOW
from tests.unit.identity.test_userinfo import NOBODY, exercice, place, userinfo

COMPANY = "99900000000000"
NOTHING = Practice()


def site(technical: str, siret: str = COMPANY, **fields: str) -> dict[str, Any]:
    """Return a liberal activity at a site of the company; no technical id: at the company."""
    return {**place(technical), "numeroSiretSite": siret, **fields}


def read(*activities: dict[str, Any], known: Practice = NOTHING) -> dict[str, Structure]:
    """Return the places of a card by their ids."""
    found = identity_of(userinfo(exercice(*activities)), NOBODY, Known(known)).practice.structures
    assert len({structure.id for structure in found}) == len(found)
    return {structure.id: structure for structure in found}


def practice(*structures: Structure) -> Practice:
    return Practice("10", "01", structures, liberal=True)


@pytest.mark.parametrize("order", list(permutations(["R1", "R2", "R3"])), ids="".join)
def test_each_id_of_the_register_is_a_place(order: tuple[str, ...]) -> None:
    first = read(*map(site, order))
    assert set(first) == {"R1", "R2", "R3"}
    assert read(*map(site, reversed(order)), known=practice(*first.values())) == first, "and stays one"


@pytest.mark.parametrize("activities", [("", "R1", "R2"), ("R1", "", "R2"), ("R1", "R2", "")], ids="-".join)
def test_an_activity_at_the_siret_alone_is_at_one_of_them(activities: tuple[str, ...]) -> None:
    found = read(*map(site, activities))
    assert len(found) == 2
    assert {structure.technical for structure in found.values()} == {"R1", "R2"}


@pytest.mark.parametrize("order", [("R1", "R2"), ("R2", "R1"), ("", "R1", "R2")], ids="-".join)
def test_a_place_that_was_known_by_its_siret_alone_becomes_one_of_them(order: tuple[str, ...]) -> None:
    (before,) = read(site("")).values()
    found = read(*map(site, order), known=practice(before))
    first, second = filter(None, order)
    assert {one.id: one.technical for one in found.values()} == {COMPANY: first, second: second}


def test_an_activity_at_the_siret_alone_keeps_what_is_known_of_the_place() -> None:
    (before,) = read(site("R1")).values()
    known = practice(before._replace(am_finess="631900015"))

    (only,) = read(site("R1", codeModeExercice="S"), site(""), known=known).values()

    assert (only.id, only.liberal, only.am_finess) == ("R1", True, "631900015")


def test_what_was_granted_when_they_were_one_is_granted_at_the_site_whose_id_it_has() -> None:
    (granted,) = read(site("R1")).values()
    both = read(site("R2"), site("R1"), known=practice(granted))

    assert practice(*both.values()).place_of(granted) == both["R1"]
    assert practice(both["R2"]).place_of(granted) is None, "the other site was never granted"


def test_a_night_that_ends_one_site_leaves_the_other() -> None:
    both = practice(*read(site("R1"), site("R2")).values())
    before, now = (Listing(is_liberal=True, places=frozenset(ids)) for ids in ({"R1", "R2"}, {"R2"}))

    gone: list[Doubt] = list(doubts_of("899900001076", True, both, before, now, Load(NOW)))

    assert [doubt.what for doubt in gone] == ["place:R1"]
    assert [one.id for one in practice_after(both, gone, (), is_liberal=True).structures] == ["R2"]


@pytest.mark.parametrize("order", [("R1", "R2"), ("R2", "R1")], ids="-".join)
def test_two_sites_that_were_taken_for_one_become_two(order: tuple[str, ...]) -> None:
    (first,) = read(site("R1")).values()
    merged = practice(first._replace(technical="R2"))

    found = read(*map(site, order), known=merged)

    assert {one.id: one.technical for one in found.values()} == {"R1": "R1", "R2": "R2"}
