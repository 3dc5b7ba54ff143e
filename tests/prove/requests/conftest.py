"""The fixtures of the tests of the APIs: what a service of the portal has, and the way to the application."""

from collections.abc import Iterator

import pytest

from tests.integration.access.conftest import keyed, local_signer, portal
from tests.integration.world import World
from tests.prove.requests.in_process import ADDRESS, network_replaced

__all__ = ["keyed", "local_signer", "portal"]


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Give the application an address; yield it."""
    with network_replaced():
        yield ADDRESS
