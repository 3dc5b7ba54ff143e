"""The délégant's delegations as a file for a French spreadsheet."""

import csv
import io
from collections.abc import Iterable

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.catalogue import PROFILS

_HEADER = ("Nom", "Prénom", "Identifiant", "Profil", "Début de validité", "Fin de validité", "Nb structures", "Statut")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for the code page of the machine."""


def as_csv(lines: Iterable[Line]) -> str:
    """Return the lines with semicolons, every cell quoted; nothing typed by anybody can be a formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for line in lines:
        writer.writerow(_plain(cell) for cell in _cells(line))
    return _BYTE_ORDER_MARK + written.getvalue()


def _cells(line: Line) -> tuple[str, ...]:
    found = line.summary
    return (
        found.name.nom.upper(),
        found.name.prenom,
        found.address,
        PROFILS[found.profil].label,
        f"{found.validity.start:%d/%m/%Y}",
        f"{found.validity.end:%d/%m/%Y}",
        str(found.structures),
        line.status.label,
    )


def _plain(cell: str) -> str:
    """A spreadsheet runs what begins like a formula, quoted or not: an apostrophe makes it a text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
