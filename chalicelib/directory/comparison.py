"""A load beside the last one: which persons are new, changed or gone. Ready to be written, on disk, shard by shard."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chalicelib.directory.persons import Person
from chalicelib.directory.shards import SHARDS, persons_of
from chalicelib.directory.snapshots import Snapshot, digest_of, packed, unpacked

TOGETHER = 8
"""Shards whose snapshots are read and written together: one call for some 900 kB."""

ReadSnapshots = Callable[[Sequence[int]], Mapping[int, Snapshot]]
"""Returns what the table holds of some shards."""


class Counts(NamedTuple):
    """How many persons a load names, how many the table held, and how many would be written or removed."""

    persons: int = 0
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
    """What one shard has to have written: persons put, identifiers removed."""

    put: list[Person]
    gone: list[str]

    @property
    def touched(self) -> list[str]:
        """The identifiers of all that is written or removed."""
        return [*(person.national_id for person in self.put), *self.gone]


def groups() -> list[range]:
    """Return the shards by groups of `TOGETHER`."""
    return [range(first, first + TOGETHER) for first in range(0, SHARDS, TOGETHER)]


def compare(folder: Path, read_snapshots: ReadSnapshots, progress: Callable[[int], None]) -> Counts:
    """Compare the rows in `folder` with what the table holds, and keep the difference there; `progress` by shards."""
    counts = Counts()
    for shards in groups():
        for shard, known in read_snapshots(shards).items():
            counts = counts.plus(_compare_shard(shard, folder, known))
        progress(shards.stop)
    return counts


def _compare_shard(shard: int, folder: Path, known: Snapshot) -> Counts:
    fresh: dict[str, bytes] = {}
    put: list[Person] = []
    for person in persons_of(shard, folder):
        digest = fresh[person.national_id] = digest_of(person)
        if known.get(person.national_id) != digest:
            put.append(person)
    gone = sorted(known.keys() - fresh.keys())
    if put or gone:
        with _difference(shard, folder).open("w", encoding="utf-8") as file:
            json.dump([put, gone], file)
        _snapshot(shard, folder).write_bytes(packed(fresh))
    (folder / f"rows-{shard}").unlink(missing_ok=True)
    added = sum(person.national_id not in known for person in put)
    return Counts(len(fresh), len(known), added, len(put) - added, len(gone))


def differing(shards: range, folder: Path) -> list[int]:
    """Return those of these shards that have anything to write."""
    return [shard for shard in shards if _difference(shard, folder).exists()]


def difference_of(shard: int, folder: Path) -> Difference:
    """Return what is to be written of a shard that differs."""
    with _difference(shard, folder).open(encoding="utf-8") as file:
        put, gone = json.load(file)
    return Difference([_person(fields) for fields in put], gone)


def snapshot_after(shard: int, folder: Path) -> dict[str, bytes]:
    """Return the snapshot of a shard that differs, once it is written."""
    return unpacked(_snapshot(shard, folder).read_bytes())


def _difference(shard: int, folder: Path) -> Path:
    return folder / f"difference-{shard}"


def _snapshot(shard: int, folder: Path) -> Path:
    return folder / f"snapshot-{shard}"


def _person(fields: list[object]) -> Person:
    """Return a person from JSON, which knows no tuples."""
    return Person(*(tuple(field) if isinstance(field, list) else field for field in fields))  # type: ignore[arg-type]
