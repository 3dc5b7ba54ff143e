"""What a process does with a scenario: prepare its scene, play it, or recover from what a play has left."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.acts.follow_link import DeadLink
from chalicelib.domain.refusals import Refused
from chalicelib.mail import transport
from chalicelib.store import due_queue
from chalicelib.store.table import connection
from tests.prove.answers.faults import refusal
from tests.prove.crash_points.aws_in_memory import ANSWERED
from tests.prove.crash_points.scenarios import SCENARIOS
from tests.prove.crash_points.stage import Stage

READS = frozenset({"dynamodb.BatchGetItem", "dynamodb.Query", "dynamodb.GetItem"})
"""Calls that leave no trace."""
throttled = refusal("ThrottlingException")
At = Callable[[str], object]
"""What happens at a point, by its name."""


def clients() -> tuple[Any, ...]:
    """Return the clients of the application."""
    return connection().client, transport._client(), due_queue._client()


def name_of(number: int, when: str) -> str:
    """Return the name of the point before or after a call, or of DynamoDB being busy from there."""
    return f"{number}-{when}"


class Watch:
    """Counts the calls to AWS, does something before and after each, or lets DynamoDB be busy from one on."""

    def __init__(self, at: At, busy_from: float) -> None:
        self.calls: list[str] = []
        self._at = at
        self._busy_from = busy_from

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the application's clients meanwhile."""
        events = [client.meta.events for client in clients()]
        for each in events:
            each.register_first("before-send", self._before, unique_id="crash-before")
            each.register("response-received", self._after, unique_id="crash-after")
        try:
            yield
        finally:
            for each in events:
                each.unregister("before-send", unique_id="crash-before")
                each.unregister("response-received", unique_id="crash-after")

    def _before(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        self.calls.append(event_name.removeprefix("before-send."))
        self._at(name_of(len(self.calls) - 1, "before"))
        if len(self.calls) <= self._busy_from or "dynamodb" not in event_name:
            return None
        setattr(request, ANSWERED, True)
        return throttled(request, "")

    def _after(self, **_: Any) -> None:
        self._at(name_of(len(self.calls) - 1, "after"))


def prepare(command: dict[str, Any], stage: Stage, _: At) -> dict[str, Any]:
    """Build the scene and save it."""
    scenario = SCENARIOS[command["scenario"]]
    stage.build()
    stage.kept = scenario.prepare(stage)
    stage.save(Path(command["scene"]))
    return {}


def play(command: dict[str, Any], stage: Stage, at: At) -> dict[str, Any]:
    """Restore the scene and play the scenario to its end; raises `Busy` when DynamoDB is, from a call on."""
    stage.load(Path(command["scene"]))
    watch = Watch(at, command.get("busy_from", float("inf")))
    with watch.watching():
        SCENARIOS[command["scenario"]].run(stage)
    return {"calls": watch.calls}


def recover(command: dict[str, Any], stage: Stage, _: At) -> dict[str, Any]:
    """Recover and check; then repeat the act, as a client without an answer does, and check what that has changed."""
    stage.remember(Path(command["scene"]))
    stage.recover()
    first, before = stage.checked(), stage.state()
    with contextlib.suppress(Refused, DeadLink):
        SCENARIOS[command["scenario"]].run(stage)
    if stage.state() == before:
        return {"first": first, "again": first}
    stage.recover()
    return {"first": first, "again": stage.checked()}


COMMANDS = {"prepare": prepare, "play": play, "recover": recover}
