"""Fixtures: people and situations in front of the API."""

import pytest

from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    """A world with its people, and no delegation yet."""
    return Scenes(world)


@pytest.fixture
def claire(scenes: Scenes) -> Api:
    """The délégant, with her card."""
    return Api(scenes.world, CLAIRE)


@pytest.fixture
def paul(scenes: Scenes) -> Api:
    """The délégué."""
    return Api(scenes.world, PAUL)
