"""A purge that TTL has overtaken: the same act, under the same unique keys, from what the stream still holds."""

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
    """Purge the delegation that this image of a removed item holds, unless that was done, or was not to be.

    Nobody is told while the table is shut: TTL is off then, and if somebody has switched it on, what it removes was
    over two days ago, and told in the time that is lost.

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
        return  # its tombstone: the schedule was here, or this record was, before
    purge = by_time.purge(delegation, context.now)
    told = purge.untold if restored.is_shut() else purge
    commit(context, Plan(told, stored_account(items, delegation), is_removed=True))
