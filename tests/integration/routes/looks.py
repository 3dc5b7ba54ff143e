"""Every address opened once for each visitor; the tests of this folder look at the same answers."""

from typing import Any, NamedTuple

from chalicelib.identity.sessions import Mode
from tests.integration.routes.addresses import addresses, visited
from tests.integration.scenes import PAUL, Scenes
from tests.integration.world import Exchange


class Look(NamedTuple):
    """The answers to a visitor who opened everything, and the whole table before and after."""

    answers: list[Exchange]
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class Looks:
    """The looks of visitors at a world, each taken when it is first asked for."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._taken: dict[tuple[str, Mode, str], Look] = {}

    def of(self, who: str, mode: Mode = Mode.CARTE, method: str = "GET") -> Look:
        """Return what a visitor or a person sees."""
        asked = who, mode, method
        if asked not in self._taken:
            self._taken[asked] = self._take(*asked)
        return self._taken[asked]

    def _take(self, who: str, mode: Mode, method: str) -> Look:
        world, browser = self._scenes.world, self._scenes.browser(who, mode)
        routes = visited(method)
        if who not in {"", PAUL} or (who and method == "HEAD"):
            routes = [route for route in routes if "{token}" not in route]  # this route ignores the session
        before, already = world.everything(), len(world.exchanges)
        for route in routes:
            for path in addresses(route, self._scenes):
                browser.get(path, method)
        return Look(world.exchanges[already:], before, world.everything())
