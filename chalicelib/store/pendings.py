"""Requests of an account that a link must still confirm: a new password, another address, a join."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find
from chalicelib.store.writes import Delete, Write


class PendingItem(Item, discriminator="pending"):
    """One request. A new one of the same purpose replaces it, and reuses its nonce if earlier links must still work.

    `other_id`: the account of `address`, which is to be joined; None when the address has no account.
    """

    nonce = UnicodeAttribute()
    address = UnicodeAttribute(null=True)
    other_id = UnicodeAttribute(null=True)


def item(
    account_id: str,
    purpose: AccountPurpose,
    nonce: str,
    ends: datetime,
    address: str | None = None,
    other_id: str | None = None,
) -> PendingItem:
    """Return the item of a request that ends at `ends`."""
    pk, sk = keys.pending(account_id, purpose)
    return PendingItem(pk=pk, sk=sk, nonce=nonce, address=address, other_id=other_id, ttl=epoch(ends))


def decoy(account_id: str, purpose: AccountPurpose, ends: datetime) -> PendingItem:
    """Return the item that is written instead of a mail when an address has no account.

    The transaction then looks the same as for an address with one.
    """
    pk, sk = keys.pending(account_id, f"{purpose}#leurre")
    return PendingItem(pk=pk, sk=sk, nonce="", ttl=epoch(ends))


def living(items: dict[Key, Item], account_id: str, purpose: AccountPurpose, now: datetime) -> PendingItem | None:
    """Return the request that has not ended; None when it was used or has run out."""
    pending = find(items, PendingItem, keys.pending(account_id, purpose))
    return pending if pending and (pending.ttl or 0) > epoch(now) else None


def unless_changed(earlier: PendingItem | None, now: datetime) -> Condition:
    """Return the condition under which a new request replaces `earlier`, the result of `living`.

    A request that was used meanwhile must not come back. When two people make a first request at once, the second one
    must see the first, so that the links of both work.
    """
    if earlier is not None:
        is_unchanged: Condition = PendingItem.nonce == earlier.nonce
        return is_unchanged
    is_absent: Condition = PendingItem.pk.does_not_exist() | (PendingItem.ttl <= epoch(now))
    return is_absent


def cancellation_of(account_id: str, purpose: AccountPurpose) -> Write:
    """Return the write that removes the request for `purpose`, if there is one; its links die."""
    return Delete(PendingItem(*keys.pending(account_id, purpose)))


def find_pending(
    items: dict[Key, Item], account_id: str, purpose: AccountPurpose, nonce: str, now: datetime
) -> PendingItem | None:
    """Return the request of the link with this nonce; None when it was used or replaced, or has run out."""
    pending = living(items, account_id, purpose, now)
    return pending if pending and pending.nonce == nonce else None


def use_of(pending: PendingItem) -> Write:
    """Return the write that removes a request, for the transaction that carries it out, so that a link works once."""
    return Delete(PendingItem(*pending.key), PendingItem.nonce == pending.nonce)
