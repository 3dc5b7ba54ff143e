"""A mark of a walk (acts/walks.py): the schedule finds it until the last step is made."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store.table import Item, delete_if, epoch, update_if

_LATER = timedelta(minutes=1)


class WalkItem(Item):
    """`after` is where the round has come to. `left`: a step of it has failed, so that another round is to be made."""

    after = UnicodeAttribute(default="")
    left = UnicodeAttribute(null=True)


class Walked(NamedTuple):
    """What one run has done: the last id that it treated, whether none is left, and whether a step has failed."""

    last: str
    is_over: bool
    has_failed: bool


def settle(walked: Walked, mark: WalkItem, same: Condition, now: datetime, then: Callable[[], bool]) -> None:
    """Remove the mark of a round that is over, or let it say where the next beat goes on.

    `same` holds while nobody has changed the mark since it was read. `then` does what comes after the last step, and
    returns whether it is done.
    """
    left = bool(mark.left) or walked.has_failed
    if walked.is_over and left:
        begin_again(mark, same, now)
    elif walked.is_over and then():
        delete_if(mark, same)
    else:
        go_on(mark, same, walked.last or mark.after, now, left=left)


def go_on(mark: WalkItem, same: Condition, after: str, now: datetime, *, left: bool) -> None:
    """Let the next beat go on after `after`, if the mark is the `same`.

    It is due now and not as before: the queue of what is due takes one key with one time once in five minutes.
    """
    actions: list[Action] = [WalkItem.after.set(after), WalkItem.due_at.set(epoch(now))]
    if left:
        actions.append(WalkItem.left.set("oui"))
    update_if(mark, actions, same)


def begin_again(mark: WalkItem, same: Condition, now: datetime) -> None:
    """Let a beat make another round in a while, if the mark is the `same`."""
    due_at = WalkItem.due_at.set(epoch(now + _LATER))
    update_if(mark, [WalkItem.after.set(""), WalkItem.left.remove(), due_at], same)
