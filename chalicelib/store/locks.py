"""Failures to sign in, counted by address: the same items and calls whether the address has an account or not."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action

from chalicelib.store.table import Item, Key, epoch, find


class LockItem(Item, discriminator="lock"):
    """How often somebody failed since the last success, and until when nobody may try."""

    failures = NumberAttribute(default=0)
    locked_until = NumberAttribute(default=0)


def locked_until(items: dict[Key, Item], key: Key) -> int:
    """Return until when (seconds since 1970) nobody may try; 0 when anybody may."""
    item = find(items, LockItem, key)
    return int(item.locked_until) if item else 0


def count_failure(key: Key, most: int, lock: timedelta, now: datetime) -> None:
    """Count one failure; the one that makes `most` starts the lock and the count begins anew."""
    ends = epoch(now + lock)
    item = LockItem(*key)
    actions: list[Action] = [LockItem.failures.add(1), LockItem.ttl.set(ends), LockItem.kind.set(LockItem)]
    item.update(actions=actions)
    if item.failures >= most:
        item.update(actions=[LockItem.failures.set(0), LockItem.locked_until.set(ends)])


def unlock(key: Key) -> None:
    """End a lock: its address was proved by a link."""
    LockItem(*key).update(actions=[LockItem.failures.set(0), LockItem.locked_until.set(0), LockItem.kind.set(LockItem)])


def forget_failures(items: dict[Key, Item], key: Key) -> None:
    """Begin anew after a success; no call when there was no failure."""
    item = find(items, LockItem, key)
    if item is not None and item.failures:
        item.update(actions=[LockItem.failures.set(0)])
