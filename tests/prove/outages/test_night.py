"""A night, a hundred times smaller than the worst: its acts reach several workers through the queue, each once."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.prove.figures import publish
from tests.prove.processes.platform import Platform
from tests.whole import IS_WHOLE

COPIES = 500 if IS_WHOLE else 20
"""Délégants, each with two ends of validity and one purge."""
WORKERS, MOST = (4, 10) if IS_WHOLE else (2, 3)
"""Those that work side by side, and how many messages each takes at once: so few that each of them finds some."""
ALONE, WAIT = (40.0, 0.150) if IS_WHOLE else (1.0, 0.050)
"""Seconds for which one worker is alone, and those before each call to the table (`night.py`)."""
HIDDEN = 30 if IS_WHOLE else 6
"""Seconds after which the messages of a worker that does not come back are given to others, with all of their group."""
SECONDS = 1800.0 if IS_WHOLE else 120.0
_NIGHT = "tests.prove.outages.night"
Note = tuple[float, str]


def _notes(file: Path) -> list[Note]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [(float(moment), body) for moment, _, body in (line.partition(" ") for line in lines)]


def _pace(notes: list[list[Note]]) -> float:
    """Return how many messages these workers treated a second, from the first to the last."""
    moments = [moment for lines in notes for moment, _ in lines]
    return (len(moments) - 1) / (max(moments) - min(moments))


def _kill_one(platform: Platform, file: Path) -> None:
    """Start a worker and kill it in the middle of its first batch."""
    with platform.process(_NIGHT, "work", file, SECONDS, WAIT, MOST, seconds=SECONDS) as worker:
        ends = time.monotonic() + SECONDS
        while not _notes(file):
            assert not worker.has_ended, "it has ended"
            assert time.monotonic() < ends
            time.sleep(0.01)
        worker.kill()


def test_the_acts_of_a_night_are_done_once_each_by_workers_side_by_side(tmp_path: Path, platform: Platform) -> None:
    alone, killed, *files = (tmp_path / name for name in ("alone", "killed", *map(str, range(WORKERS))))
    asked = partial(platform.run, _NIGHT, seconds=SECONDS)
    asked("fill", COPIES, HIDDEN)
    asked("hand-over")
    asked("work", alone, ALONE, WAIT, MOST)
    _kill_one(platform, killed)
    with ThreadPoolExecutor(WORKERS + 1) as several:
        beats = several.submit(asked, "beat")
        list(several.map(lambda file: asked("work", file, SECONDS, WAIT, MOST), files))
        beats.result()
    found = asked("count")
    assert found == {"acts": {"fin": 2 * COPIES, "purge": COPIES}, "most": 1, "left": False}
    notes = [_notes(file) for file in files]
    assert all(notes), "each of them works"
    one, four = _pace([_notes(alone)]), _pace(notes)
    head = ("délégants", "ends", "purges", "messages by each worker", "one alone", "side by side", "times")
    shares = [len(lines) for lines in notes]
    row = (COPIES, 2 * COPIES, COPIES, shares, f"{one:.1f} a second", f"{four:.1f} a second", f"{four / one:.1f}")
    publish("night", head, [row])
    if IS_WHOLE:
        assert four >= 3 * one
