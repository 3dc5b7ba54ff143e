"""Fixtures: every situation at once and looks at it, built once for the folder; no test changes them."""

from collections.abc import Iterator

import pytest

from tests.integration.routes.looks import OPENING_ALL, Looks
from tests.integration.scenes import Scenes
from tests.integration.standing import standing_situations
from tests.integration.world import Exchange


@pytest.fixture(scope="package")
def scenes(aws: None) -> Iterator[Scenes]:
    """Yield every situation at once; no test of this folder changes it."""
    with standing_situations() as built:
        yield built


@pytest.fixture(scope="package")
def looks(scenes: Scenes) -> Looks:
    """Return what visitors see who open every address."""
    return Looks(scenes)


@pytest.fixture(scope="package")
def crawl(looks: Looks) -> list[Exchange]:
    """Return the answers to every address, opened by a visitor, by the délégant and by the délégué."""
    return [answer for who, mode in OPENING_ALL for answer in looks.of(who, mode).answers]
