"""What the directory holds: the persons of the extraction, and three complements that no public file has."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from chalicelib.directory.complements import CONTRACT_COLUMNS, DIRECTOR_COLUMNS, NUMBER_COLUMNS
from chalicelib.directory.extraction import activity_of
from chalicelib.directory.persons import person_of, texts_of

Texts = Mapping[str, str]
"""What an entry stores beside its key; a text that is empty is left out."""


class Kind(NamedTuple):
    """One kind of entry. `prefix` begins its keys; `texts_of` makes an entry of the rows of one identifier."""

    prefix: str
    texts_of: Callable[[Iterable[bytes]], Texts]
    columns: tuple[str, ...] = ()


def _person(rows: Iterable[bytes]) -> Texts:
    return texts_of(person_of(map(activity_of, rows)))


def _nothing(rows: Iterable[bytes]) -> Texts:
    """Return no text: that the entry is there says it all."""
    return {}


def _directed(rows: Iterable[bytes]) -> Texts:
    """Return the establishments as JSON, in the shape of the userinfo's activities."""
    fields = [row.decode().split("|") for row in sorted(set(rows))]
    return {"d": json.dumps([dict(zip(DIRECTOR_COLUMNS[1:], values, strict=True)) for values in fields])}


def _number(rows: Iterable[bytes]) -> Texts:
    """Return the numéro AM of a place, and the first and last day on which it holds; the latest one of several."""
    numero, debut, fin = max((row.decode().split("|") for row in rows), key=lambda values: (values[1], values[0]))
    return {"a": numero, "b": debut, "e": fin}


PERSONS = Kind("P", _person)
CONTRACTS = Kind("C", _nothing, CONTRACT_COLUMNS)
DIRECTORS = Kind("D", _directed, DIRECTOR_COLUMNS)
NUMBERS = Kind("N", _number, NUMBER_COLUMNS)

LOADS = Kind("STATE", _nothing)
"""The last load of each kind, by its prefix: a list that was never loaded says nothing of anybody."""

COMPLEMENTS: Mapping[str, Kind] = {"contracts": CONTRACTS, "directors": DIRECTORS, "numbers": NUMBERS}
"""By the word of the command line."""
