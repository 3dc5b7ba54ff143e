"""A process that has imported everything and opened nothing: it forks one child for each thing to be done.

Standard input: one command a line, as JSON; standard output: its result. A child that is to crash ends by `os._exit`
at the very call it was told, before the request leaves or after the answer came; or DynamoDB throttles that call and
all that follow.
"""

import contextlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.acts.follow_link import DeadLink
from chalicelib.directory import comparison, shards
from chalicelib.domain.refusals import Refused
from chalicelib.mail import transport
from chalicelib.store import calls
from chalicelib.store.calls import Busy
from chalicelib.store.table import connection
from tests.prove.answers.faults import refused
from tests.prove.crash_points.scenarios import SCENARIOS
from tests.prove.crash_points.stage import Stage

CRASHED = 70
throttled = refused("ThrottlingException")


class Watch:
    """Counts the calls to AWS, and ends the process at one of them."""

    def __init__(self, number: int, when: str) -> None:
        self.calls: list[str] = []
        self._number = number
        self._when = when
        events: Any
        for events in (connection().client.meta.events, transport._client().meta.events):
            events.register("before-send", self._before, unique_id="crash-before")
            events.register("response-received", self._after, unique_id="crash-after")

    def _before(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        self.calls.append(event_name.removeprefix("before-send."))
        self._end_at("before")
        is_busy = self._when == "busy" and len(self.calls) > self._number
        return throttled(request, "") if is_busy and "dynamodb" in event_name else None

    def _after(self, **_: Any) -> None:
        self._end_at("after")

    def _end_at(self, when: str) -> None:
        if (len(self.calls) - 1, when) == (self._number, self._when):
            os._exit(CRASHED)


def prepare(command: dict[str, Any], stage: Stage) -> dict[str, Any]:
    """Build the scene and keep it."""
    scenario = SCENARIOS[command["scenario"]]
    stage.build()
    stage.kept = scenario.prepare(stage)
    stage.save(Path(command["scene"]))
    return {}


def play(command: dict[str, Any], stage: Stage) -> dict[str, Any]:
    """Put the scene back and play the scenario, to its end or to the crash."""
    stage.load(Path(command["scene"]))
    watch = Watch(command.get("number", -1), command.get("when", ""))
    try:
        SCENARIOS[command["scenario"]].run(stage)
    except Busy:
        os._exit(CRASHED)
    return {"calls": watch.calls}


def recover(command: dict[str, Any], stage: Stage) -> dict[str, Any]:
    """Let everything recover and check it; then repeat the act, as whoever got no answer does, and check again."""
    stage.remember(Path(command["scene"]))
    stage.recover()
    first = stage.checked()
    with contextlib.suppress(Refused, DeadLink):
        SCENARIOS[command["scenario"]].run(stage)
    stage.recover()
    return {"first": first, "again": stage.checked()}


_COMMANDS = {"prepare": prepare, "play": play, "recover": recover}


def _child(command: dict[str, Any], stage: Stage, results: int) -> None:
    try:
        stage.know_secrets()
        result = _COMMANDS[command["do"]](command, stage)
    except BaseException:
        result = {"error": traceback.format_exc()}
    with os.fdopen(results, "wb") as answer:
        answer.write(json.dumps(result).encode())
    os._exit(0)


def _forked(command: dict[str, Any], stage: Stage) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(command, stage, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as results:
        content = results.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == CRASHED:
        return {"crashed": True}
    result: dict[str, Any] = json.loads(content)
    return result


def main() -> None:
    """Answer commands until there are none."""
    stage = Stage(Path(sys.argv[1]))
    calls._FIRST_WAIT = 0  # nobody waits between two tries
    for module in (shards, comparison):
        vars(module)["SHARDS"] = 2  # all of them alike
    comparison.TOGETHER = 2
    # Made once, before any connection is opened: each child opens its own.
    assert connection().client
    assert transport._client()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the application logs is no answer
    for line in sys.stdin:
        answers.write(json.dumps(_forked(json.loads(line), stage)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
