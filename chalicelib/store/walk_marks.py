"""A mark of a walk (acts/walks.py): the schedule finds it until the last step is made."""

from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store.table import Item, epoch, update_if

_LATER = timedelta(minutes=1)


class WalkItem(Item):
    """`after` is where the round has come to. `left`: a step of it has failed, so that another round is to be made."""

    after = UnicodeAttribute(default="")
    left = UnicodeAttribute(null=True)


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
