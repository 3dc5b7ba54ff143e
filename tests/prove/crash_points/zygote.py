"""A process that has imported everything and opened no connection: it forks one child for each command.

Standard input: one command a line, as JSON; standard output: its result. A child that must crash ends by `os._exit` at
the given call, before its request or after its answer; or DynamoDB throttles that call and all later ones.
"""

import contextlib
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import email_validator  # noqa: F401 - each child would import it
from botocore.awsrequest import AWSResponse

from chalicelib.acts.follow_link import DeadLink
from chalicelib.directory import comparison, shards
from chalicelib.domain.refusals import Refused
from chalicelib.mail import message, transport
from chalicelib.store import calls, due_queue
from chalicelib.store.calls import Busy
from chalicelib.store.table import connection
from chalicelib.templating import html_environment, text_environment
from tests import cheap_passwords, kept_templates
from tests.dynamodb.memory import short_way
from tests.prove.answers.faults import refusal
from tests.prove.crash_points.aws_in_memory import ANSWERED, AwsInMemory
from tests.prove.crash_points.scenarios import SCENARIOS
from tests.prove.crash_points.stage import Stage

CRASHED = 70
READS = frozenset({"dynamodb.BatchGetItem", "dynamodb.Query", "dynamodb.GetItem"})
"""Calls that leave no trace."""
throttled = refusal("ThrottlingException")


class Watch:
    """Counts the calls to AWS, and ends the process at one of them, or leaves what an end at each would leave."""

    def __init__(
        self, number: int, when: str, crash: Callable[[], object], leave: Callable[[str], object] | None
    ) -> None:
        self.calls: list[str] = []
        self._crash = crash
        self._leave = leave
        self._number = number
        self._when = when
        events: Any
        for events in (client.meta.events for client in _of_the_application()):
            events.register_first("before-send", self._before, unique_id="crash-before")
            events.register("response-received", self._after, unique_id="crash-after")

    def _before(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        self.calls.append(event_name.removeprefix("before-send."))
        self._end_at("before")
        is_busy = self._when == "busy" and len(self.calls) > self._number
        if not is_busy or "dynamodb" not in event_name:
            return None
        setattr(request, ANSWERED, True)
        return throttled(request, "")

    def _after(self, **_: Any) -> None:
        self._end_at("after")

    def _end_at(self, when: str) -> None:
        number = len(self.calls) - 1
        if self._leave and self.calls[-1] not in READS:
            self._leave(name_of(number, when))
        if (number, when) == (self._number, self._when):
            self._crash()


def name_of(number: int, when: str) -> str:
    """Return the name under which is left what an end before or after a call leaves."""
    return f"{number}-{when}"


def _of_the_application() -> tuple[Any, ...]:
    return connection().client, transport._client(), due_queue._client()


class Actor:
    """A child: its stage, its AWS and its end."""

    def __init__(self, stage: Stage, memory: AwsInMemory | None) -> None:
        self.stage = stage
        self._memory = memory

    def begin(self, left: str) -> None:
        """Load the AWS as the last child left it, or as it was left under a name."""
        self.stage.know_secrets()
        if self._memory:
            self._memory.begin(left)

    def leave(self, name: str) -> None:
        """Leave the AWS as it is now under a name; only one in memory can be left."""
        assert self._memory
        self._memory.leave(name)

    def end(self, status: int) -> NoReturn:
        """End at once."""
        if self._memory:
            self._memory.leave()
        os._exit(status)


def prepare(command: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Build the scene and save it."""
    stage, scenario = actor.stage, SCENARIOS[command["scenario"]]
    stage.build()
    stage.kept = scenario.prepare(stage)
    stage.save(Path(command["scene"]))
    return {}


def play(command: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Restore the scene and play the scenario, to its end or to the crash; `leaving`: what each call leaves is kept."""
    actor.stage.load(Path(command["scene"]))
    leave = actor.leave if command.get("leaving") else None
    watch = Watch(command.get("number", -1), command.get("when", ""), lambda: actor.end(CRASHED), leave)
    try:
        SCENARIOS[command["scenario"]].run(actor.stage)
    except Busy:
        actor.end(CRASHED)
    return {"calls": watch.calls}


def recover(command: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Recover and check; then repeat the act, as a client without an answer does, and check again."""
    stage = actor.stage
    stage.remember(Path(command["scene"]))
    stage.recover()
    first = stage.checked()
    with contextlib.suppress(Refused, DeadLink):
        SCENARIOS[command["scenario"]].run(stage)
    stage.recover()
    return {"first": first, "again": stage.checked()}


_COMMANDS = {"prepare": prepare, "play": play, "recover": recover}


def _child(command: dict[str, Any], actor: Actor, results: int) -> NoReturn:
    try:
        actor.begin(command.get("left", ""))
        result = _COMMANDS[command["do"]](command, actor)
    except BaseException:
        result = {"error": traceback.format_exc()}
    with os.fdopen(results, "wb") as answer:
        answer.write(json.dumps(result).encode())
    actor.end(0)


def _forked(command: dict[str, Any], actor: Actor) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(command, actor, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as results:
        content = results.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == CRASHED:
        return {"crashed": True}
    result: dict[str, Any] = json.loads(content)
    return result


def _header_alone(_kind: object, _facts: object, _links: object, _to: object, mail_id: str, *_: object) -> bytes:
    """Write a mail without its texts, of which its name is all that is read here."""
    return f"X-Delegation-Mail: {mail_id}\r\n\r\n".encode()


def read_templates() -> None:
    """Compile the templates of the mails once for all children."""
    for environment in (html_environment(), text_environment()):
        for name in environment.list_templates():
            if name.startswith("mails/"):
                environment.get_template(name)


def main(mails: Path, *, in_memory: bool) -> None:
    """Answer commands until the input ends."""
    cheap_passwords.install()
    kept_templates.install()
    stage = Stage(mails)
    calls._FIRST_WAIT = 0  # no waits between tries
    for module in (shards, comparison):
        vars(module)["SHARDS"] = 2  # all of them alike
    comparison.TOGETHER = 2
    memory = AwsInMemory(mails) if in_memory else None
    if memory:
        short_way.install()
        vars(message)["compose"] = _header_alone
    # Made once, before any connection: each child opens its own.
    for client in (*_of_the_application(), stage.client):
        if memory:
            memory.answer_to(client)
    if not memory:
        read_templates()
    actor = Actor(stage, memory)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # keep the application's log out of the answers
    gc.disable()  # a collection in a child would copy the memory that it shares with its parent
    for line in sys.stdin:
        answers.write(json.dumps(_forked(json.loads(line), actor)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), in_memory=sys.argv[2:] == ["memory"])
