"""What an account still owes to its delegations after it has changed: a mark that time finds until all have followed.

The mark is an item of its own, not an attribute of HEAD: `due_at` of HEAD says when an account that nobody validated
ends, and neither of the two may erase the other.
"""

import secrets
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch


class FollowItem(Item, discriminator="follow"):
    """Delegations received by one account are to follow a change of it.

    `mark` names the change: a newer one replaces the item, and whoever follows the older cannot remove it. `after` is
    the last delegation that was treated. `left`: one of them could not be, so that the round begins again.
    """

    mark = UnicodeAttribute()
    after = UnicodeAttribute(default="")
    left = UnicodeAttribute(null=True)


def item(owner_id: str, of_id: str, now: datetime) -> FollowItem:
    """Return the mark to write with a change: the delegations that `of_id` received follow `owner_id`, from now on."""
    pk, sk = keys.follow(owner_id, of_id)
    return FollowItem(
        pk=pk,
        sk=sk,
        mark=secrets.token_urlsafe(9),
        due_shard=keys.due_shard("TIME", owner_id),
        due_at=epoch(now),
    )
