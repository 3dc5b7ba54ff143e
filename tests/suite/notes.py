"""The notes of a test process: its number of tests, then one line for each test that has run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Note:
    """A test that has ended or failed; `outcome` is passed, failed or skipped."""

    name: str
    seconds: float
    outcome: str
    over: bool

    @property
    def line(self) -> str:
        """The note as a line of text."""
        return f"{self.seconds:.2f} {self.outcome} {self.over:d} {self.name}"


def read(file: Path) -> tuple[int, list[Note]]:
    """Return the number of tests, 0 during the collection, and the notes of the tests that have run."""
    lines = file.read_text(encoding="utf-8").split("\n")[:-1] if file.exists() else []
    return (int(lines[0]), [_note(line) for line in lines[1:]]) if lines else (0, [])


def _note(line: str) -> Note:
    seconds, outcome, over, name = line.split(" ", 3)
    return Note(name, float(seconds), outcome, over == "1")
