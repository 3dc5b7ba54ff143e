"""A plugin of pytest, for one process of several: it notes each test in the file that `TESTS_NOTED` names."""

import os
import time
from pathlib import Path

import pytest

from tests.suite.notes import Note

_FILE = Path(os.environ["TESTS_NOTED"])
_ENDS = time.monotonic() + float(os.environ["TESTS_SECONDS"])
_seconds: dict[str, float] = {}
_outcomes: dict[str, str] = {}


def _write(line: str) -> None:
    with _FILE.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note how many tests there are."""
    _write(str(len(session.items)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up how long a test takes; note it when it is over, and a failure at once."""
    name = report.nodeid
    _seconds[name] = _seconds.get(name, 0) + report.duration
    if report.outcome != "passed":
        _outcomes[name] = report.outcome
    is_over = report.when == "teardown"
    if is_over or report.failed:
        _write(Note(name, _seconds[name], _outcomes.get(name, "passed"), over=is_over).line)


def pytest_runtest_setup() -> None:
    """Begin no test once the time of `make quick` is over."""
    if time.monotonic() > _ENDS:
        pytest.skip("left to make test: the time of make quick is over")
