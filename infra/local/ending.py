"""Ctrl-C, and the other ways to ask the platform to end."""

import signal
from queue import SimpleQueue
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ended(Exception):
    """Somebody asked the platform to end while it was starting."""


class Ending:
    """Whether the platform was asked to end.

    A signal raises no exception in running code, which could leave a process or a folder behind. It is noted, and
    checked between two steps, in a `SimpleQueue`, whose `put` is safe in a signal handler.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[int] = SimpleQueue()
        for number in _SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: Any) -> None:
        self._asked.put(number)

    def check(self) -> None:
        """Raise `Ended` when asked to end."""
        if not self._asked.empty():
            raise Ended

    def wait(self) -> None:
        """Return when asked to end."""
        self._asked.get()
