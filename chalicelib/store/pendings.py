"""What an account has asked for and must still prove by a link: a new password, another address."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find


class PendingItem(Item, discriminator="pending"):
    """One request; a new one of the same purpose replaces it, so that earlier links die."""

    nonce = UnicodeAttribute()
    address = UnicodeAttribute(null=True)


def item(
    account_id: str, purpose: AccountPurpose, nonce: str, ends: datetime, address: str | None = None
) -> PendingItem:
    """Return the item of a request that counts until `ends`."""
    pk, sk = keys.pending(account_id, purpose)
    return PendingItem(pk=pk, sk=sk, nonce=nonce, address=address, ttl=epoch(ends))


def decoy(account_id: str, purpose: AccountPurpose, ends: datetime) -> PendingItem:
    """Return the item that is written in place of a mail for an address without account: the transaction is alike."""
    pk, sk = keys.pending(account_id, f"{purpose}#leurre")
    return PendingItem(pk=pk, sk=sk, nonce="", ttl=epoch(ends))


def find_pending(
    items: dict[Key, Item], account_id: str, purpose: AccountPurpose, nonce: str, now: datetime
) -> PendingItem | None:
    """Return the request that a link of this nonce is about; None when it was used, replaced, or has run out."""
    found = find(items, PendingItem, keys.pending(account_id, purpose))
    if found is None or found.nonce != nonce or (found.ttl or 0) <= epoch(now):
        return None
    return found


def use(transaction: TransactWrite, pending: PendingItem) -> None:
    """Take the request away in the transaction that grants it: a link works once."""
    transaction.delete(PendingItem(pending.pk, pending.sk), condition=PendingItem.nonce == pending.nonce)
