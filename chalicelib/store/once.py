"""Idempotency: the result of a form or a request is kept, and given again to its repetition (spec §6)."""

from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch

KEPT = timedelta(days=1)


class OnceItem(Item, discriminator="once"):
    """What one key of one person has already given: the hash of what was asked and the id of the result."""

    request = UnicodeAttribute()
    result = UnicodeAttribute()


def key_of(account_id: str, key: str) -> Key:
    """Return where the record of `key` stands."""
    return keys.idempotency(account_id, key)


def fingerprint(*asked: object) -> str:
    """Return a hash of what was asked, to tell a repetition from another request under the same key."""
    return sha256(repr(asked).encode()).hexdigest()[:32]


def result_of(item: OnceItem | None, now: datetime) -> str | None:
    """Return the result already given, None when there is none that still counts."""
    if item is None or (item.ttl or 0) <= epoch(now):
        return None
    return str(item.result)


def add(transaction: TransactWrite, key: Key, request: str, result: str, now: datetime) -> None:
    """Record the result in the act's own transaction; a second use of the key makes it fail."""
    free = OnceItem.pk.does_not_exist() | (OnceItem.ttl <= epoch(now))
    item = OnceItem(pk=key[0], sk=key[1], request=request, result=result, ttl=epoch(now + KEPT))
    transaction.save(item, condition=free)
