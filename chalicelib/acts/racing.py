"""Two acts at once: one wins; the other reads again and is told the true state."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.calls import Raced

T = TypeVar("T")

_ATTEMPTS = 4


def retried(attempt: Callable[[], T]) -> T:
    """Run `attempt`, again from its reading when somebody was faster; raises `Refused` when that never ends."""
    for _ in range(_ATTEMPTS):
        try:
            return attempt()
        except Raced:
            continue
    raise Refused(Code.CONFLICT)
