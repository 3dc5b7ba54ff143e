"""Attempts to sign in. Each is counted before it is made, so that concurrent attempts cannot exceed the limit.

The items and the calls are the same whether or not an address has an account.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.store.table import Item, Key, epoch, find, is_over, read, remove, update_if

_ROUNDS = 3
"""How often an attempt begins again while others succeed, each of which resets the count."""


class Rule(NamedTuple):
    """How many attempts without success are let through, and how long the next one then has to wait.

    The wait is `first` after `most` attempts, and twice as long after each `most` more, up to `longest`. All is
    forgotten when `quiet` has passed after a wait without an attempt.
    """

    most: int
    first: timedelta
    longest: timedelta
    quiet: timedelta


class LockItem(Item, discriminator="lock"):
    """The number of attempts without success since the last wait.

    `wait`: the seconds to wait after too many of them; `until`: when such a wait would end, from the last attempt on.
    """

    tries = NumberAttribute(default=0)
    wait = NumberAttribute(default=0)
    until = NumberAttribute(default=0)


def attempt(key: Key, rule: Rule, now: datetime) -> int:
    """Count one attempt and return 0; if there were too many, return the seconds until the next one is allowed."""
    for _ in range(_ROUNDS):
        if _begin(key, min(rule.first, rule.longest), rule, now, _forgotten(now)) or _add(key, rule, now):
            return 0
        item = find(read([key]), LockItem, key)
        if item is None or item.tries < rule.most:
            continue
        left = int(item.until) - epoch(now)
        if left > 0:
            return left
        longer = min(2 * timedelta(seconds=int(item.wait)), rule.longest)
        if _begin(key, longer, rule, now, (LockItem.tries >= rule.most) & (LockItem.until == item.until)):
            return 0
    return 1


def _forgotten(now: datetime) -> Condition:
    forgotten: Condition = LockItem.wait.does_not_exist() | (LockItem.ttl <= epoch(now))
    return forgotten


def _begin(key: Key, wait: timedelta, rule: Rule, now: datetime, condition: Condition) -> bool:
    """Begin to count, with this attempt as the first one before the next wait."""
    actions = [
        LockItem.tries.set(1),
        LockItem.wait.set(int(wait.total_seconds())),
        LockItem.until.set(epoch(now + wait)),
        LockItem.ttl.set(epoch(now + wait + rule.quiet)),
        LockItem.kind.set(LockItem),
    ]
    return update_if(LockItem(*key), actions, condition)


def _add(key: Key, rule: Rule, now: datetime) -> bool:
    """Count an attempt if there is room for one more before the next wait."""
    actions = [
        LockItem.tries.add(1),
        LockItem.until.set(LockItem.wait + epoch(now)),
        LockItem.ttl.set(LockItem.wait + epoch(now + rule.quiet)),
    ]
    return update_if(LockItem(*key), actions, LockItem.wait.exists() & (LockItem.tries < rule.most))


def attempt_unseen(key: Key, rule: Rule, now: datetime) -> bool:
    """Count one attempt as `attempt` does, and return whether it may succeed.

    Nothing else may tell its caller whether the count is full: it takes two calls whatever is stored, and begins again
    only where another attempt changes the count between them.
    """
    for _ in range(_ROUNDS):
        item = find(read([key]), LockItem, key)
        if item is None or is_over(item, now):
            counted = _begin(key, min(rule.first, rule.longest), rule, now, _forgotten(now))
        elif item.tries < rule.most:
            counted = _add(key, rule, now)
        else:
            same = (LockItem.tries == item.tries) & (LockItem.until == item.until)
            if item.until > epoch(now):
                update_if(LockItem(*key), [LockItem.until.set(item.until)], same)
                return False
            counted = _begin(key, min(2 * timedelta(seconds=int(item.wait)), rule.longest), rule, now, same)
        if counted:
            return True
    return False


def forget(key: Key) -> None:
    """Reset the count, after the right password or a link that proved the address."""
    remove(LockItem(*key))


def give_back(key: Key) -> None:
    """Subtract one attempt that succeeded; others may have failed meanwhile, so the count is not reset."""
    update_if(LockItem(*key), [LockItem.tries.add(-1)], LockItem.pk.exists())
