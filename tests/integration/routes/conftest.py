"""Fixtures: every situation at once and a crawl through it, built once for the folder; no test changes them."""

from collections.abc import Iterator

import pytest

from tests.integration.routes.addresses import addresses, visited
from tests.integration.routes.walk import PUBLIC
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.standing import standing_situations
from tests.integration.world import Exchange


@pytest.fixture(scope="package")
def scenes(aws: None) -> Iterator[Scenes]:
    """Yield every situation at once; no test of this folder changes it."""
    with standing_situations() as built:
        yield built


@pytest.fixture(scope="package")
def crawl(scenes: Scenes) -> list[Exchange]:
    """Return the answers to every address, opened by a visitor, by the délégant and by the délégué."""
    already = len(scenes.world.exchanges)
    for who in ("", CLAIRE, PAUL):
        browser = scenes.browser(who)
        for route in visited("GET"):
            if not who or route not in PUBLIC:
                for path in addresses(route, scenes):
                    browser.get(path)
    return scenes.world.exchanges[already:]
