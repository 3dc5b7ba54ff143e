"""A purge that TTL has overtaken: the same act, under the same unique keys, from what the stream still holds."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.scene import account_of
from chalicelib.context import Context
from chalicelib.domain.refusals import Refused
from chalicelib.domain.statuses import WAITING
from chalicelib.domain.transitions import by_time
from chalicelib.store import keys
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import Raced, read


def make_up_purge(context: Context, image: Mapping[str, Any]) -> None:
    """Purge the delegation that this image of a removed item holds, unless that was done, or was not to be."""
    item = DelegationItem.from_raw_data(dict(image))
    delegation = from_item(item)
    if delegation.status not in WAITING or context.now < delegation.gone_at:
        return
    items = read([keys.head(delegation.delegue.account_id)])
    try:
        account = account_of(items, delegation, context)
        commit(Plan(by_time.purge(delegation, context.now), account, removed=True), context)
    except (Raced, Refused):
        return
