"""Turns that all senders share. One item holds the time of the next free turn; every sender that takes it adds a step.

Turns are always one step apart. A count for each second would allow a burst at the border of two seconds.
"""

import time
from math import ceil

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.table import Item, update_if


class TurnItem(Item, discriminator="turn"):
    """The time of the next free turn, in milliseconds since 1970."""

    free_at = NumberAttribute()


def take_turn(scope: str, per_second: float, longest_wait: float) -> float | None:
    """Take the next of `per_second` turns and return the seconds until it; None, without a turn, beyond `longest_wait`.

    It uses the clock of the machine and not that of the context, because a rate is about real time. One update when
    nobody waits, else two.
    """
    now, step = int(time.time() * 1000), ceil(1000 / per_second)
    item = TurnItem(*keys.turn(scope))
    kind: Action = TurnItem.kind.set(TurnItem)
    # No sender takes a turn beyond the longest wait, so a much later time comes from a clock that is ahead.
    is_wrong = TurnItem.free_at > now + 2 * int(longest_wait * 1000)
    nobody_waits = TurnItem.free_at.does_not_exist() | (TurnItem.free_at <= now) | is_wrong
    if update_if(item, [TurnItem.free_at.set(now + step), kind], nobody_waits):
        return 0
    soon = TurnItem.free_at <= now + int(longest_wait * 1000)
    if not update_if(item, [TurnItem.free_at.add(step), kind], soon):
        return None
    return max(0, int(item.free_at) - step - now) / 1000
