"""Ctrl-C and SIGTERM end the platform at once, with all its processes."""

import signal
from pathlib import Path

import pytest

from tests.end_to_end.local_platform import running, until

PROC = Path("/proc")


def descendants(pid: int) -> set[int]:
    """Return all the descendants of a process."""
    files = (PROC / str(pid) / "task").glob("*/children")
    children = {int(child) for file in files for child in file.read_text(encoding="ascii").split()}
    return children.union(*(descendants(child) for child in children))


def alive(pids: set[int]) -> set[int]:
    """Return the processes that still run."""
    return {pid for pid in pids if (PROC / str(pid)).exists()}


@pytest.mark.skipif(not PROC.exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_every_process_of_the_platform(number: signal.Signals, tmp_path: Path) -> None:
    with running(tmp_path) as platform:
        children = descendants(platform.pid)
        assert len(children) >= 2, "the embedded AWS and the stand-in of Pro Santé Connect"
        platform.browser().get("/connexion")
        assert platform.end(number) == 0
        until(lambda: not alive(children), 1, "a child is left")
    assert [path.name for path in tmp_path.iterdir()] == ["said.txt"]
