"""Requests that a link must still confirm: a new password, another address, a join, a demand by an address."""

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
    `ask_link`: the nonce of the délégant's link by which an address asks; `other_id` is then that délégant, and `wish`
    the profil and both days that are asked for.
    `former_nonce`, `former_address`: those of the links at the first of the addresses that the account has left since.
    """

    nonce = UnicodeAttribute()
    address = UnicodeAttribute(null=True)
    other_id = UnicodeAttribute(null=True)
    ask_link = UnicodeAttribute(null=True)
    wish = UnicodeAttribute(null=True)
    former_nonce = UnicodeAttribute(null=True)
    former_address = UnicodeAttribute(null=True)


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


def following(earlier: PendingItem | None, pending: PendingItem) -> PendingItem:
    """Return `pending` with the nonces of `earlier`, so that its links still work, each for the address it was sent to.

    Somebody who has changed the address must not kill the first link by changing it again.
    """
    if earlier is None:
        return pending
    if earlier.address == pending.address:
        pending.nonce = earlier.nonce
        pending.former_nonce, pending.former_address = earlier.former_nonce, earlier.former_address
    else:
        pending.former_nonce = earlier.former_nonce or earlier.nonce
        pending.former_address = earlier.former_address or earlier.address
    return pending


def address_of(pending: PendingItem, nonce: str) -> str | None:
    """Return the address to which the link with this nonce was sent; None when it is no link of the request."""
    if nonce == pending.nonce:
        return str(pending.address or "")
    return str(pending.former_address) if nonce == pending.former_nonce else None


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
    return pending if pending and address_of(pending, nonce) is not None else None


def use_of(pending: PendingItem) -> Write:
    """Return the write that removes a request, for the transaction that carries it out, so that a link works once."""
    return Delete(PendingItem(*pending.key), PendingItem.nonce == pending.nonce)
