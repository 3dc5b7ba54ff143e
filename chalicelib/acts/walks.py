"""A change that many delegations are to follow, each on its own: a walk over them.

The change leaves a mark. The request makes the first steps, and the schedule the others, until the mark is removed. So
a step may be made twice, or late, and then changes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from chalicelib.store.walk_marks import Walked

log = logging.getLogger(__name__)


class Bound(NamedTuple):
    """How far one run goes: the number of steps, and whether there is time for another."""

    most: int = 100
    has_time: Callable[[], bool] = lambda: True

    def steps(self) -> Iterator[int]:
        """Yield the number of each step within it, before it is made."""
        for step in range(self.most):
            if not self.has_time():
                return
            yield step


A_BEAT = Bound()
"""The steps of one beat of the schedule, which has other accounts to serve."""

FIRST_STEPS = Bound(15)
"""The steps within the request, in a few seconds at most."""


def begin(run: Callable[[Bound], object]) -> None:
    """Make the first steps at once. The change itself is done, so a step that fails is left to the schedule."""
    try:
        run(FIRST_STEPS)
    except Exception as error:
        log.error("steps_left_to_the_schedule", extra={"error": type(error).__name__})


def walk(ids: Iterable[str], bound: Bound, step: Callable[[str], bool]) -> Walked:
    """Make the step of each id within `bound`. A step returns whether it is done; one that is not stops no other."""
    last, has_failed = "", False
    for taken, one in enumerate(ids):
        if taken == bound.most or not bound.has_time():
            return Walked(last, False, has_failed)
        has_failed = not step(one) or has_failed
        last = one
    return Walked(last, True, has_failed)
