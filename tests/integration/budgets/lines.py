"""One line of the tables: a way to use a route, and its cost."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.integration.budgets.costs import Calls
from tests.integration.scenes import Scenes
from tests.integration.world import Exchange

Play = Callable[[Scenes, str], Exchange]
"""Uses a route with a method, in situations of its own."""

ONE, LINK = "/delegations/{delegation_id}", "/lien/{purpose}/{token}"
"""Routes that have many lines."""

DETAIL, RECEIVED = "/delegations/{id}", "/recues/{id}"
"""Addresses of what a play builds."""


@dataclass(frozen=True)
class Line:
    """One way to use a route: the play, with GET or HEAD where the method is GET, and its cost."""

    route: str
    method: str
    case: str
    calls: Calls
    play: Play

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.case}".strip()
