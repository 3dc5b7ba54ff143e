"""The rows of an extraction, sorted out on disk by person, so that memory holds one part in a hundred at a time.

The lines of one person may stand anywhere in the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from chalicelib.directory.extraction import activities_of
from chalicelib.directory.persons import Person, person_of

SHARDS = 128
"""So that one of them, at 2.4 million lines, has some 10,000 persons: a few megabytes."""

_ROWS_AT_ONCE = 400_000
"""Rows gathered before they are written: some 50 MB."""


def shard_of(national_id: str) -> int:
    """Return the shard of a person."""
    return crc32(national_id.encode()) % SHARDS


def spread(rows: Iterable[tuple[bytes, bytes]], folder: Path) -> None:
    """Write each row to the file of its person's shard in `folder`."""
    gathered: list[list[bytes]] = [[] for _ in range(SHARDS)]
    waiting = 0
    for national_id, row in rows:
        gathered[crc32(national_id) % SHARDS].append(national_id + b"|" + row)
        waiting += 1
        if waiting == _ROWS_AT_ONCE:
            _append(gathered, folder)
            waiting = 0
    _append(gathered, folder)


def _append(gathered: list[list[bytes]], folder: Path) -> None:
    for shard, rows in enumerate(gathered):
        if rows:
            with (folder / f"rows-{shard}").open("ab") as file:
                file.write(b"\n".join(rows) + b"\n")
            rows.clear()


def persons_of(shard: int, folder: Path) -> Iterator[Person]:
    """Yield the persons of one shard."""
    path = folder / f"rows-{shard}"
    if not path.exists():
        return
    rows: dict[bytes, set[bytes]] = defaultdict(set)
    with path.open("rb") as file:
        for line in file:
            national_id, _, row = line.rstrip(b"\n").partition(b"|")
            rows[national_id].add(row)
    for national_id, own in rows.items():
        yield person_of(national_id.decode(), activities_of(own))
