"""Extractions in the published format, and the loads of the tests."""

import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from chalicelib.acts.load_directory import Loaded, load
from chalicelib.directory.kinds import PERSONS
from chalicelib.directory.persons import Person, person_of_texts
from chalicelib.store.directory import read_entries
from infra.local.extraction import Line, header, lines_of, text_of
from tests.builders import NOW

PEOPLE = 60


def sample_lines(people: int = PEOPLE) -> list[Line]:
    """Return the lines of this many invented people."""
    return [line for number in range(people) for line in lines_of(number)]


def text(lines: Iterable[Line]) -> str:
    """Return an extraction of these lines."""
    return header() + "".join(text_of(line) for line in lines)


class Files:
    """Writes files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, content: str | bytes, name: str = "extraction.txt") -> str:
        """Write a file and return its path."""
        path = self._folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def of(self, lines: Iterable[Line], name: str = "extraction.txt") -> str:
        """Write an extraction of these lines and return its path."""
        return self.write(text(lines), name)

    def archive(self, members: dict[str, str], name: str = "extraction.zip") -> str:
        """Write a ZIP of these files and return its path."""
        path = self._folder / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return str(path)


def load_file(path: str, *, days: int = 0, accept_changes: bool = False) -> Loaded:
    """Load a file, some days later."""
    return load(PERSONS, path, NOW + timedelta(days=days), lambda *_: None, accept_changes=accept_changes)


def persons(*national_ids: str) -> dict[str, Person]:
    """Return the persons of these ids that the directory knows."""
    found = read_entries((PERSONS, national_id) for national_id in national_ids)
    return {national_id: person_of_texts(texts) for (_, national_id), texts in found.items()}
