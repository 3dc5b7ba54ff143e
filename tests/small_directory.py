"""A directory of a few people, a mapping in the format of `infra/local/samples/directory.json`."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chalicelib.acts.directory import Directory, NoDirectory, TableDirectory
from chalicelib.directory.persons import Person
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.fields import part, parts, texts
from chalicelib.settings import Settings

_PORT = "chalicelib.acts.directory.directory"


class SmallDirectory:
    """The port, over a mapping of national identifiers; a field that is absent or null is unknown."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self._entries = entries

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Return the entry of a national identifier."""
        entry = part(self._entries, national_id)
        has_numeros, has_director_of = (entry.get(name) is not None for name in ("numeros_am", "director_of"))
        return DirectoryEntry(
            liberal_activity=entry.get("liberal_activity"),
            assistant_contract=entry.get("assistant_medical_contract"),
            numeros_am=texts(part(entry, "numeros_am")) if has_numeros else None,
            director_of=tuple(parts(entry, "director_of")) if has_director_of else None,
        )

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return the person of an RPPS, without a name."""
        entry = part(self._entries, f"8{rpps}")
        return Person("", "", "", is_liberal=bool(entry.get("liberal_activity"))) if entry else None

    def day(self) -> date | None:
        """Return None: a file says nothing of its day."""
        return None


class OnePerson(NoDirectory):
    """The port of a directory that knows one person under one number."""

    def __init__(self, rpps: str, person: Person) -> None:
        self._rpps, self._person = rpps, person

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Return the person, or nobody."""
        return self._person if rpps == self._rpps else None


class Failing:
    """The port of a directory that fails."""

    def lookup(self, national_id: str, place_ids: Iterable[str], today: date) -> DirectoryEntry:
        """Fail."""
        raise TimeoutError

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Fail."""
        raise TimeoutError

    def day(self) -> date | None:
        """Fail."""
        raise TimeoutError


_ports: list[Callable[[], Directory]] = []


@contextmanager
def port(found: Callable[[], Directory]) -> Iterator[None]:
    """Replace the stage's directory."""

    def directory(settings: Settings) -> Directory:
        return found()

    _ports.append(found)
    try:
        with patch(_PORT, directory):
            yield
    finally:
        _ports.pop()


@contextmanager
def directory_at(path: str) -> Iterator[None]:
    """Use a file as the directory, read at each call; an unreadable one fails then."""
    with port(_File(path)):
        yield


@dataclass(frozen=True)
class _File:
    """A directory that is read from a file at each call."""

    path: str

    def __call__(self) -> Directory:
        return SmallDirectory(json.loads(Path(self.path).read_text(encoding="utf-8")))


def in_force() -> Hashable:
    """Return what says which directory is in force; a file is another one once it has been written again."""
    found = _ports[-1] if _ports else None
    if not isinstance(found, _File):
        return found
    file = Path(found.path)
    return found, file.stat().st_mtime_ns if file.is_file() else None


_tables: list[None] = []


@contextmanager
def table() -> Iterator[None]:
    """Create the directory's table for the block."""
    _tables.append(None)
    yield
    _tables.pop()


def of_the_table() -> Directory:
    """Return the table's directory while the table exists, or one that knows nobody."""
    return TableDirectory() if _tables else NoDirectory()
