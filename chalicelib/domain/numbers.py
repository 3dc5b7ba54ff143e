"""The numbers of a practice with which its owner may sign in: numéro AM and FINESS (specification §1)."""

from collections.abc import Iterator

from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.identifiers import read_number
from chalicelib.domain.people import Practice, Structure

MOST_NUMBERS = 20
"""The numbers kept of one practice: as many may go as come in one transaction, which has at most a hundred items."""


def numbers_of(practice: Practice) -> frozenset[str]:
    """Return the numéro AM of each liberal place, and both numbers of each establishment that the owner directs.

    A place where its owner is employed gives none: every colleague there would have the same.
    """
    found = {number for place in practice.structures for text in _stated(place) if (number := read_number(text))}
    return frozenset(sorted(found)[:MOST_NUMBERS])


def _stated(place: Structure) -> Iterator[str]:
    """Yield the numbers of a place; where its numéro AM is unknown, `am_finess` is its FINESS."""
    if place.categorie == ETABLISSEMENT:
        yield place.finess
        yield place.am_finess
    elif place.liberal and place.am_finess != place.finess:
        yield place.am_finess
