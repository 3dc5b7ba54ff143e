"""The operator's files: assistant-médical contracts, directors of establishments, numéros AM. CSV, « ; », UTF-8.

Each file is the whole list: an entry that is no longer in it ends.
"""

import csv
from collections.abc import Iterator

from chalicelib.directory.extraction import Lines
from chalicelib.directory.faults import BadExtraction, LineFault, LineFaults

CONTRACT_COLUMNS = ("identifiantNational",)
DIRECTOR_COLUMNS = (
    "identifiantNational",
    "identifiantTechniqueDeLaStructure",
    "numeroFinessSite",
    "numeroSiretSite",
    "raisonSocialeSite",
    "enseigneCommercialeSite",
    "numeroVoie",
    "indiceRepetitionVoie",
    "codeTypeDeVoie",
    "libelleVoie",
    "codePostal",
    "bureauCedex",
)
"""After the person, names of the userinfo's activities."""

NUMBER_COLUMNS = ("structure", "numeroAm", "debut", "fin")
"""`structure` is the technical id of a place; days are written aaaa-mm-jj, or left empty."""

_LONGEST_ID, _LONGEST_ROW = 64, 1_000
"""Characters of an identifier, and of the other columns together."""


class ComplementRows:
    """The rows of a complement, read once. It works as `extraction.Rows`, with the columns of its own header."""

    def __init__(self, lines: Lines, columns: tuple[str, ...]) -> None:
        self._lines, self._columns = lines, columns
        self.count = 0
        self.faults = LineFaults()

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the identifier, and the other columns joined by « | »."""
        try:
            yield from self._rows(csv.reader(_decoded(self._lines), delimiter=";", strict=True))
        except csv.Error as error:
            raise BadExtraction(f"the file is no CSV: {error}") from error

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[tuple[bytes, bytes]]:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in self._columns if name not in header]
        if missing:
            raise BadExtraction(f"the header lacks {', '.join(f'« {name} »' for name in missing)}")
        places = [header.index(name) for name in self._columns]
        for number, fields in enumerate(reader, start=2):
            if len(fields) != len(header):
                self.faults.add(number, LineFault.COLUMNS)
                continue
            identifier, *values = (_on_one_line(fields[place]) for place in places)
            fault = _fault(identifier, values)
            if fault:
                self.faults.add(number, fault)
                continue
            self.count += 1
            yield identifier.encode(), "|".join(values).encode()


def _on_one_line(field: str) -> str:
    """Return a field as a part of a row: a quoted one may hold the ends of lines and the separator of rows."""
    return " ".join(field.replace("|", "/").split())


def _fault(identifier: str, values: list[str]) -> LineFault | None:
    if not identifier:
        return LineFault.NO_IDENTIFIER
    if "\0" in identifier + "".join(values):
        return LineFault.NUL
    return LineFault.TOO_LONG if len(identifier) > _LONGEST_ID or sum(map(len, values)) > _LONGEST_ROW else None


def _decoded(lines: Lines) -> Iterator[str]:
    for line in lines:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadExtraction("the file is not in UTF-8") from error
