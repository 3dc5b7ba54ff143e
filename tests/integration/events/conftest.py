"""Zoé's account."""

import pytest

from tests.integration.events.people import add_zoe
from tests.integration.world import World


@pytest.fixture(autouse=True)
def zoe(world: World) -> None:
    """Give Zoé an account and a password."""
    add_zoe(world)
