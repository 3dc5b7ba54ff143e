"""What the national directory and the operator's complements say of one person, behind one small port (spec §8)."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from chalicelib.directory.kinds import CONTRACTS, DIRECTORS, LOADS, NUMBERS, PERSONS, Kind, Texts
from chalicelib.directory.persons import Person, person_of_texts
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.settings import Settings

log = logging.getLogger(__name__)


class Directory(Protocol):
    """The port."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return what is known under a national identifier (`8` + RPPS, or a CPE's) and of these places."""
        ...

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return the person of an RPPS (11 digits); None when it is unknown."""
        ...


class NoDirectory:
    """A stage without a directory: everybody is unknown."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return that nothing is known."""
        return DirectoryEntry()

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return nobody."""
        return None


class TableDirectory:
    """The directory of the stage's own table; one read for each question."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return what is known of somebody; a list that was never loaded says nothing, one that was is complete."""
        from chalicelib.store.directory import read_entries  # noqa: PLC0415 - a landing page does without it

        wanted = [(kind, national_id) for kind in (PERSONS, CONTRACTS, DIRECTORS)]
        wanted += [(NUMBERS, place) for place in place_ids]
        wanted += [(LOADS, kind.prefix) for kind in (CONTRACTS, DIRECTORS, NUMBERS)]
        return _entry(national_id, read_entries(wanted), today)

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return the person of an RPPS; None when it is unknown."""
        from chalicelib.store.directory import read_entries  # noqa: PLC0415 - few acts name an RPPS

        texts = read_entries([(PERSONS, f"8{rpps}")]).get((PERSONS, f"8{rpps}"))
        return person_of_texts(texts) if texts else None


def _entry(national_id: str, found: Mapping[tuple[Kind, str], Texts], today: date) -> DirectoryEntry:
    person, directed = found.get((PERSONS, national_id)), found.get((DIRECTORS, national_id))
    has = {kind: (LOADS, kind.prefix) in found for kind in (CONTRACTS, DIRECTORS, NUMBERS)}
    return DirectoryEntry(
        liberal_activity=person_of_texts(person).is_liberal if person else None,
        assistant_contract=(CONTRACTS, national_id) in found if has[CONTRACTS] else None,
        numeros_am=_numbers(found, today) if has[NUMBERS] else None,
        director_of=tuple(json.loads(directed["d"]) if directed else ()) if has[DIRECTORS] else None,
    )


def _numbers(found: Mapping[tuple[Kind, str], Texts], today: date) -> dict[str, str]:
    """Return the numéros AM that hold today, by place."""
    numbers = {place: texts for (kind, place), texts in found.items() if kind is NUMBERS}
    return {
        place: texts["a"]
        for place, texts in numbers.items()
        if texts.get("b", "") <= today.isoformat() <= texts.get("e", "9999")
    }


def directory(settings: Settings) -> Directory:
    """Return the directory of the stage."""
    return TableDirectory() if settings.directory_table else NoDirectory()


def look_up_or_none(
    settings: Settings, national_id: str, place_ids: Iterable[str], today: date
) -> DirectoryEntry | None:
    """Return what the directory knows of a person; None when it fails, which is logged and stops nobody."""
    try:
        return directory(settings).lookup(national_id, place_ids, today)
    except Exception:
        log.exception("directory_failed")
        return None
