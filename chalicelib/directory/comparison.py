"""A load beside the last one: which entries are new, changed or gone. Ready to be written, on disk, shard by shard."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chalicelib.directory.kinds import Kind, Texts
from chalicelib.directory.shards import SHARDS, entries_of
from chalicelib.directory.snapshots import Snapshot, digest_of, packed, unpacked

TOGETHER = 8
"""Shards whose snapshots are read and written together: one call for some 900 kB."""

ReadSnapshots = Callable[[Sequence[int]], Mapping[int, Snapshot]]
"""Returns what the table holds of some shards."""


class Counts(NamedTuple):
    """How many entries a load names, how many the table held, and how many would be written or removed."""

    entries: int = 0
    known: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0

    @property
    def touched(self) -> int:
        """How many items are written or removed."""
        return self.added + self.changed + self.gone

    def plus(self, other: "Counts") -> "Counts":
        """Return the sum."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Difference(NamedTuple):
    """What one shard has to have written: entries put, by identifier, and identifiers removed."""

    put: Mapping[str, Texts]
    gone: list[str]

    @property
    def touched(self) -> list[str]:
        """The identifiers of all that is written or removed."""
        return [*self.put, *self.gone]


def groups() -> list[range]:
    """Return the shards by groups of `TOGETHER`."""
    return [range(first, first + TOGETHER) for first in range(0, SHARDS, TOGETHER)]


def compare(folder: Path, kind: Kind, read_snapshots: ReadSnapshots, progress: Callable[[int], None]) -> Counts:
    """Compare the rows in `folder` with what the table holds, and keep the difference there; `progress` by shards."""
    counts = Counts()
    for shards in groups():
        for shard, known in read_snapshots(shards).items():
            counts = counts.plus(_compare_shard(shard, folder, kind, known))
        progress(shards.stop)
    return counts


def _compare_shard(shard: int, folder: Path, kind: Kind, known: Snapshot) -> Counts:
    fresh: dict[str, bytes] = {}
    put: dict[str, Texts] = {}
    for identifier, texts in entries_of(shard, folder, kind):
        digest = fresh[identifier] = digest_of(texts)
        if known.get(identifier) != digest:
            put[identifier] = texts
    gone = sorted(known.keys() - fresh.keys())
    if put or gone:
        with _difference(shard, folder).open("w", encoding="utf-8") as file:
            json.dump([put, gone], file)
        _snapshot(shard, folder).write_bytes(packed(fresh))
    added = len(put.keys() - known.keys())
    return Counts(len(fresh), len(known), added, len(put) - added, len(gone))


def differing(shards: range, folder: Path) -> list[int]:
    """Return those of these shards that have anything to write."""
    return [shard for shard in shards if _difference(shard, folder).exists()]


def difference_of(shard: int, folder: Path) -> Difference:
    """Return what is to be written of a shard that differs."""
    with _difference(shard, folder).open(encoding="utf-8") as file:
        return Difference(*json.load(file))


def snapshot_after(shard: int, folder: Path) -> dict[str, bytes]:
    """Return the snapshot of a shard that differs, once it is written."""
    return unpacked(_snapshot(shard, folder).read_bytes())


def _difference(shard: int, folder: Path) -> Path:
    return folder / f"difference-{shard}"


def _snapshot(shard: int, folder: Path) -> Path:
    return folder / f"snapshot-{shard}"
