"""`python -m tests.bench.directory [--people N]`: what reading and comparing an extraction of the whole country takes.

Nothing is written to a table: the time of a first load is then DynamoDB's. The floor is `csv` reading the same file.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chalicelib.directory.comparison import compare
from chalicelib.directory.extraction import Rows
from chalicelib.directory.kinds import PERSONS
from chalicelib.directory.shards import spread
from infra.local import extraction

COUNTRY = 1_200_000
"""Persons; two lines each on average."""


def main(arguments: list[str]) -> int:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.directory", description="Measure a first load.")
    parser.add_argument("--people", type=int, default=COUNTRY, help="how many persons the extraction has")
    people = parser.parse_args(arguments).people
    with tempfile.TemporaryDirectory(prefix="bench-directory-") as name:
        path = Path(name) / "extraction.txt"
        lines = extraction.write(path, people)
        loaded = _processor_seconds(lambda: _prepare(path, Path(name)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = _processor_seconds(lambda: _read_by_csv(path))
    print(f"{lines} lines, {people} persons: {loaded:.1f} s of processor, {memory:.0f} MB at most; csv {floor:.1f} s")
    return 0


def _processor_seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _prepare(path: Path, folder: Path) -> None:
    """Do all of a first load but its writes."""
    shards = folder / "shards"
    shards.mkdir()
    with path.open("rb") as file:
        spread(Rows(file), shards)
    compare(shards, PERSONS, lambda wanted: {shard: {} for shard in wanted}, lambda done: None)


def _read_by_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
