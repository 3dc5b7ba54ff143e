"""Fixtures: the stand-in for Pro Santé Connect, started once for the folder, and a client of it."""

from collections.abc import Iterator

import pytest

from infra.local.clock import LocalClock
from infra.local.psc.process import Psc
from tests.integration.local_platform.stand_in import Application, running


@pytest.fixture(scope="package")
def psc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Psc]:
    """Yield the stand-in, whose clock no test advances."""
    with running(LocalClock(tmp_path_factory.mktemp("platform") / "clock")) as psc:
        yield psc


@pytest.fixture
def application(psc: Psc) -> Application:
    """Return an application that is about to sign a person in."""
    return Application(psc)
