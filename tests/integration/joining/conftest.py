"""Fixtures: a card reader, and the délégant."""

import pytest

from tests.browser import Browser
from tests.integration.card_readers import Reader
from tests.integration.world import World


@pytest.fixture
def reader(world: World, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A card reader."""
    return Reader(world, monkeypatch)


@pytest.fixture
def claire(world: World) -> Browser:
    """Return the délégant's browser."""
    world.delegant()
    return world.signed_in("claire")
