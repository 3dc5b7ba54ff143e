"""The rule of one's own liberal activity agrees with a table copied from the description of the register."""

from itertools import product

from chalicelib.domain.activities import is_locum, is_own_liberal, replaces_somebody

MODES = ("L", "S", "B", "")
GENRES = ("GENR01", "GENR02", "GENR03", "GENR04", "GENR05", "")
ROLES = ("FON-01", "FON-04", "FON-22", "FON-47", "FON-51", "FON-AU", "")

OWN = {
    ("GENR01", "FON-01"),
    ("GENR01", "FON-AU"),
    ("GENR01", ""),
    ("GENR04", "FON-01"),
    ("GENR04", "FON-AU"),
    ("GENR04", ""),
    ("GENR05", "FON-01"),
    ("GENR05", "FON-AU"),
    ("GENR05", ""),
    ("", "FON-01"),
    ("", "FON-AU"),
    ("", ""),
}
"""Genre and role of a liberal activity at a named place that is one's own; every other pair replaces somebody."""


def test_a_liberal_activity_is_ones_own_or_that_of_a_locum() -> None:
    cases = list(product(MODES, GENRES, ROLES, (True, False)))
    assert [case for case in cases if _said(*case) != _wanted(*case)] == []


def _said(mode: str, genre: str, role: str, has_place: bool) -> tuple[bool, ...]:
    of_its_own, of_a_locum = is_own_liberal(mode, genre, role, has_place), is_locum(mode, genre, role, has_place)
    return of_its_own, of_a_locum, replaces_somebody(genre, role)


def _wanted(mode: str, genre: str, role: str, has_place: bool) -> tuple[bool, ...]:
    own = mode == "L" and has_place and (genre, role) in OWN
    return own, mode == "L" and not own, (genre, role) not in OWN
