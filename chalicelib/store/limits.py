"""Limits counted atomically: one conditional update for each use (spec §7)."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch


class LimitItem(Item, discriminator="limit"):
    """How often something was done within one window of time."""

    used = NumberAttribute(default=0)


def spend(scope: str, most: int, window: timedelta, now: datetime) -> None:
    """Count one use of `scope`; raises `Refused` (with when to try again) beyond `most` within the window."""
    seconds = int(window.total_seconds())
    start = epoch(now) - epoch(now) % seconds
    pk, sk = keys.limit(scope, str(start))
    actions: list[Action] = [
        LimitItem.used.add(1),
        LimitItem.ttl.set(start + 2 * seconds),
        LimitItem.kind.set(LimitItem),
    ]
    room = LimitItem.used.does_not_exist() | (LimitItem.used < most)
    try:
        LimitItem(pk, sk).update(actions=actions, condition=room)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        minutes = (start + seconds - epoch(now) + 59) // 60
        message = f"Vous avez atteint le nombre d’opérations autorisé. Merci de réessayer dans {minutes} minutes."
        raise Refused(Code.LIMIT, message) from error
