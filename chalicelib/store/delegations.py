"""Delegations as stored: the state, and the tombstone that stays of one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.dues import next_due
from chalicelib.domain.policy import Policy
from chalicelib.domain.statuses import WAITING, End
from chalicelib.domain.synthetic import kept_time
from chalicelib.store import key_parts, keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch, from_epoch, read_raw, update_if

TTL_AFTER_PURGE = timedelta(days=2)
"""How long after its end an item stays for the schedule to treat, before TTL removes it."""

TOMBSTONE_KEPT = timedelta(days=120)
"""How long a link still leads to the page that says how the delegation ended."""


class DelegationItem(Item, discriminator="delegation"):
    """The state of one delegation. Every other item about it is derived from this one."""

    revision = NumberAttribute()
    gone_at = NumberAttribute()
    content: MapAttribute[str, Any] = MapAttribute()


class TombstoneItem(Item, discriminator="tombstone"):
    """What stays of a delegation that is gone: how and when it ended, and nothing personal."""

    ended_at = NumberAttribute()
    end = UnicodeAttribute()
    revision = NumberAttribute()


class Tombstone(NamedTuple):
    """How and when a delegation ended."""

    end: End
    ended_at: datetime


def to_item(delegation: Delegation, policy: Policy) -> DelegationItem:
    """Return the item of `delegation`, due at the next act of time."""
    pk, sk = keys.delegation(delegation.id)
    due = next_due(delegation, policy)
    return DelegationItem(
        pk=pk,
        sk=sk,
        revision=delegation.revision,
        gone_at=epoch(delegation.gone_at),
        content=to_plain(delegation),
        ttl=epoch(delegation.gone_at + TTL_AFTER_PURGE),
        due_shard=keys.due_shard("TIME", delegation.id) if due else None,
        due_at=epoch(due[1]) if due else None,
    )


def from_item(item: DelegationItem) -> Delegation:
    """Return the delegation in an item."""
    return from_plain(Delegation, item.content.as_dict())


def delegants_of(items: Iterable[Key]) -> dict[str, str]:
    """Return the account of the délégant of each delegation that exists, by the partition key of the delegation."""
    stored = (raw for raw in read_raw(items) if "content" in raw)  # a tombstone has none
    return {raw["pk"]["S"]: raw["content"]["M"]["delegant"]["M"]["account_id"]["S"] for raw in stored}


def put_off(item: DelegationItem, delegation: Delegation, policy: Policy, now: datetime) -> None:
    """Correct the due time of a delegation that was due at `now` without an act of time to do.

    `delegation` was read from `item`. It becomes due at its next act of time, or never if there is none.
    """
    due = next_due(delegation, policy)
    if item.due_at is not None and item.due_at <= epoch(now):
        _set_due(item, due[1] if due and now < due[1] else None)


def renew_due(item: DelegationItem, policy: Policy, now: datetime) -> bool:
    """Compute again when a stored delegation is due, and write it; return whether it changed."""
    delegation = from_item(item)
    due = next_due(delegation, policy)
    # A closed delegation past its time only waits for its removal, and is not due again.
    at = due[1] if due and (now < delegation.gone_at or delegation.status in WAITING) else None
    return item.due_at != (epoch(at) if at else None) and _set_due(item, at)


def _set_due(item: DelegationItem, at: datetime | None) -> bool:
    """Write the due time of an item, None for never; return False when a faster writer has set it already."""
    actions: list[Action] = [DelegationItem.due_shard.remove(), DelegationItem.due_at.remove()]
    if at:
        shard = keys.due_shard("TIME", key_parts.owner(item.pk))
        actions = [DelegationItem.due_shard.set(shard), DelegationItem.due_at.set(epoch(at))]
    is_same_due = (
        DelegationItem.due_at.does_not_exist() if item.due_at is None else DelegationItem.due_at == item.due_at
    )
    return update_if(DelegationItem(*item.key), actions, (DelegationItem.revision == item.revision) & is_same_due)


def tombstone_item(delegation: Delegation, end: End, now: datetime) -> TombstoneItem:
    """Return the item that replaces a delegation that is gone."""
    pk, sk = keys.delegation(delegation.id)
    return TombstoneItem(
        pk=pk,
        sk=sk,
        ended_at=epoch(now),
        end=end.value,
        revision=delegation.revision + 1,
        ttl=epoch(now + kept_time(delegation.id, TOMBSTONE_KEPT)),
    )


def tombstone(item: TombstoneItem) -> Tombstone:
    """Return the content of a tombstone."""
    return Tombstone(End(item.end), from_epoch(item.ended_at))
