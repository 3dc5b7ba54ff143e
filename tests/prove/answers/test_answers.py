"""For each answer of DynamoDB, at each call of a route: the usual result, or « Réessayez » and nothing half done."""

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.identity import psc
from chalicelib.identity.psc import Start
from tests.integration.api.test_call_budgets import BUDGETS
from tests.integration.budgets.costs import Calls
from tests.integration.budgets.forms import SENDING
from tests.integration.budgets.lines import Line
from tests.integration.budgets.pages import LOOKING
from tests.integration.budgets.plays import signed_in_by_card
from tests.integration.scenes import Scenes
from tests.integration.world import Exchange, World
from tests.prove.answers.faults import Faults, faults_of, inject
from tests.whole import IS_WHOLE


def _line(name: str, case: str, calls: Calls, play: Callable[[Scenes], object]) -> Line:
    """Return an operation of the API as a line, whose last request is under test."""

    def played(scenes: Scenes, _: str) -> Exchange:
        play(scenes)
        return scenes.world.exchanges[-1]

    return Line(name, "", case, calls, played)


LINES = [line for line in (*SENDING, *LOOKING, *(_line(*budget) for budget in BUDGETS)) if line.calls]
PERSISTING = ("throttled", "silent", "done in silence")
"""What is also tried as often as the call is."""
_EVERY = 1 if IS_WHOLE else 5
_VARYING = frozenset({"limit", "lock", "lookup", "refusal", "sessions", "challenge", "turn"})
"""Kinds of items that are written beside an act, each by itself."""
Items = list[dict[str, Any]]


class Stage:
    """Plays a line in an empty world, any number of times."""

    def __init__(self, world: World) -> None:
        self.world = world

    def scenes(self) -> Scenes:
        """Put the people into an empty table."""
        self.world.destroy()
        self.world.create()
        self.world.exchanges.clear()
        self.world._browsers.clear()
        return Scenes(self.world)

    def usual(self, line: Line) -> tuple[Exchange, int]:
        """Play the line; return the answer to its request, before any redirection, and the request's number."""
        calls = line.play(self.scenes(), line.method).calls
        number = next(at for at, one in enumerate(self.world.exchanges) if one.calls is calls)
        return self.world.exchanges[number], number

    def has_marks(self) -> bool:
        """Whether something is left to the schedule, which carries it on."""
        return any(item["kind"]["S"] == "follow" for item in self.world.items())

    def faulty(self, line: Line, faults: Faults, last: int) -> tuple[Exchange, Items]:
        """Play the line with faults in that request; return its answer and the items before it."""
        scenes, before, carry = self.scenes(), Items(), World._carry

        def carried(world: World, *given: Any) -> Any:
            if len(world.exchanges) != last:
                return carry(world, *given)
            before.extend(world.items())
            with faults.given_now():
                return carry(world, *given)

        with pytest.MonkeyPatch.context() as patch, inject(faults):
            patch.setattr(World, "_carry", carried)
            line.play(scenes, line.method)
        return self.world.exchanges[last], before


@pytest.fixture
def stage(world: World, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Yield a stage with a Pro Santé Connect that answers at once, and without waits between tries."""
    monkeypatch.setattr(psc, "start", lambda *_: Start("etat", "https://psc.example/", "state"))
    monkeypatch.setattr(psc, "finish", lambda *_: signed_in_by_card())
    monkeypatch.setattr("chalicelib.store.calls._FIRST_WAIT", 0)
    runtime.context()
    return Stage(world)


def cases(line: Line, calls: tuple[str, ...]) -> list[tuple[int, str, bool]]:
    """Return every fault of every call, once and at all tries; one of each in the short form."""
    every = [
        (number, fault, always)
        for number, call in enumerate(calls)
        for fault in faults_of(call.partition(".")[2])
        for always in ((False, True) if fault in PERSISTING else (False,))
    ]
    if IS_WHOLE:
        return every
    chosen = random.Random(str(line))  # noqa: S311 - the same at every run
    return [chosen.choice([one for one in every if one[2] is always]) for always in (False, True)]


def count_items(items: Items) -> Counter[str]:
    """Count the items by kind and state."""
    return Counter(_state(item) for item in items if item["kind"]["S"] not in _VARYING)


def _state(item: dict[str, Any]) -> str:
    content = item.get("content", {}).get("M", {})
    parts = (item.get("status"), item.get("revision"), item.get("unread"), item.get("end"), content.get("status"))
    return json.dumps([item["kind"]["S"], *parts])


@pytest.mark.parametrize("line", LINES[::_EVERY], ids=str)
def test_each_route_answers_as_usual_or_asks_to_try_again(line: Line, stage: Stage) -> None:
    usual, last = stage.usual(line)
    after = count_items(stage.world.items())
    for number, fault, always in cases(line, usual.calls):
        faults = Faults(number, fault, always)
        found, before = stage.faulty(line, faults, last)
        where = f"call {number} of {usual.calls}, {fault}{', always' * always}: {found.status} {found.body}"
        assert faults.given, where
        assert found.status == usual.status or (always and _asks_to_try_again(found)), where
        if stage.has_marks():
            stage.world.pass_time(minutes=2)
        assert count_items(stage.world.items()) in (count_items(before), after), f"half done: {where}"


def _asks_to_try_again(found: Exchange) -> bool:
    return found.status == 503 and int(found.header("Retry-After")) > 0
