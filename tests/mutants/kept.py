"""What became of the mutants of a module, kept below `build/` while neither it nor its tests change.

A run that was cut off goes on where it was, and a second one is about what has changed.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.instead import ROOT
from tests.mutants.operators import Mutant
from tests.mutants.processes import Fate

FOLDER = ROOT / "build" / "mutants"


class Kept:
    """The known fates of one module's mutants, by number."""

    def __init__(self, path: str, tests: Sequence[str]) -> None:
        digest = hashlib.sha256()
        for file in _files([path, *tests, "tests/mutants/operators.py"]):
            digest.update(file.read_bytes())
        self._file = FOLDER / f"{Path(path).stem}-{digest.hexdigest()[:16]}.jsonl"
        self._known = {int(number): Fate(fate) for number, fate in map(json.loads, self._lines())}

    def fate(self, mutant: Mutant) -> Fate | None:
        """Return the fate of a mutant, None when it is unknown."""
        return self._known.get(mutant.number)

    def add(self, mutant: Mutant, fate: Fate) -> None:
        """Record one more fate."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="ascii") as file:
            file.write(json.dumps([mutant.number, fate.value]) + "\n")

    def _lines(self) -> list[str]:
        return self._file.read_text(encoding="ascii").splitlines() if self._file.exists() else []


def _files(paths: Iterable[str]) -> Iterable[Path]:
    for path in map(ROOT.joinpath, paths):
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []
