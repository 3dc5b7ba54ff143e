"""A mark on an account that has changed: its delegations are still to follow the change.

The schedule finds the mark until all of them have followed. It is an item of its own and not an attribute of HEAD,
whose `due_at` is already used for the end of an account that nobody validated.
"""

import secrets
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.store import keys
from chalicelib.store.table import epoch
from chalicelib.store.walk_marks import WalkItem


class FollowItem(WalkItem, discriminator="follow"):
    """The delegations that one account received are to follow its change.

    `mark` is the id of the change: a newer change replaces the item, and a worker that follows the older one cannot
    remove it. `after` is the last delegation that was treated.
    """

    mark = UnicodeAttribute()


def item(owner_id: str, of_id: str, now: datetime) -> FollowItem:
    """Return the mark to write with a change: the delegations that `of_id` received are to follow `owner_id`."""
    pk, sk = keys.follow(owner_id, of_id)
    return FollowItem(
        pk=pk,
        sk=sk,
        mark=secrets.token_urlsafe(9),
        due_shard=keys.due_shard("TIME", owner_id),
        due_at=epoch(now),
    )
