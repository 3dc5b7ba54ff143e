"""HEAD, which mail gateways send first, answers like GET."""

from tests.integration.routes.addresses import visited
from tests.integration.routes.walk import path_of
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import Exchange


def test_head_answers_as_get_does(scenes: Scenes) -> None:
    for who in ("", CLAIRE, PAUL):
        browser = scenes.browser(who)
        for route in visited("GET"):
            path = path_of(route, scenes, "validated")
            got, headed = scenes.ask(browser, "GET", path), scenes.ask(browser, "HEAD", path)
            assert got.status == headed.status, path
            assert _steady(got) == _steady(headed), path


def _steady(found: Exchange) -> dict[str, str]:
    """Return the headers whose values depend neither on chance nor on the body."""
    chance = {"set-cookie", "content-length"}
    return {name.lower(): value for name, value in found.headers if name.lower() not in chance}
