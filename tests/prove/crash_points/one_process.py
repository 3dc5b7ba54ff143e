"""The short form: one process carries out every command, and none begins with what another had in its memory."""

import gc
import sys
import traceback
from typing import Any

from chalicelib.mail import message
from chalicelib.store import due_queue
from chalicelib.store.calls import Busy
from tests.dynamodb.memory import short_way
from tests.prove.crash_points.aws_in_memory import AwsInMemory, State
from tests.prove.crash_points.commands import COMMANDS, clients
from tests.prove.crash_points.stage import Stage


class OneProcess:
    """Carries out commands, on an AWS in memory."""

    def __init__(self) -> None:
        self._memory = AwsInMemory()
        self._stage = Stage(self._memory)
        self._stage.state = self._memory.state
        self._recovered: list[tuple[State, dict[str, Any]]] = []
        self._empty = _empty_holders()
        short_way.install()
        vars(message)["compose"] = _header_alone
        for client in (*clients(), self._stage.client):
            self._memory.answer_to(client)
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)

    def carried_out(self, command: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a command."""
        self._begin(command.get("left", ""))
        try:
            return self._recovery(command) if command["do"] == "recover" else self._result(command)
        except Busy:
            return {"crashed": True}
        except Exception:
            return {"error": traceback.format_exc()}

    def _begin(self, left: str) -> None:
        """Begin as a process does, with the AWS that there is, or that was left under a name."""
        for holder in self._empty:
            holder.clear()
        due_queue._url.cache_clear()
        self._stage.begin()
        self._memory.begin(left)

    def _result(self, command: dict[str, Any]) -> dict[str, Any]:
        if command["do"] == "prepare":
            self._recovered.clear()
            self._memory.left.clear()
        is_busy = "busy_from" in command
        return COMMANDS[command["do"]](command, self._stage, _nothing if is_busy else self._memory.leave)

    def _recovery(self, command: dict[str, Any]) -> dict[str, Any]:
        """Recover, once from what several ends have left alike: DynamoDB was busy, or a call changed nothing."""
        left = self._memory.state()
        for known, result in self._recovered:
            if known == left:
                return result
        self._recovered.append((left, self._result(command)))
        return self._recovered[-1][1]


def _empty_holders() -> list[Any]:
    """Return what the product's modules hold things in, and hold nothing in when a process begins."""
    ours = [module for name, module in sys.modules.items() if name.startswith("chalicelib.")]
    held = [held for module in ours for held in vars(module).values()]
    return [one for one in held if isinstance(one, dict | set | list) and not one]


def _nothing(_: str) -> None:
    """Leave nothing at a point."""


def _header_alone(_kind: object, _facts: object, _links: object, _to: object, mail_id: str, *_: object) -> bytes:
    """Write a mail without its texts, of which its name is all that is read here."""
    return f"X-Delegation-Mail: {mail_id}\r\n\r\n".encode()
