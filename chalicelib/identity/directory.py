"""What the userinfo of Pro Santé Connect lacks, behind one small port (spec §1).

The real referential plugs in as another `Directory`; this one reads a file of the package.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from chalicelib.settings import Settings


@dataclass(frozen=True)
class DirectoryEntry:
    """What is known of one person beside the card; all empty for someone unknown.

    `numeros_am`: numéro AM by id of structure. `director_of`: establishments, in the shape of the userinfo's
    activities.
    """

    liberal_activity: bool = False
    assistant_contract: bool = False
    numeros_am: Mapping[str, str] = field(default_factory=dict)
    director_of: tuple[Mapping[str, Any], ...] = ()


class Directory(Protocol):
    """The port."""

    def lookup(self, national_id: str) -> DirectoryEntry:
        """Return what is known under a national identifier (`8` + RPPS, or a CPE's); empty when nothing is."""
        ...

    def liberal_activity_of_rpps(self, rpps: str) -> bool:
        """Whether the person of this RPPS (11 digits) has a liberal activity; false when unknown."""
        ...


class FileDirectory:
    """The directory as a mapping of national identifiers, in the format of `infra/local/samples/directory.json`."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self._entries = entries

    def lookup(self, national_id: str) -> DirectoryEntry:
        """Return what is known under a national identifier; empty when nothing is."""
        entry = self._entries.get(national_id, {})
        return DirectoryEntry(
            liberal_activity=bool(entry.get("liberal_activity")),
            assistant_contract=bool(entry.get("assistant_medical_contract")),
            numeros_am=entry.get("numeros_am") or {},
            director_of=tuple(entry.get("director_of") or ()),
        )

    def liberal_activity_of_rpps(self, rpps: str) -> bool:
        """Whether the person of this RPPS has a liberal activity; false when unknown."""
        return self.lookup(f"8{rpps}").liberal_activity


def directory(settings: Settings) -> Directory:
    """Return the directory of `settings.directory_file`, read once per process; empty when there is no file set.

    Raises OSError or ValueError when a file is set and cannot be read: a fault of the deployment, not of a request.
    """
    return _read(settings.directory_file)


@cache
def _read(path: str) -> FileDirectory:
    return FileDirectory(json.loads(Path(path).read_text(encoding="utf-8")) if path else {})
