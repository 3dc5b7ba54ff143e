"""A field that is not stored has its default, in items of any age: so no default of a stored value may ever change.

Fields may be added here, with a default under which older items are right; no line may change.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.doubts import Doubt
from chalicelib.domain.overlaps import Hold
from chalicelib.domain.people import Identifiers, Name, Practice
from chalicelib.domain.statuses import Origin
from chalicelib.store.history import Entry
from chalicelib.store.lines import Summary
from chalicelib.store.open_sessions import Opened
from chalicelib.store.passkeys import Passkey

STORED = (Delegation, Doubt, Entry, Hold, Identifiers, Name, Opened, Passkey, Practice, Summary, Terms)
"""The values that the store builds from an item (`from_plain`, `ValueAttribute`); they hold others."""

_BUILT = re.compile(r"(?:from_plain|from_tagged|tagged_builder|ValueAttribute)\(([A-Z]\w+)[,)]")

DEFAULTS: dict[str, dict[str, Any]] = {
    "Delegation": {
        "terms_version": 1, "revision": 1, "reason": None, "proposal": None, "resent_at": (), "asked_at": None,
        "reminded": False, "ended": False, "undeliverable": False, "lost": (), "interrupted": None,
        "last_change": None, "undelivered": False, "forewarned": None, "origin": Origin.CREATION, "end_request": None,
    },
    "Doubt": {"structures": (), "ended_at": None},
    "EndRequest": {"start": None},
    "Entry": {"by": "", "mode": None},
    "Hold": {"is_wish": False},
    "Identifiers": {"rpps_adeli": "", "cpe": "", "categorie": "", "specialite": ""},
    "LastChange": {"end": None},
    "Load": {"published": None},
    "Name": {"civilite": "", "prenom": "", "nom": ""},
    "Opened": {"browser": ""},
    "Passkey": {"used_at": None, "doubted_at": None},
    "Practice": {
        "categorie": "", "specialite": "", "structures": (), "liberal": False, "director": False,
        "assistant_contract": False, "savoir_faire": "",
    },
    "Structure": {"technical": "", "finess": "", "siret": "", "savoir_faire": ""},
    "Summary": {
        "reason": None, "proposal_until": None, "undeliverable": False, "lost_at": None, "undelivered": False,
        "ended": False, "forewarned": None, "origin": Origin.CREATION, "end_request": None,
    },
}  # fmt: skip


def held_in(hint: Any) -> Iterator[Any]:
    """Yield the named tuples of a type: itself, and those of its fields."""
    for part in get_args(hint):
        yield from held_in(part)
    if hasattr(hint, "_fields"):
        yield hint
        for field in get_type_hints(hint).values():
            yield from held_in(field)


KINDS = {kind.__name__: kind for stored in STORED for kind in held_in(stored)}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_field_that_an_item_lacks_is_read_as_ever(name: str) -> None:
    assert KINDS[name]._field_defaults == DEFAULTS.get(name, {})


def test_every_value_that_the_store_builds_from_an_item_is_looked_at() -> None:
    modules = Path("chalicelib").rglob("*.py")
    built = {name for path in modules for name in _BUILT.findall(path.read_text(encoding="utf-8"))}
    assert built == {kind.__name__ for kind in STORED}
