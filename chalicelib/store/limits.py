"""Limits on what one person does, counted atomically in the time just gone, wherever that begins (spec §7)."""

import math
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import ListAttribute
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find, read, update_if


class LimitItem(Item, discriminator="limit"):
    """When something was done, the latest last; what is older than the window is dropped when its place is needed."""

    uses: ListAttribute[Any] = ListAttribute(default=list)


def spend(scope: str, most: int, window: timedelta, now: datetime) -> None:
    """Count one use of `scope`; raises `Refused` (with when to try again) when the last `window` saw `most` of them.

    One call while fewer than `most` are stored. Else two to refuse, three to drop the old ones; when somebody else
    wrote in between it begins again, which comes to an end: every round lets somebody through.
    """
    if most < 1:
        raise _refusal(int(window.total_seconds()))
    # Rounded up where it is written, down where it is compared: no fraction of a second makes room too early.
    key, seconds, ttl = keys.limit(scope), math.ceil(now.timestamp()), epoch(now + window)
    has_room = LimitItem.uses.does_not_exist() | (size(LimitItem.uses) < most)
    while not _write(key, (LimitItem.uses | []).append([seconds]), ttl, has_room):
        item = find(read([key]), LimitItem, key)
        if item is None:
            continue
        recent = [use for use in item.uses if use > epoch(now - window)]
        if len(recent) >= most:
            raise _refusal(sorted(recent)[-most] - epoch(now - window))
        if _write(key, [*recent, seconds], ttl, LimitItem.uses == item.uses):
            return


def _write(key: Key, uses: Any, ttl: int, condition: Condition) -> bool:
    actions: list[Action] = [LimitItem.uses.set(uses), LimitItem.ttl.set(ttl), LimitItem.kind.set(LimitItem)]
    return update_if(LimitItem(*key), actions, condition)


def _refusal(seconds: int) -> Refused:
    return Refused(Code.LIMIT, _sentence(seconds), retry_after=seconds)


def _sentence(seconds: int) -> str:
    if seconds <= 60:
        when = "dans une minute"
    elif seconds <= 3600:
        when = f"dans {-(-seconds // 60)} minutes"
    else:
        when = f"dans {-(-seconds // 3600)} heures"
    return f"Vous avez atteint le nombre d’opérations autorisé. Merci de réessayer {when}."
