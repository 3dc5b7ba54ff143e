"""The port to the national directory and to the operator's complements (specification §8)."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from chalicelib.directory.kinds import CONTRACTS, DIRECTORS, LOADS, NUMBERS, PERSONS, Kind, Texts
from chalicelib.directory.persons import Person, person_of_texts
from chalicelib.domain.periods import day_in_paris
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.settings import Settings
from chalicelib.store.calls import within

log = logging.getLogger(__name__)

_SECONDS_FOR_A_DAY = 0.5
"""The page « À propos » does without the day rather than wait for a directory that fails."""


class Directory(Protocol):
    """The questions that the acts ask of a directory."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return the entry of a national identifier (`8` + RPPS, or that of a CPE) and of these places."""
        ...

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return the person of an RPPS (11 digits); None when it is unknown."""
        ...

    def day(self) -> date | None:
        """Return the day in Paris on which the data were published, else loaded; None without any."""
        ...


class NoDirectory:
    """The directory of a stage without one: everybody is unknown."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return an empty entry."""
        return DirectoryEntry()

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return None."""
        return None

    def day(self) -> date | None:
        """Return None."""
        return None


class TableDirectory:
    """The directory of the stage's own table; one read for each question."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return the entry of a person. A loaded list is complete; nothing follows from one that was never loaded."""
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

    def day(self) -> date | None:
        """Return the day of the last load that is finished."""
        from chalicelib.store.directory_state import read_last_load  # noqa: PLC0415 - for one page only

        load = read_last_load(PERSONS)
        return day_in_paris(load.published or load.at) if load else None


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
    """Return the directory's entry of a person; None when the directory fails, which is logged and stops nobody."""
    try:
        return directory(settings).lookup(national_id, place_ids, today)
    except Exception:
        log.exception("directory_failed")
        return None


def day_or_none(settings: Settings) -> date | None:
    """Return the day of the directory's data; None when it is unknown, or when the directory fails."""
    try:
        with within(_SECONDS_FOR_A_DAY):
            return directory(settings).day()
    except Exception:
        log.exception("directory_failed")
        return None
