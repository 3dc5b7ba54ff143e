"""Attempts to sign in. Each is counted before it is made, so that concurrent attempts cannot exceed the limit.

The items and the calls are the same whether or not an address has an account.
"""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store.table import Item, Key, epoch, find, read, remove, update_if

_ROUNDS = 3
"""How often an attempt begins anew while others succeed, each of whom makes the count begin again."""


class LockItem(Item, discriminator="lock"):
    """The number of attempts without success, each within the delay after the one before; `until` ends the delay."""

    tries = NumberAttribute(default=0)
    until = NumberAttribute(default=0)


def attempt(key: Key, most: int, lock: timedelta, now: datetime) -> int:
    """Count one attempt and return 0; if `most` were made, return the seconds until the next one is allowed.

    The count starts again when the time `lock` has passed without an attempt.
    """
    ends = epoch(now + lock)
    starts_again = LockItem.until.does_not_exist() | (LockItem.until <= epoch(now))
    for _ in range(_ROUNDS):
        if _update(key, LockItem.tries.set(1), ends, starts_again):
            return 0
        if _update(key, LockItem.tries.add(1), ends, LockItem.tries < most):
            return 0
        item = find(read([key]), LockItem, key)
        if item and item.tries >= most:
            return max(int(item.until) - epoch(now), 1)
    return 1


def _update(key: Key, counting: Action, ends: int, condition: Condition) -> bool:
    actions = [counting, LockItem.until.set(ends), LockItem.ttl.set(ends), LockItem.kind.set(LockItem)]
    return update_if(LockItem(*key), actions, condition)


def forget(key: Key) -> None:
    """Reset the count, after the right password or a link that proved the address."""
    remove(LockItem(*key))


def give_back(key: Key) -> None:
    """Subtract one attempt that succeeded; others may have failed meanwhile, so the count is not reset."""
    update_if(LockItem(*key), [LockItem.tries.add(-1)], LockItem.pk.exists())
