"""Several mails, sent side by side: by the stream when they are written, by the schedule when they are due."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import chain, islice
from threading import Lock

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.mail.pace import Turns
from chalicelib.settings import settings
from chalicelib.store.table import Key, connection

log = logging.getLogger(__name__)

_BETWEEN_LOOKS = 0.25
"""Seconds between two looks for a turn."""


class Sending:
    """The mails of one sender. Its threads take one after the other, each with a turn; clients of botocore are shared.

    - `longest`: how many seconds a turn may be away to be taken (`pace`).
    - `has_time`: asked before each mail; none is begun once it says no.
    - `is_patient`: whether the sender looks again while no turn is free; else the rest is left.
    - `at_once`: how many threads. Too many for the processor of an instance are late for their turns.
    - `failure`: the event of the log for a mail that could not be treated. It stops no other, and stays due.
    """

    def __init__(
        self,
        rows: Iterable[Key],
        longest: float,
        has_time: Callable[[], bool],
        failure: str,
        *,
        at_once: int,
        is_patient: bool,
    ) -> None:
        self._rows, self._has_time, self._is_patient, self._failure = iter(rows), has_time, is_patient, failure
        self._at_once, self._longest = at_once, longest
        self._ready: deque[Key] = deque()
        self._lock = Lock()
        self._is_over = False

    def run(self) -> Iterator[Key]:
        """Send the mails, and return those that were not begun."""
        self._fill()
        if self._ready:
            # Made here: a thread would have to begin a session of botocore for its clients.
            connection().client  # noqa: B018 - it is made when it is asked for
            self._turns = Turns(settings(), self._longest)
            self._work_side_by_side(min(self._at_once, len(self._ready)))
        return chain(self._ready, self._rows)

    def _work_side_by_side(self, threads: int) -> None:
        if threads == 1:
            self._work()
            return
        with ThreadPoolExecutor(threads) as pool:
            for work in [pool.submit(copy_context().run, self._work) for _ in range(threads)]:
                work.result()

    def _work(self) -> None:
        while (found := self._next()) is not None:
            key, turn = found
            try:
                # Each mail has its own context: its lease begins now.
                send_mail(runtime.context(), key, turn)
            except Exception as error:
                log.error(self._failure, extra={"item": "/".join(key), "error": type(error).__name__})

    def _next(self) -> tuple[Key, float] | None:
        """Return the next mail and its turn; None when there is none, or no time or turn for it."""
        with self._lock:
            self._fill()
            turn = self._turn() if self._ready and not self._is_over else None
            if turn is None:
                self._is_over = True
                return None
            return self._ready.popleft(), turn

    def _fill(self) -> None:
        if not self._ready:
            self._ready.extend(islice(self._rows, self._at_once))

    def _turn(self) -> float | None:
        while self._has_time():
            try:
                turn = self._turns.next(len(self._ready))
            except Exception as error:
                log.error(self._failure, extra={"item": "turn", "error": type(error).__name__})
                return None
            if turn is not None or not self._is_patient:
                return turn
            time.sleep(_BETWEEN_LOOKS)
        return None
