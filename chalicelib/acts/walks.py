"""A change that many delegations are to follow, each on its own: a walk over them.

The change leaves a mark. The request makes the first steps, and the schedule the others, until the mark is removed. So
a step may be made twice, or late, and then changes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pynamodb.expressions.condition import Condition

from chalicelib.store import walk_marks
from chalicelib.store.table import delete_if
from chalicelib.store.walk_marks import WalkItem

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


class Walked(NamedTuple):
    """What one run has done: the last id that it treated, whether none is left, and whether a step has failed."""

    last: str
    is_over: bool
    has_failed: bool


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


def settle(walked: Walked, mark: WalkItem, same: Condition, now: datetime, then: Callable[[], bool]) -> None:
    """Remove the mark of a round that is over, or let it say where the next beat goes on.

    `same` holds while nobody has changed the mark since it was read. `then` does what comes after the last step, and
    returns whether it is done.
    """
    left = bool(mark.left) or walked.has_failed
    if walked.is_over and left:
        walk_marks.begin_again(mark, same, now)
    elif walked.is_over and then():
        delete_if(mark, same)
    else:
        walk_marks.go_on(mark, same, walked.last or mark.after, now, left=left)
