"""Mail gateways open every link and browsers prefetch pages: GET and HEAD never change anything.

The tests open every route, delegation, situation and link, live or dead, and compare the whole table.
"""

import pytest

from chalicelib.identity.sessions import Mode
from tests.integration.routes.addresses import addresses, visited
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

WRITES = ("Put", "Update", "Delete", "Transact", "BatchWrite")

VISITORS = [
    pytest.param("", Mode.CARTE, id="nobody"),
    pytest.param(CLAIRE, Mode.CARTE, id="the délégant"),
    pytest.param(HELENE, Mode.CARTE, id="another délégant"),
    pytest.param(PAUL, Mode.MOT_DE_PASSE, id="the délégué"),
]
OTHER_VISITORS = [
    pytest.param(CLAIRE, Mode.MOT_DE_PASSE, id="the délégant without his card"),
]


def test_every_route_that_answers_to_get_answers_to_head() -> None:
    assert visited("GET") == visited("HEAD")


@pytest.mark.parametrize(("who", "mode"), VISITORS + OTHER_VISITORS)
def test_get_changes_nothing(scenes: Scenes, who: str, mode: Mode) -> None:
    _look_everywhere(scenes, who, mode, "GET")


@pytest.mark.parametrize(("who", "mode"), VISITORS)
def test_head_changes_nothing(scenes: Scenes, who: str, mode: Mode) -> None:
    _look_everywhere(scenes, who, mode, "HEAD")


def _look_everywhere(scenes: Scenes, who: str, mode: Mode, method: str) -> None:
    browser = scenes.browser(who, mode)
    routes = visited(method)
    assert len(routes) > 20
    if who not in {"", PAUL} or (who and method == "HEAD"):
        routes = [route for route in routes if "{token}" not in route]  # this route ignores the session
    before = scenes.world.everything()
    already = len(scenes.world.exchanges)

    for route in routes:
        for path in addresses(route, scenes):
            browser.get(path, method)

    made = scenes.world.exchanges[already:]
    assert scenes.world.everything() == before
    assert not [exchange.path for exchange in made if exchange.status >= 500 and "/carte" not in exchange.path]
    written = {call for exchange in made for call in exchange.calls if call.split(".")[1].startswith(WRITES)}
    assert not written
