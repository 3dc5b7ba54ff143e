"""A plugin of pytest that notes each test of its process in the file named by `TESTS_NOTED`."""

import os
import resource
import time
from pathlib import Path

import pytest
from _pytest.unraisableexception import gc_collect_iterations_key

from tests.suite.notes import Note

_FILE = Path(os.environ["TESTS_NOTED"])
_ENDS = time.monotonic() + float(os.environ["TESTS_SECONDS"])
_seconds: dict[str, float] = {}
_outcomes: dict[str, str] = {}


def _write(line: str) -> None:
    with _FILE.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def pytest_configure(config: pytest.Config) -> None:
    """Collect garbage once at the end, not five times: each takes half a second of what these tests leave."""
    config.stash[gc_collect_iterations_key] = 1


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note the number of tests."""
    _write(str(len(session.items)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of a test; note it at its end, and a failure at once."""
    name = report.nodeid
    _seconds[name] = _seconds.get(name, 0) + report.duration
    if report.outcome != "passed":
        _outcomes[name] = report.outcome
    is_over = report.when == "teardown"
    if is_over or report.failed:
        _write(Note(name, _seconds[name], _outcomes.get(name, "passed"), over=is_over).line)


def pytest_runtest_setup() -> None:
    """Skip the remaining tests after the time limit of `make quick`."""
    if time.monotonic() > _ENDS:
        pytest.skip("left to make test: the time of make quick is over")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many seconds of processor the job took, its servers and browsers included."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, others = (use.ru_utime + use.ru_stime for use in used)
    terminalreporter.write_line(f"processor: {own:.0f} s, and {others:.0f} s in other processes")
