"""The figures of the scenes in `docs/proofs.md`: written as a scene ends, and kept until it is run again."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.prove import figures
from tests.prove.interleavings.scenes import RACERS, SCENES

_SECTION = "interleavings"
_HEAD = ("scene", "acts and workers", "pairs", "interleavings", "wrong", "seconds", "run on")
_UNKNOWN = ("", "", "", "", "not to its end")


def note(name: str, counts: Sequence[int]) -> None:
    """Write what came of a scene: pairs, interleavings, what was wrong with them, processor seconds."""
    known = {row[0]: row[2:] for row in figures.written(_SECTION)}
    known[name] = [*map(str, counts), f"{datetime.now(UTC):%Y-%m-%d}"]
    rows = [(one, len(scene.racers), *known.get(one, _UNKNOWN)) for one, scene in SCENES.items()]
    sums = [sum(int(row[column] or 0) for row in rows) for column in range(2, 6)]
    figures.write(_SECTION, figures.table(_HEAD, [*rows, ("all", len(RACERS), *sums, "")]))
