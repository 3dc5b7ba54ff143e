"""The short form: one process carries out every command, and none begins with what another had in its memory."""

import gc
import traceback
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import chalicelib
from chalicelib.mail import message
from chalicelib.store.calls import Busy
from tests.dynamodb.memory import short_way
from tests.prove.crash_points.aws_in_memory import AwsInMemory, State, is_answered
from tests.prove.crash_points.commands import COMMANDS, clients
from tests.prove.crash_points.stage import Stage


class OneProcess:
    """Carries out commands, on an AWS in memory."""

    def __init__(self) -> None:
        self._memory = AwsInMemory()
        self._stage = Stage(self._memory)
        self._stage.state, self._stage.items_of = self._memory.state, self._memory.items_of
        self._recovered: list[tuple[State, dict[str, Any]]] = []
        short_way.install(is_answered)
        vars(message)["compose"] = _header_alone
        for client in (*clients(), self._stage.client):
            self._memory.answer_to(client)
        self._emptied = list(_empty_holders())  # after the clients, which stay
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
        for empty in self._emptied:
            empty()
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


def _empty_holders() -> Iterator[Callable[[], None]]:
    """Return what empties each holder of the product's modules that holds nothing when a process begins.

    All modules are imported for that: one that a command imports has been filled when the next begins.
    """
    modules = [import_module(found.name) for found in walk_packages(chalicelib.__path__, "chalicelib.")]
    for held in [held for module in modules for held in vars(module).values()]:
        if isinstance(held, dict | set | list) and not held:
            yield held.clear
        elif isinstance(held, _lru_cache_wrapper) and not held.cache_info().currsize:
            yield held.cache_clear


def _nothing(_: str) -> None:
    """Leave nothing at a point."""


def _header_alone(_kind: object, _facts: object, _links: object, _to: object, mail_id: str, *_: object) -> bytes:
    """Write a mail without its texts, of which its name is all that is read here."""
    return f"X-Delegation-Mail: {mail_id}\r\n\r\n".encode()
