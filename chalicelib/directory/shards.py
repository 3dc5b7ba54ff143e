"""The rows of a file, sorted out on disk by identifier, so that memory holds one part in a hundred at a time.

The lines of one person may stand anywhere in the extraction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from chalicelib.directory.kinds import Kind, Texts

SHARDS = 128
"""So that one of them, at 2.4 million lines, has some 10,000 persons: a few megabytes."""

_ROWS_AT_ONCE = 400_000
"""Rows gathered before they are written: some 50 MB."""


def spread(rows: Iterable[tuple[bytes, bytes]], folder: Path) -> None:
    """Write each row to the file of its identifier's shard in `folder`."""
    gathered: list[list[bytes]] = [[] for _ in range(SHARDS)]
    waiting = 0
    for identifier, row in rows:
        gathered[crc32(identifier) % SHARDS].append(identifier + b"|" + row)
        waiting += 1
        if waiting == _ROWS_AT_ONCE:
            _append(gathered, folder)
            waiting = 0
    _append(gathered, folder)


def _append(gathered: list[list[bytes]], folder: Path) -> None:
    for shard, rows in enumerate(gathered):
        if rows:
            with _path(shard, folder).open("ab") as file:
                file.write(b"\n".join(rows) + b"\n")
            rows.clear()


def entries_of(shard: int, folder: Path, kind: Kind) -> Iterator[tuple[str, Texts]]:
    """Yield the entries of one shard; its file is removed."""
    path = _path(shard, folder)
    if not path.exists():
        return
    rows: dict[bytes, set[bytes]] = defaultdict(set)
    with path.open("rb") as file:
        for line in file:
            identifier, _, row = line.rstrip(b"\n").partition(b"|")
            rows[identifier].add(row)
    path.unlink()
    for identifier, own in rows.items():
        texts = kind.texts_of(own)
        yield identifier.decode(), {name: text for name, text in texts.items() if text}


def _path(shard: int, folder: Path) -> Path:
    return folder / f"rows-{shard}"
