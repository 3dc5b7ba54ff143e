"""One load of a file into the directory: read, compare, write only what differs.

It may end anywhere and be started again. While the entries of a shard are written, its snapshot says that they are in
doubt; so the next load, of whatever file, writes them all, and the table ends as one whole load would leave it.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from chalicelib.directory.comparison import Counts, compare, difference_of, differing, groups, snapshot_after
from chalicelib.directory.complements import ComplementRows
from chalicelib.directory.extraction import Rows
from chalicelib.directory.faults import BadExtraction, LineFaults
from chalicelib.directory.kinds import PERSONS, Kind, Texts
from chalicelib.directory.shards import SHARDS, spread
from chalicelib.directory.snapshots import in_doubt
from chalicelib.directory.sources import Extraction, opened
from chalicelib.domain.doubts import Load
from chalicelib.store import directory as table
from chalicelib.store.directory_state import LastLoad, note_load, read_last_load, release, take_lease

LEAST_SHARE = 0.8
"""Of the lines of the last load: a shorter file was not received, or not published, whole."""

MOST_FAULTY = 0.001
"""Of the lines of a file: beyond it the file is damaged, not the lines."""

MOST_CHANGED = 0.2
"""Of the entries known: beyond it an operator has to look at the file first."""

LEASE = timedelta(minutes=30)

AnyRows = Rows | ComplementRows

Progress = Callable[[str, int, int], None]
"""Called with the stage (`read`, `compare`, `write`), how far it is, and out of how many; 0 when that is unknown."""


class TooManyChanges(BadExtraction):
    """A file that is in order and would change more entries than a night does."""


class Loaded(NamedTuple):
    """What one load did."""

    lines: int
    faults: LineFaults
    counts: Counts
    published: datetime | None


Following = Callable[[Load, Mapping[str, Texts]], None]
"""Called with the load and the entries of some shards, by identifier, before they are written."""


def load(
    kind: Kind,
    where: str,
    now: datetime,
    progress: Progress,
    *,
    accept_changes: bool = False,
    follow: Following | None = None,
) -> Loaded:
    """Load the file at a path or an HTTPS address; raises `BadExtraction`, and then nothing has changed.

    Raises `Raced` when another load is under way. `accept_changes` is an operator's word for a load that changes more
    than `MOST_CHANGED` of the entries known. A first load is followed by nobody. A load that ends early may have been
    followed in part; the next one is, for all that was not written.
    """
    lease = secrets.token_urlsafe(9)
    take_lease(kind, lease, now, now + LEASE)
    try:
        with opened(where) as extraction, TemporaryDirectory(prefix="directory-") as name:
            is_first = read_last_load(kind) is None
            loaded = _prepare(kind, extraction, Path(name), progress)
            _require_usual(loaded.counts, accept_changes)
            this = Load(now, loaded.published)
            for shards in _written(kind, Path(name), loaded.counts.touched, progress):
                if follow and not is_first:
                    follow(this, _fresh(shards, Path(name)))
        note_load(kind, LastLoad(now, loaded.lines, loaded.counts.entries, loaded.published))
        return loaded
    finally:
        release(kind, lease)


def check(kind: Kind, where: str, progress: Progress) -> Loaded:
    """Return what a load would do, and do nothing; raises as `load`."""
    with opened(where) as extraction, TemporaryDirectory(prefix="directory-") as name:
        return _prepare(kind, extraction, Path(name), progress)


def _prepare(kind: Kind, extraction: Extraction, folder: Path, progress: Progress) -> Loaded:
    last = read_last_load(kind)
    if last and last.published and extraction.published and extraction.published < last.published:
        raise BadExtraction(f"the file is of {extraction.published:%Y-%m-%d %H:%M}, older than the one loaded last")
    rows = Rows(extraction.lines) if kind is PERSONS else ComplementRows(extraction.lines, kind.columns)
    spread(_counted(rows, last.lines if last else 0, progress), folder)
    _require_whole(rows, last)
    counts = compare(
        folder, kind, lambda shards: table.read_snapshots(kind, shards), lambda done: progress("compare", done, SHARDS)
    )
    return Loaded(rows.count, rows.faults, counts, extraction.published)


def _counted(rows: AnyRows, expected: int, progress: Progress) -> Iterator[tuple[bytes, bytes]]:
    for row in rows:
        if rows.count % 50_000 == 0:
            progress("read", rows.count, expected)
        yield row
    progress("read", rows.count, rows.count)


def _require_whole(rows: AnyRows, last: LastLoad | None) -> None:
    if not rows.count:
        raise BadExtraction("the file has a header and no line that can be read")
    if rows.faults.count > MOST_FAULTY * (rows.count + rows.faults.count):
        first = rows.faults.first[0]
        raise BadExtraction(
            f"{rows.faults.count} lines of {rows.count + rows.faults.count} cannot be read, "
            f"the first of them line {first.number}: {first.fault}"
        )
    if last and rows.count < LEAST_SHARE * last.lines:
        raise BadExtraction(f"the file has {rows.count} lines, under {LEAST_SHARE:.0%} of the {last.lines} of the last")


def _require_usual(counts: Counts, accepted: bool) -> None:
    differing = counts.added + counts.changed + counts.gone
    if counts.known and differing > MOST_CHANGED * counts.known and not accepted:
        raise TooManyChanges(f"{differing} of {counts.known} entries would change: look at the file, then accept it")


def _written(kind: Kind, folder: Path, total: int, progress: Progress) -> Iterator[list[int]]:
    """Yield the shards that differ, some at a time, and write each time what was yielded before."""
    done = 0
    for group in groups():
        shards = differing(group, folder)
        yield shards
        done += _write_some(kind, shards, folder)
        progress("write", done, total)


def _fresh(shards: list[int], folder: Path) -> dict[str, Texts]:
    return {identifier: texts for shard in shards for identifier, texts in difference_of(shard, folder).put.items()}


def _write_some(kind: Kind, shards: list[int], folder: Path) -> int:
    """Write what differs in some shards, in doubt until all of it is written; return how many items that was."""
    if not shards:
        return 0
    after = {shard: snapshot_after(shard, folder) for shard in shards}
    doubted = {shard: in_doubt(after[shard], difference_of(shard, folder).touched) for shard in shards}
    table.write_snapshots(kind, doubted)
    count = 0
    for shard in shards:
        difference = difference_of(shard, folder)
        table.write_entries(kind, difference.put, difference.gone)
        count += len(difference.touched)
    table.write_snapshots(kind, after)
    return count
