"""What the userinfo of Pro Santé Connect lacks, behind one small port (spec §1).

The real referential plugs in as another `Directory`; this one reads a file of the package.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from chalicelib.identity.fields import part, parts, texts
from chalicelib.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DirectoryEntry:
    """What is known of one person beside the card. None is unknown, not none; all of it for somebody unknown.

    `liberal_activity`: one of the person's own. `numeros_am`: numéro AM by id of structure. `director_of`:
    establishments, in the shape of the userinfo's activities.
    """

    liberal_activity: bool | None = None
    assistant_contract: bool | None = None
    numeros_am: Mapping[str, str] | None = None
    director_of: tuple[Mapping[str, Any], ...] | None = None


class Directory(Protocol):
    """The port."""

    def lookup(self, national_id: str) -> DirectoryEntry:
        """Return what is known under a national identifier (`8` + RPPS, or a CPE's)."""
        ...

    def liberal_activity_of_rpps(self, rpps: str) -> bool:
        """Whether the person of this RPPS (11 digits) has a liberal activity; false when unknown."""
        ...


class FileDirectory:
    """The directory as a mapping of national identifiers, in the format of `infra/local/samples/directory.json`."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self._entries = entries

    def lookup(self, national_id: str) -> DirectoryEntry:
        """Return what is known under a national identifier; a field that is absent or null is unknown."""
        entry = part(self._entries, national_id)
        has_numeros, has_director_of = (entry.get(name) is not None for name in ("numeros_am", "director_of"))
        return DirectoryEntry(
            liberal_activity=entry.get("liberal_activity"),
            assistant_contract=entry.get("assistant_medical_contract"),
            numeros_am=texts(part(entry, "numeros_am")) if has_numeros else None,
            director_of=tuple(parts(entry, "director_of")) if has_director_of else None,
        )

    def liberal_activity_of_rpps(self, rpps: str) -> bool:
        """Whether the person of this RPPS has a liberal activity; false when unknown."""
        return bool(self.lookup(f"8{rpps}").liberal_activity)


def look_up_or_none(settings: Settings, national_id: str) -> DirectoryEntry | None:
    """Return what the directory knows of a person; None when it fails, which is logged and stops nobody."""
    try:
        return directory(settings).lookup(national_id)
    except Exception:
        log.exception("directory_failed")
        return None


def directory(settings: Settings) -> Directory:
    """Return the directory of `settings.directory_file`, read once per process; empty when there is no file set.

    Raises OSError or ValueError when a file is set and cannot be read: a fault of the deployment, not of a request.
    """
    return _read(settings.directory_file)


@cache
def _read(path: str) -> FileDirectory:
    return FileDirectory(json.loads(Path(path).read_text(encoding="utf-8")) if path else {})
