"""A racer as a function: what he does next, given the answers to his calls so far.

An act runs in a greenlet, which waits at each of its calls until an answer is tried; when a second answer to the same
call is tried, the act is run again from its beginning. So nothing runs at once with anything else, and what has come
once of some answers is known.
"""

import hashlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from functools import partial
from typing import Any, NamedTuple
from unittest.mock import patch

from greenlet import getcurrent, greenlet

from chalicelib.store.table import connection
from tests.prove.interleavings.footprint import Call, is_count
from tests.prove.interleavings.ledger import Answer


class Stop(NamedTuple):
    """Where a racer has come to: before a call, or at his end, when he was told how it went.

    `sent` names the mails that he has given to SES by then.
    """

    call: Call | None
    told: str
    sent: tuple[str, ...]


def drawn(number: int, count: int, size: int) -> bytes:
    """Return what a racer draws, of this size, for the `count`th time."""
    return hashlib.shake_128(f"{number}, {count}".encode()).digest(size)


class Player:
    """One racer. `number` is 0 or 1; `attempt` returns what he was told.

    `goes_on` is called whenever he does, with the list to which the names of his mails are added.
    """

    def __init__(self, number: int, attempt: Callable[[], str], goes_on: Callable[[list[str]], None]) -> None:
        self._number = number
        self._attempt = attempt
        self._goes_on = goes_on
        self._known: dict[tuple[int, ...], Stop] = {}
        self._waiting: dict[tuple[int, ...], _Act] = {}
        """The acts that wait for an answer, by those that they have had."""

    def after(self, answers: tuple[Answer, ...]) -> Stop:
        """Return where he has come to once he has had these answers."""
        key = tuple(answer.content for answer in answers)
        if key not in self._known:
            self._known[key] = self._play(key, answers)
        return self._known[key]

    def _play(self, key: tuple[int, ...], answers: tuple[Answer, ...]) -> Stop:
        act = self._waiting.pop(key[:-1], None) if key else None
        given = answers[-1:] if act else answers
        act = act or _Act(self._number, self._attempt)
        self._goes_on(act.sent)
        stop = act.after(given)
        if stop.call is not None:
            self._waiting[key] = act
        return stop


class _Act(greenlet):  # type: ignore[misc]  # it has no types
    """An act that is being run: what it has sent, and how much it has drawn."""

    def __init__(self, number: int, attempt: Callable[[], str]) -> None:
        super().__init__(attempt)
        self.gr_context = copy_context()
        self.sent: list[str] = []
        self._number = number
        self._draws: Counter[int] = Counter()

    def after(self, answers: tuple[Answer, ...]) -> Stop:
        """Begin, or go on, with these answers; return where that leads to."""
        came: Any = None if self else self.switch()
        for answer in answers:
            came = self.switch(answer)
        return Stop(came, "", tuple(self.sent)) if isinstance(came, Call) else Stop(None, came, tuple(self.sent))

    def call(self, call: Call) -> Any:
        """Wait for the answer to a call, and give it."""
        answer: Answer = self.parent.switch(call)
        if call.is_read or is_count(call):
            self._draws.clear()
        return answer.give()

    def draw(self, size: int) -> bytes:
        """Return random bytes that depend on who draws them, and on how many of that size he drew before.

        They begin anew when he reads or has counted an attempt.

        So an attempt that is made again draws what the first one has drawn, as if it were the first; it counts no more.
        """
        self._draws[size] += 1
        return drawn(self._number, self._draws[size], size)


@contextmanager
def acts_wait() -> Iterator[None]:
    """Let each act wait at its calls to DynamoDB, and draw for itself. Nobody waits before he tries again."""
    client: Any = connection().client
    with ExitStack() as patched:
        patched.enter_context(patch.object(client, "_make_api_call", partial(_called, client._make_api_call)))
        for holder, name in ((os, "urandom"), (random, "_urandom")):  # the second: of `secrets`
            patched.enter_context(patch.object(holder, name, partial(_drew, getattr(holder, name))))
        patched.enter_context(patch.object(random, "random", lambda: 0.5))
        patched.enter_context(patch("time.sleep", lambda _: None))
        yield


def _called(of_nobody: Callable[[str, Any], Any], operation: str, arguments: dict[str, Any]) -> Any:
    act = getcurrent()
    return act.call(Call(operation, arguments)) if isinstance(act, _Act) else of_nobody(operation, arguments)


def _drew(of_nobody: Callable[[int], bytes], size: int) -> bytes:
    act = getcurrent()
    return act.draw(size) if isinstance(act, _Act) else of_nobody(size)
