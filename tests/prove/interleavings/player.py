"""A racer as a function: what he does next, given the answers to his calls so far.

An act is run from its beginning each time, is given those answers, and is cut off at the call that comes after them. So
nothing runs at once with anything else, and what has come once of some answers is known.
"""

import hashlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from chalicelib.store.table import connection
from tests.prove.interleavings.footprint import Call, is_count
from tests.prove.interleavings.ledger import Answer


class _CutOff(BaseException):
    """All answers are used up: nothing of ours may catch it."""


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
    """One racer. `number` is 0 or 1; `attempt` returns what he was told, `sent` what he has sent since it began."""

    def __init__(self, number: int, attempt: Callable[[], str], sent: Callable[[], tuple[str, ...]]) -> None:
        self._number = number
        self._attempt = attempt
        self._sent = sent
        self._known: dict[tuple[int, ...], Stop] = {}

    def after(self, answers: tuple[Answer, ...]) -> Stop:
        """Return where he has come to once he has had these answers."""
        key = tuple(answer.content for answer in answers)
        if key not in self._known:
            self._known[key] = self._play(answers)
        return self._known[key]

    def _play(self, answers: tuple[Answer, ...]) -> Stop:
        part = _Part(self._number, answers)
        with part.playing():
            try:
                return Stop(None, self._attempt(), self._sent())
            except _CutOff:
                return Stop(part.next_call, "", self._sent())


class _Part:
    """An act that is being run: the answers that it is still to be given, and how much it has drawn."""

    def __init__(self, number: int, answers: tuple[Answer, ...]) -> None:
        self.number = number
        self.next_call: Call | None = None
        self._answers = list(answers)
        self._draws: Counter[int] = Counter()

    @contextmanager
    def playing(self) -> Iterator[None]:
        """Make every call to DynamoDB this part's, and every draw. Nobody waits before he tries again."""
        client: Any = connection().client
        with ExitStack() as patched:
            patched.enter_context(patch.object(client, "_make_api_call", self._call))
            patched.enter_context(patch.object(os, "urandom", self._draw))
            patched.enter_context(patch.object(random, "_urandom", self._draw))  # of `secrets`
            patched.enter_context(patch.object(random, "random", lambda: 0.5))
            patched.enter_context(patch("time.sleep", lambda _: None))
            yield

    def _call(self, operation: str, arguments: dict[str, Any]) -> Any:
        call = Call(operation, arguments)
        if not self._answers:
            self.next_call = self.next_call or call
            raise _CutOff
        if call.is_read or is_count(call):
            self._draws.clear()
        return self._answers.pop(0).give()

    def _draw(self, size: int) -> bytes:
        """Return random bytes that depend on who draws them, and on how many of that size he drew before.

        They begin anew when he reads or has counted an attempt.

        So an attempt that is made again draws what the first one has drawn, as if it were the first; it counts no more.
        """
        self._draws[size] += 1
        return drawn(self.number, self._draws[size], size)
