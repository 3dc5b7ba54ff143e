"""Turns that all senders share. One item holds the time of the next free turn; every sender that takes it adds a step.

Turns are always one step apart. A count for each second would allow a burst at the border of two seconds.
"""

import time
from math import ceil

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.table import Item, update_if

_MICROSECONDS = 1_000_000


class TurnItem(Item, discriminator="turn"):
    """The time of the next free turn, in milliseconds since 1970, with three decimals.

    Versions that knew whole milliseconds read and write the same attribute, so all share one line.
    """

    free_at = NumberAttribute()


def take_turns(
    scope: str, per_second: float, wanted: int, soon: float, longest_wait: float, ahead: float = 0.0
) -> list[float]:
    """Take the next `wanted` of `per_second` turns and return their moments, in seconds since 1970, one step apart.

    The first is at least `ahead` seconds away. Takes none, and returns none, when it is more than `soon` seconds away
    from that; no caller asks for more than `longest_wait` of both. It uses the clock of the machine and not that of the
    context, because a rate is about real time. One update when nobody waits, else two; one when nothing may be waited
    for.
    """
    now, step = _microseconds(time.time() + ahead), ceil(_MICROSECONDS / per_second)
    item = TurnItem(*keys.turn(scope))
    kind: Action = TurnItem.kind.set(TurnItem)
    # No sender takes turns far beyond the longest wait, so a much later time comes from a clock that is ahead.
    is_wrong = TurnItem.free_at > _stored(now + 2 * _microseconds(longest_wait))
    nobody_waits = TurnItem.free_at.does_not_exist() | (TurnItem.free_at <= _stored(now)) | is_wrong
    first = now
    if not update_if(item, [TurnItem.free_at.set(_stored(now + wanted * step)), kind], nobody_waits):
        is_soon = TurnItem.free_at <= _stored(now + _microseconds(soon))
        if soon <= 0 or not update_if(item, [TurnItem.free_at.add(_stored(wanted * step)), kind], is_soon):
            return []
        first = max(now, round(float(item.free_at) * 1000) - wanted * step)
    return [(first + number * step) / _MICROSECONDS for number in range(wanted)]


def _microseconds(seconds: float) -> int:
    return round(seconds * _MICROSECONDS)


def _stored(microseconds: int) -> float:
    """Return milliseconds, which a float holds to the microsecond until the year 2255."""
    return microseconds / 1000
