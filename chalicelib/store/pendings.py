"""What an account has asked for and must still prove by a link: a new password, another address."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find
from chalicelib.store.writes import Delete, Write


class PendingItem(Item, discriminator="pending"):
    """One request. A new one of the same purpose takes its place, and its nonce where earlier links are to live on.

    `other_id`: the account of `address`, which the one that asks would have joined to it; empty when nobody has it.
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
    """Return the item of a request that counts until `ends`."""
    pk, sk = keys.pending(account_id, purpose)
    return PendingItem(pk=pk, sk=sk, nonce=nonce, address=address, other_id=other_id, ttl=epoch(ends))


def decoy(account_id: str, purpose: AccountPurpose, ends: datetime) -> PendingItem:
    """Return the item that is written in place of a mail for an address without account: the transaction is alike."""
    pk, sk = keys.pending(account_id, f"{purpose}#leurre")
    return PendingItem(pk=pk, sk=sk, nonce="", ttl=epoch(ends))


def living(items: dict[Key, Item], account_id: str, purpose: AccountPurpose, now: datetime) -> PendingItem | None:
    """Return the request that still counts; None when it was used or has run out."""
    found = find(items, PendingItem, keys.pending(account_id, purpose))
    return found if found and (found.ttl or 0) > epoch(now) else None


def unless_changed(earlier: PendingItem | None, now: datetime) -> Condition:
    """Return the condition under which a request takes the place of `earlier`, which `living` found.

    One that was used meanwhile must not come back, and of two first ones at once the links of both are to work.
    """
    if earlier is not None:
        still: Condition = PendingItem.nonce == earlier.nonce
        return still
    none: Condition = PendingItem.pk.does_not_exist() | (PendingItem.ttl <= epoch(now))
    return none


def cancellation_of(account_id: str, purpose: AccountPurpose) -> Write:
    """Return the write that takes a request away, whichever it is: its links die."""
    return Delete(PendingItem(*keys.pending(account_id, purpose)))


def find_pending(
    items: dict[Key, Item], account_id: str, purpose: AccountPurpose, nonce: str, now: datetime
) -> PendingItem | None:
    """Return the request that a link of this nonce is about; None when it was used, replaced, or has run out."""
    found = living(items, account_id, purpose, now)
    return found if found and found.nonce == nonce else None


def use_of(pending: PendingItem) -> Write:
    """Return the write that takes a request away, for the transaction that grants it: a link works once."""
    return Delete(PendingItem(*pending.key), PendingItem.nonce == pending.nonce)
