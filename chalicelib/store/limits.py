"""Limits counted atomically: one conditional update for each use (spec §7)."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, update_if


class LimitItem(Item, discriminator="limit"):
    """How often something was done within one window of time."""

    used = NumberAttribute(default=0)


def spend(scope: str, most: int, window: timedelta, now: datetime) -> None:
    """Count one use of `scope`; raises `Refused` (with when to try again) beyond `most` within the window."""
    seconds = int(window.total_seconds())
    start = epoch(now) - epoch(now) % seconds
    actions: list[Action] = [
        LimitItem.used.add(1),
        LimitItem.ttl.set(start + 2 * seconds),
        LimitItem.kind.set(LimitItem),
    ]
    room = LimitItem.used.does_not_exist() | (LimitItem.used < most)
    if not update_if(LimitItem(*keys.limit(scope, str(start))), actions, room):
        raise Refused(Code.LIMIT, _sentence(start + seconds - epoch(now)), retry_after=start + seconds - epoch(now))


def _sentence(seconds: int) -> str:
    if seconds <= 60:
        when = "dans une minute"
    elif seconds <= 3600:
        when = f"dans {-(-seconds // 60)} minutes"
    else:
        when = f"dans {-(-seconds // 3600)} heures"
    return f"Vous avez atteint le nombre d’opérations autorisé. Merci de réessayer {when}."
