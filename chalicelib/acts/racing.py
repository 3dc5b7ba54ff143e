"""Two acts at once: one wins, and the other reads again and gets the true state."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.calls import Raced

P = ParamSpec("P")
T = TypeVar("T")

_ATTEMPTS = 4


def retried(act: Callable[P, T]) -> Callable[P, T]:
    """Make `act` begin again with its reads after a race; it raises `Refused` when it loses too often."""

    @wraps(act)
    def retrying(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_ATTEMPTS):
            try:
                return act(*args, **kwargs)
            except Raced:
                continue
        raise Refused(Code.CONFLICT)

    return retrying
