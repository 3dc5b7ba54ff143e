"""Two acts at once: one wins; the other reads again and is told the true state."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.calls import Raced

P = ParamSpec("P")
T = TypeVar("T")

_ATTEMPTS = 4


def retried(act: Callable[P, T]) -> Callable[P, T]:
    """Make `act` begin again from its reading when somebody was faster; it raises `Refused` when that never ends."""

    @wraps(act)
    def retrying(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_ATTEMPTS):
            try:
                return act(*args, **kwargs)
            except Raced:
                continue
        raise Refused(Code.CONFLICT)

    return retrying
