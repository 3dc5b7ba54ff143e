"""The lines of the extraction: UTF-8, « | » between columns, no quoting, one header, one line for each activity.

Columns are identified by the names of the header: the publisher has added some over the years, and may move them.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import Protocol

from chalicelib.directory.faults import BadExtraction, LineFault, LineFaults
from chalicelib.directory.persons import Activity

NATIONAL_ID = "Identification nationale PP"

_CODES = (
    "Code civilité",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Code catégorie professionnelle",
    "Code savoir-faire",
    "Code mode exercice",
    "Code genre activité",
    "Code rôle",
)
"""In the order of `Activity`; the place follows."""

_PLACES = ("Identifiant technique de la structure", "Numéro FINESS site", "Numéro SIRET site")

NEEDED = (NATIONAL_ID, *_CODES, *_PLACES)

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_ID = 32
"""Bytes. National identifiers have 10 to 12; a longer text is none."""

_LONGEST_ROW = 500
"""Bytes of all that is kept of a line: some 60 of a real one. An item of DynamoDB must hold many of one person."""


class Lines(Protocol):
    """A binary file, or another source of lines with their ends."""

    def __iter__(self) -> Iterator[bytes]: ...


def columns_of(header: bytes) -> list[str]:
    """Return the names of a header line; raises `BadExtraction` unless it has every column needed."""
    if header.startswith(_UTF16):
        raise BadExtraction("the file is in UTF-16; it must be in UTF-8")
    try:
        text = header.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        raise BadExtraction("the header is not in UTF-8: the file has another encoding") from error
    names = [name.strip() for name in text.rstrip("\r\n").split("|")]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadExtraction(f"the header lacks {', '.join(f'« {name} »' for name in missing)}")
    doubled = [name for name in NEEDED if names.count(name) > 1]
    if doubled:
        raise BadExtraction(f"the header names {', '.join(f'« {name} »' for name in doubled)} twice")
    return names


class Rows:
    """The activities of an extraction, read once, as bytes: the national identifier and the columns of `Activity`.

    Iterating raises `BadExtraction` for a file that is empty or ends within a line. `count` and `faults` are complete
    once it has ended.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = iter(lines)
        self.count = 0
        self.faults = LineFaults()

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the national identifier, and the needed columns joined by « | »."""
        header = next(self._lines, b"")
        if not header.strip():
            raise BadExtraction("the file is empty")
        names = columns_of(header)
        width = len(names) - (not names[-1])  # a header may end with a separator, as its lines may
        picked = itemgetter(*(names.index(name) for name in NEEDED))
        for number, line in enumerate(self._lines, start=2):
            fields = line.rstrip(b"\r\n").split(b"|")
            if len(fields) != width and not (len(fields) == width + 1 and not fields[-1]):
                if not line.endswith(b"\n"):
                    raise BadExtraction("the file ends in the middle of a line: it was not received whole")
                self.faults.add(number, LineFault.COLUMNS)
                continue
            identifier, *codes, technical, finess, siret = picked(fields)
            row = b"|".join((*codes, technical or (b"F" + finess if finess else siret)))
            fault = _fault(identifier, row, line)
            if fault:
                self.faults.add(number, fault)
                continue
            self.count += 1
            yield identifier, row


def _fault(identifier: bytes, row: bytes, line: bytes) -> LineFault | None:
    """Return why a line is skipped. `row` is all that is kept of it, and decoded later."""
    if not identifier or not identifier.isalnum() or len(identifier) > _LONGEST_ID:
        return LineFault.NUL if b"\0" in line else LineFault.NO_IDENTIFIER
    if b"\0" in line:
        return LineFault.NUL
    if len(row) > _LONGEST_ROW:
        return LineFault.TOO_LONG
    if not row.isascii():
        try:
            row.decode()
        except UnicodeDecodeError:
            return LineFault.ENCODING
    return None


def activity_of(row: bytes) -> Activity:
    """Return the activity of the columns that `Rows` yields."""
    return Activity(*row.decode().split("|"))
