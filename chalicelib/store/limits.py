"""Limits on the acts of one person, counted atomically over a sliding window (specification §7)."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import ListAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.refusals import limit_reached
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find, read, update_if
from chalicelib.store.writes import Update, Write


class LimitItem(Item, discriminator="limit"):
    """The times of the uses (seconds since 1970), the latest last.

    Uses that are older than the window stay until their place is needed. `form` names the form of the latest use, if
    any.
    """

    uses: ListAttribute[Any] = ListAttribute(default=list)
    form = UnicodeAttribute(null=True)


def spend(scope: str, most: int, window: timedelta, now: datetime, uses: str = "opérations", form: str = "") -> None:
    """Count one use of `scope`; raises `Refused` with `retry_after` when there were `most` in the last `window`.

    `uses` names what is counted, in French, for the sentence that refuses. `form` names a form that may be sent twice
    at once: when its use was the last one allowed, its repetition is not refused.

    It takes one call while fewer than `most` uses are stored; after that two calls to refuse, three to drop old uses.
    When somebody else wrote in between, it starts again. This ends, because each round counts somebody's use.
    """
    limit = f"{most} {uses} par {'jour' if window >= timedelta(days=1) else 'heure'}"
    if most < 1:
        raise limit_reached(int(window.total_seconds()), limit)
    key, window_start, ttl = keys.limit(scope), epoch(now - window), epoch(now + window)
    # A use is rounded up and the start of the window down, so that no fraction of a second makes room too early.
    use = math.ceil(now.timestamp())
    while True:
        if _add(key, use, most, ttl, form):
            return
        item = find(read([key]), LimitItem, key)
        if item is None:
            continue
        recent = [stored for stored in item.uses if stored > window_start]
        if len(recent) >= most:
            if form and item.form == form:
                return
            raise limit_reached(_leaves_last(recent, most) - window_start, limit)
        if _write(key, [*recent, use], ttl, LimitItem.uses == item.uses, form):
            return


def used(items: Mapping[Key, Item], scope: str, window: timedelta, now: datetime) -> int:
    """Return how many uses of `scope` were counted in the last `window`, from items that were read."""
    item = find(dict(items), LimitItem, keys.limit(scope))
    return sum(stored > epoch(now - window) for stored in item.uses) if item else 0


def write_of_daily_use(items: Mapping[Key, Item], scope: str, most: int, now: datetime, uses: str) -> Write:
    """Return the write that counts one use of `scope` in the transaction of its act; raise `Refused` as `spend`.

    `most` are allowed a day. `items` were read with the item of the limit. Where the act is not written, nothing is
    counted.
    """
    key, window_start, ttl = keys.limit(scope), epoch(now - ONE_DAY), epoch(now + ONE_DAY)
    item = find(dict(items), LimitItem, key)
    recent = [stored for stored in item.uses if stored > window_start] if item else []
    if len(recent) >= most:
        wait = _leaves_last(recent, most) - window_start if most else int(ONE_DAY.total_seconds())
        raise limit_reached(wait, f"{most} {uses} par jour")
    use = math.ceil(now.timestamp())
    if item is None or len(item.uses) < most:
        return Update(LimitItem(*key), _set(_one_more(use), ttl), _has_room(most))
    return Update(LimitItem(*key), _set([*recent, use], ttl), LimitItem.uses == item.uses)


def _add(key: Key, use: int, most: int, ttl: int, form: str) -> bool:
    """Add a use if fewer than `most` are stored; return whether it was added."""
    return _write(key, _one_more(use), ttl, _has_room(most), form)


def _one_more(use: int) -> Any:
    stored_or_empty = LimitItem.uses | []  # PynamoDB's way to write if_not_exists
    return stored_or_empty.append([use])


def _has_room(most: int) -> Condition:
    has_room: Condition = LimitItem.uses.does_not_exist() | (size(LimitItem.uses) < most)
    return has_room


def _leaves_last(uses: Sequence[int], most: int) -> int:
    """Return the use that must leave the window before there is room: the oldest of the newest `most`."""
    newest = sorted(uses, reverse=True)[:most]
    return newest[-1]


def _write(key: Key, uses: Any, ttl: int, condition: Condition, form: str) -> bool:
    named: list[Action] = [LimitItem.form.set(form)] if form else []
    return update_if(LimitItem(*key), [*_set(uses, ttl), *named], condition)


def _set(uses: Any, ttl: int) -> list[Action]:
    return [LimitItem.uses.set(uses), LimitItem.ttl.set(ttl), LimitItem.kind.set(LimitItem)]
