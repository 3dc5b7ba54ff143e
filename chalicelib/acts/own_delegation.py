"""One's own delegation, given or received, among the items that were read."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.gone import Gone, end_in_time
from chalicelib.domain.people import Party
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, TombstoneItem, from_item, tombstone
from chalicelib.store.table import Item, Key

_LONGEST_ID = 64
"""Characters. Ids are ours and shorter; DynamoDB takes no key beyond 1 kB and fails the whole call."""


def require_id(delegation_id: str) -> None:
    """Raise `Refused` when a text is too long to be the id of a delegation."""
    if len(delegation_id) > _LONGEST_ID:
        raise Refused(Code.UNKNOWN)


def own_delegation(
    items: Mapping[Key, Item], delegation_id: str, account_id: str, party: Party, now: datetime
) -> Delegation:
    """Return the delegation that this account has as `party`; raises `Refused` without one, `Gone` if it has ended."""
    item = items.get(keys.delegation(delegation_id))
    if isinstance(item, TombstoneItem):
        raise Gone(tombstone(item).end, party)
    if not isinstance(item, DelegationItem):
        raise Refused(Code.UNKNOWN)
    delegation = from_item(item)
    own = delegation.delegant if party is Party.DELEGANT else delegation.delegue
    if own.account_id != account_id:
        raise Refused(Code.UNKNOWN)
    if delegation.status_at(now) is None:
        raise Gone(end_in_time(delegation), party)
    return delegation
