"""`make test` runs the short form of every proof; `PROVE=1` or `--steps` the long one (`make prove`)."""

import os
from collections.abc import Iterator

import pytest

from tests.integration.conftest import asked, aws, scenes, world
from tests.prove import figures
from tests.prove.processes.platform import Platform, embedded_platform
from tests.whole import IS_WHOLE

__all__ = ["asked", "aws", "scenes", "world"]

SHORT, LONG = 120, 10_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--steps N`: how many steps of random histories."""
    parser.addoption("--steps", type=int, default=None, help="steps of random histories (prove: 10000)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    for line in figures.LINES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def steps(pytestconfig: pytest.Config) -> int:
    """The number of steps of random histories."""
    given = pytestconfig.getoption("--steps", default=None)
    return int(given or os.environ.get("STEPS") or (LONG if IS_WHOLE else SHORT))


@pytest.fixture(scope="session")
def shared_platform() -> Iterator[Platform]:
    """Start an embedded AWS and what makes processes, once for all proofs."""
    with embedded_platform() as started:
        yield started


@pytest.fixture(scope="module")
def platform(shared_platform: Platform) -> Platform:
    """Return the platform with nothing in its AWS."""
    shared_platform.reset()
    return shared_platform
