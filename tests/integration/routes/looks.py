"""Every address opened once for each visitor; the tests of this folder look at the same answers."""

from typing import Any, NamedTuple

from chalicelib.identity.sessions import Mode
from tests.integration.routes.addresses import addresses, visited
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import Exchange
from tests.whole import IS_WHOLE

OPENING_ALL = (("", Mode.CARTE), (CLAIRE, Mode.CARTE), (PAUL, Mode.MOT_DE_PASSE))
"""The visitor, the délégant, the délégué."""

OF_OTHERS = {
    "": ("/delegations/", "/recues/", "/pour-le-compte/"),
    CLAIRE: ("/recues/", "/pour-le-compte/"),
    PAUL: ("/delegations/",),
}
"""Where a visitor is led to the sign-in, and a person finds no delegation that is the other's to see."""


class Look(NamedTuple):
    """The answers to a visitor who opened everything, and the whole table before and after."""

    answers: list[Exchange]
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class Looks:
    """The looks of visitors at a world, each taken when it is first asked for.

    Three open every address; in the short form, of what is not theirs to see the addresses of two delegations alone.
    HEAD, and the others, do so in the whole form; else they open one for each answer that a route gave to the same
    person's GET, or to the délégant.
    """

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._known: dict[str, list[str]] = {}
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
        paths = [(route, path) for route in routes for path in self._addresses(route, who, mode, method)]
        before, already = world.everything(), len(world.exchanges)
        followed = set[tuple[str, str]]()
        for route, path in paths:
            page = browser.look(path, method)
            leads = route, page.leads_to.partition("?")[0]
            if page.leads_to and leads not in followed:
                followed.add(leads)
                browser.get(page.leads_to)
        return Look(world.exchanges[already:], before, world.everything())

    def _addresses(self, route: str, who: str, mode: Mode, method: str) -> list[str]:
        if route not in self._known:
            self._known[route] = addresses(route, self._scenes)
        every = self._known[route]
        like = (who, mode) if (who, mode) in OPENING_ALL else OPENING_ALL[1]
        if IS_WHOLE:
            return every
        if (*like, "GET") == (who, mode, method):
            return [path for path in every if not self._is_one_of_many(route, who, path)]
        statuses = {answer.path: answer.status for answer in self.of(*like).answers}
        return list({statuses[path]: path for path in every if path in statuses}.values())

    def _is_one_of_many(self, route: str, who: str, path: str) -> bool:
        """Whether a page is not for this visitor to see, and about a delegation that stands for no kind of them."""
        if "{delegation_id}" not in route or not route.startswith(OF_OTHERS[who]):
            return False
        kept = {"demand", "deleted"}
        return any(found in path for name, found in self._scenes.situations.items() if name not in kept)
