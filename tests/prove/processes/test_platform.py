"""What waits for a process gives up in time, and leaves nothing that goes on writing."""

import os
import time

import pytest

from tests.prove.processes.platform import Platform

_SECONDS = 10.0


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_takes_too_long_is_ended(platform: Platform) -> None:
    with (
        pytest.raises(TimeoutError),
        platform.process("timeit", "-n1", "-r1", "import time; time.sleep(60)", seconds=2) as process,
    ):
        process.result()
    ends = time.monotonic() + _SECONDS
    while _is_there(process.pid):
        assert time.monotonic() < ends, "it goes on"
        time.sleep(0.01)


def test_a_process_that_fails_has_ended(platform: Platform) -> None:
    with platform.process("timeit", "-n1", "-r1", "raise SystemExit", seconds=_SECONDS) as process:
        ends = time.monotonic() + _SECONDS
        while not process.has_ended:
            assert time.monotonic() < ends, "nothing says so"
            time.sleep(0.01)
        with pytest.raises(AssertionError):
            process.result()
