"""A mark on an account that its owner has closed: what it leaves is still to be ended, one by one.

The schedule finds the mark until nothing is left. It is an item of its own, because HEAD is due when its address ends.
"""

from datetime import datetime

from chalicelib.store import keys
from chalicelib.store.table import epoch
from chalicelib.store.walk_marks import WalkItem


class ClosingItem(WalkItem, discriminator="closing"):
    """A closed account still has delegations to end, or blocks to remove; `after` is the last line that was treated."""


def item(account_id: str, now: datetime) -> ClosingItem:
    """Return the mark to write with a closing."""
    pk, sk = keys.closing(account_id)
    return ClosingItem(pk=pk, sk=sk, due_shard=keys.due_shard("TIME", account_id), due_at=epoch(now))
