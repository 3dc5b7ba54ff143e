"""`python -m tests.bench.directory [--people N]`: what loading an extraction of the whole country takes.

A first load, the same file again, and one with five thousand changes: read, compared and ready to be written. Nothing
is written to a table: the time of the writes is DynamoDB's. The floor is `csv` reading the same file. The section of
docs/performance.md is replaced.
"""

import argparse
import csv
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from chalicelib.directory.comparison import Counts, compare
from chalicelib.directory.extraction import Rows
from chalicelib.directory.kinds import PERSONS
from chalicelib.directory.shards import SHARDS, spread
from chalicelib.directory.snapshots import Snapshot, unpacked
from infra.local import extraction
from tests.bench.report import TARGET

COUNTRY = 1_200_000
"""Persons; two lines each on average."""

CHANGED = 5_000
MOST_SECONDS, MOST_MEGABYTES = 240, 256


class Measured(NamedTuple):
    """What one load took."""

    seconds: float
    disk: float
    counts: Counts


def main(arguments: list[str]) -> int:
    """Measure, and write what was measured; return 1 beyond the limits."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.directory", description="Measure a load.")
    parser.add_argument("--people", type=int, default=COUNTRY, help="how many persons the extraction has")
    people = parser.parse_args(arguments).people
    with tempfile.TemporaryDirectory(prefix="bench-directory-") as name:
        folder = Path(name)
        path, changed = folder / "extraction.txt", folder / "changed.txt"
        lines = extraction.write(path, people)
        _change(path, changed, min(CHANGED, people))
        first = _measured(path, folder / "first", lambda wanted: {shard: {} for shard in wanted})
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = _seconds(lambda: _read_by_csv(path))
        again = _measured(path, folder / "again", lambda wanted: _snapshots(folder / "first", wanted))
        later = _measured(changed, folder / "later", lambda wanted: _snapshots(folder / "first", wanted))
        size = path.stat().st_size / 1e6
    text = _section(people, lines, size, memory, floor, {"first": first, "again": again, "later": later})
    print(text)
    _write(text)
    return int(first.seconds > MOST_SECONDS or memory > MOST_MEGABYTES)


def _change(path: Path, changed: Path, persons: int) -> None:
    """Write the extraction again with another name for this many persons."""
    renamed = {extraction.rpps_of(number) for number in range(persons)}
    place = extraction.COLUMNS.index("Nom d'exercice")
    with path.open(encoding="utf-8") as before, changed.open("w", encoding="utf-8") as after:
        for line in before:
            fields = line.split("|")
            if fields[1] in renamed:
                fields[place] += " BIS"
            after.write("|".join(fields))


def _measured(path: Path, shards: Path, known: Callable[[Sequence[int]], Mapping[int, Snapshot]]) -> Measured:
    """Do all of a load but its writes."""
    shards.mkdir()
    disk = 0.0
    counts = Counts()

    def load() -> None:
        nonlocal disk, counts
        with path.open("rb") as file:
            spread(Rows(file), shards)
        disk = sum(one.stat().st_size for one in shards.iterdir()) / 1e6
        counts = compare(shards, PERSONS, known, lambda done: None)

    return Measured(_seconds(load), disk, counts)


def _snapshots(shards: Path, wanted: Sequence[int]) -> dict[int, Snapshot]:
    """Return the digests that the first load has left on disk."""
    return {shard: unpacked((shards / f"snapshot-{shard}").read_bytes()) for shard in wanted if shard < SHARDS}


def _seconds(work: Callable[[], None]) -> float:
    """Return the processor's seconds: what else the machine does is not in them."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _read_by_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            pass


def _section(people: int, lines: int, size: float, memory: float, floor: float, loads: Mapping[str, Measured]) -> str:
    rows = [
        ("a first load", loads["first"]),
        ("the same file again", loads["again"]),
        (f"a file with {min(CHANGED, people):,} changes", loads["later"]),
    ]
    table = "\n".join(
        f"| {name} | {load.seconds:.0f} s | {load.counts.touched:,} | {load.disk:.0f} MB |" for name, load in rows
    )
    return f"""## The national directory

{date.today().isoformat()}. An invented extraction of {lines:,} lines and {people:,} persons, {size:.0f} MB, is read,
compared with what the table holds, and made ready to be written; in seconds of one processor, without DynamoDB's time.
`csv` reading the same file, and doing nothing with it, takes {floor:.0f} s. A first load may take {MOST_SECONDS} s, and
{MOST_MEGABYTES} MB of resident memory; it took {memory:.0f} MB.

| load | processor | items to write | on disk meanwhile |
| --- | --- | --- | --- |
{table}
"""  # noqa: DTZ011 - the machine's day


def _write(section: str) -> None:
    """Replace the section in docs/performance.md, or add it."""
    text = TARGET.read_text(encoding="utf-8")
    heading = section.splitlines()[0]
    rest = re.sub(rf"\n*{heading}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    TARGET.write_text(f"{rest.rstrip()}\n\n{section}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
