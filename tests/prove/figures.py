"""The figures of a run: printed at its end, and written into `docs/proofs.md` after a full run."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.whole import IS_WHOLE

PAGE = Path(__file__).parents[2] / "docs" / "proofs.md"

LINES: list[str] = []
"""What is said at the end."""


def publish(section: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table at the end of the run, and write it into its section of `docs/proofs.md`."""
    lines = table(head, rows)
    LINES.extend((section, *lines))
    if IS_WHOLE:
        write(section, [f"Written on {datetime.now(UTC):%Y-%m-%d} by the run itself.", "", *lines])


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the lines of a table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def written(section: str) -> list[list[str]]:
    """Return the rows of the table that stands in `section`, without its head."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"<!-- {section} -->")
    lines = [line for line in rest.partition(f"<!-- /{section} -->")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def write(section: str, lines: Sequence[str]) -> None:
    """Replace the text between the marks of `section`."""
    first, last = f"<!-- {section} -->", f"<!-- /{section} -->"
    before, found, rest = PAGE.read_text(encoding="utf-8").partition(first)
    _, ended, after = rest.partition(last)
    if not (found and ended):
        raise ValueError(f"docs/proofs.md has no place for {section}")
    text = "\n".join([before + first, *lines, last]) + after
    PAGE.write_text(text, encoding="utf-8")
