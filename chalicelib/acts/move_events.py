"""The move of an account's events to the account that it is joined to (specification §1)."""

from chalicelib.acts.walks import Bound
from chalicelib.store import account_events, keys
from chalicelib.store.account_events import AccountEventItem, FailuresItem
from chalicelib.store.table import query
from chalicelib.store.writes import Delete, transact

_AT_ONCE = 40
"""Each is written and removed, which takes two of the hundred items of a transaction."""


def move_events(left_id: str, to_id: str, bound: Bound) -> bool:
    """Move batches of events within `bound`; return whether none is left."""
    pk, _ = keys.account_event(left_id, "")
    for _ in bound.steps():
        found = list(query(pk, "0", "9999", limit=_AT_ONCE))
        events = [item for item in found if isinstance(item, AccountEventItem | FailuresItem)]
        if not events:
            return True
        removed = [Delete(type(item)(*item.key), type(item).pk.exists()) for item in events]
        transact([*(account_events.moved_to(item, to_id) for item in events), *removed])
    return False
