"""How a round is run: all racers read, wait for each other before their first write, and say how it went."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chalicelib.acts.follow_link import DeadLink
from chalicelib.domain.refusals import Refused
from chalicelib.store.calls import Busy
from chalicelib.store.table import connection

Attempt = Callable[[], object]
WON = "won"
NOTHING = "nothing to do"
BUSY = "busy"
ERROR = "error:"
_EVENT = "before-call.dynamodb.TransactWriteItems"
_PATIENCE = 5.0


@dataclass(frozen=True)
class Racer:
    """Somebody who tries an act. `act` is the name that the history gives it."""

    act: str
    attempt: Attempt


@dataclass(frozen=True)
class Told:
    """What a racer was told: that he won, or why not."""

    act: str
    answer: str

    @property
    def won(self) -> bool:
        """Whether he was told so."""
        return self.answer == WON


@contextmanager
def all_read_before_any_writes(racers: int) -> Iterator[None]:
    """Hold the first transaction of each thread until all are about to write; who never comes holds nobody for long."""
    barrier = threading.Barrier(racers)
    met = threading.local()

    def wait(**_: Any) -> None:
        if getattr(met, "already", False):
            return
        met.already = True
        try:
            barrier.wait(_PATIENCE)
        except threading.BrokenBarrierError:
            return

    events = connection().client.meta.events
    events.register(_EVENT, wait, unique_id="prove-races")
    try:
        yield
    finally:
        events.unregister(_EVENT, unique_id="prove-races")


def race(racers: Sequence[Racer], *, meet: bool = True) -> list[Told]:
    """Let all try at once, each in a thread of its own; `meet`: all have read before any writes."""
    start = threading.Barrier(len(racers))
    with ThreadPoolExecutor(len(racers)) as pool:
        if not meet:
            return list(pool.map(lambda racer: _try(racer, start), racers))
        with all_read_before_any_writes(len(racers)):
            return list(pool.map(lambda racer: _try(racer, start), racers))


def _try(racer: Racer, start: threading.Barrier) -> Told:
    start.wait(_PATIENCE)
    try:
        done = racer.attempt()
    except Refused as refused:
        return Told(racer.act, refused.code.value)
    except Busy:
        return Told(racer.act, BUSY)
    except DeadLink as dead:
        return Told(racer.act, dead.why.value)
    except Exception as error:
        return Told(racer.act, f"{ERROR} {type(error).__name__}")
    return Told(racer.act, NOTHING if done is False else WON)


def wins(told: Sequence[Told]) -> Mapping[str, int]:
    """Return how many racers of each act were told that they won."""
    return {act: sum(one.won for one in told if one.act == act) for act in {one.act for one in told}}
