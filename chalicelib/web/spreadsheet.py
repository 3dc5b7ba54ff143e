"""The délégant's delegations as a file for a French spreadsheet."""

import csv
import io
from collections.abc import Iterable

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.mailboxes import in_letters

_HEADER = (
    "Nom",
    "Prénom",
    "Identifiant",
    "Profil",
    "Début de validité",
    "Fin de validité",
    "Nb structures",
    "Statut",
    "Dernière utilisation",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for the code page of the machine."""


def as_csv(lines: Iterable[Line]) -> str:
    """Return the lines as CSV with semicolons and every cell quoted. No typed text can act as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for line in lines:
        writer.writerow(_plain(cell) for cell in _cells(line))
    return _BYTE_ORDER_MARK + written.getvalue()


def _cells(line: Line) -> tuple[str, ...]:
    summary = line.summary
    return (
        summary.name.nom.upper(),
        summary.name.prenom,
        in_letters(summary.address),
        PROFILS[summary.profil].label,
        f"{summary.validity.start:%d/%m/%Y}",
        f"{summary.validity.end:%d/%m/%Y}",
        "à choisir" if summary.is_wish else str(summary.structures),
        line.status.label,
        f"{line.used_on:%d/%m/%Y}" if line.used_on else "",
    )


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe makes it a text, which quotes do not."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
