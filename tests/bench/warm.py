"""The processor's time that a warm instance spends on each route, emulated AWS taken off, and the calls that it makes.

The routes and how each is used are those of the test of call budgets, which fails for a route without one.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from moto.core.botocore_stubber import BotocoreStubber

from chalicelib import runtime
from tests.bench.scene import fresh_world
from tests.integration.budgets.forms import SENDING
from tests.integration.budgets.lines import Line
from tests.integration.budgets.pages import LOOKING
from tests.integration.scenes import Scenes
from tests.integration.world import World

_ANOTHER_SITE = ("/connexion/carte", "/connexion/retour")
"""Routes that wait for Pro Santé Connect: their time is its."""


@dataclass
class Watch:
    """How long the emulated AWS has taken so far; it is no part of the product."""

    emulated: float = 0.0


@dataclass(frozen=True)
class Warm:
    """One use of a route: the handler's own milliseconds, and its calls."""

    route: str
    method: str
    case: str
    milliseconds: float
    calls: str


@dataclass
class Timed:
    """Times each request of a world's browsers."""

    watch: Watch
    own: list[float] = field(default_factory=list)

    def install(self, world: World) -> None:
        request = world.answer

        def timed(*arguments: Any, **options: Any) -> Any:
            emulated, begun = self.watch.emulated, time.thread_time()
            try:
                return request(*arguments, **options)
            finally:
                taken = time.thread_time() - begun
                self.own.append(1000 * (taken - (self.watch.emulated - emulated)))

        world.answer = timed


@contextmanager
def emulation_watched() -> Iterator[Watch]:
    """Count the time that moto takes."""
    watch = Watch()
    answer: Callable[..., Any] = BotocoreStubber.__call__

    def watched(*arguments: Any, **options: Any) -> Any:
        begun = time.thread_time()
        try:
            return answer(*arguments, **options)
        finally:
            watch.emulated += time.thread_time() - begun

    setattr(BotocoreStubber, "__call__", watched)  # noqa: B010 - a method may not be assigned to
    try:
        yield watch
    finally:
        setattr(BotocoreStubber, "__call__", answer)  # noqa: B010


def routes(watch: Watch, times: int) -> list[Warm]:
    """Play every use of every route."""
    lines = [line for line in [*LOOKING, *SENDING] if line.route not in _ANOTHER_SITE]
    return [_route(line, watch, times) for line in lines]


def _route(line: Line, watch: Watch, times: int) -> Warm:
    taken = []
    calls: Counter[str] = Counter()
    for _ in range(times):
        with fresh_world() as world:
            timed = Timed(watch)
            timed.install(world)
            runtime.context()  # a warm instance has its keys
            exchange = line.play(Scenes(world), line.method)
            taken.append(timed.own[-1])
            calls = Counter(call.rpartition(".")[2] for call in exchange.calls)
    shown = ", ".join(f"{count} {name}" for name, count in sorted(calls.items()))
    return Warm(line.route, line.method, line.case, median(taken), shown or "none")
