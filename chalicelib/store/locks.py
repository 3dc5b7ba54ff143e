"""Attempts to sign in, counted before they are made: not one more than allowed, however many come at once.

The items and the calls are the same whether an address has an account or not.
"""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store.table import Item, Key, epoch, find, read, remove, update_if


class LockItem(Item, discriminator="lock"):
    """How many attempts were made without success, each within the delay of the one before; `until` ends the delay."""

    tries = NumberAttribute(default=0)
    until = NumberAttribute(default=0)


def attempt(key: Key, most: int, lock: timedelta, now: datetime) -> int:
    """Count one attempt and return 0, or the seconds until the next one is allowed, when `most` were made.

    Attempts count together until the delay `lock` passes without one.
    """
    ends = epoch(now + lock)
    begins_anew = LockItem.until.does_not_exist() | (LockItem.until <= epoch(now))
    if _update(key, LockItem.tries.set(1), ends, begins_anew):
        return 0
    if _update(key, LockItem.tries.add(1), ends, LockItem.tries < most):
        return 0
    item = find(read([key]), LockItem, key)
    return max(int(item.until) - epoch(now), 1) if item else 1


def _update(key: Key, counting: Action, ends: int, condition: Condition) -> bool:
    actions = [counting, LockItem.until.set(ends), LockItem.ttl.set(ends), LockItem.kind.set(LockItem)]
    return update_if(LockItem(*key), actions, condition)


def forget(key: Key) -> None:
    """Begin anew: the right password was given, or the address proved by a link."""
    remove(LockItem(*key))


def give_back(key: Key) -> None:
    """Take one attempt back: it has succeeded, and others may have failed meanwhile."""
    update_if(LockItem(*key), [LockItem.tries.add(-1)], LockItem.pk.exists())
