"""The purge of a delegation that TTL has removed first: the same act, with the same unique keys, from the stream."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.statuses import WAITING
from chalicelib.domain.transitions import by_time
from chalicelib.store import keys, restored
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import read


def make_up_purge(context: Context, image: Mapping[str, Any]) -> None:
    """Purge the delegation in this image of a removed item, unless it was purged already, or must not be.

    No mail is sent while the table is shut. TTL is off then; if somebody has switched it on, it removes delegations
    whose purge is two days old, and whose mails were sent in the time that is lost.

    Raises `Refused` when others kept writing: nobody but the stream can ask for it again.
    """
    delegation = from_item(DelegationItem.from_raw_data(dict(image)))
    if delegation.status not in WAITING or context.now < delegation.gone_at:
        return
    _purge(context, delegation)


@retried
def _purge(context: Context, delegation: Delegation) -> None:
    key = keys.delegation(delegation.id)
    items = read([key, keys.head(delegation.delegue.account_id)])
    if key in items:
        return  # the tombstone: the schedule, or an earlier delivery of this record, has purged it
    purge = by_time.purge(delegation, context.now)
    if restored.is_shut():
        purge = purge.silent
    commit(context, Plan(purge, stored_account(items, delegation), is_removed=True))
