"""Idempotency: the result of a form or a request is kept, and given again to its repetition (spec §6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find
from chalicelib.store.writes import Save, Write

KEPT = timedelta(days=1)


class OnceItem(Item, discriminator="once"):
    """What one key of one person has already given: the hash of what was asked and the id of the result."""

    request = UnicodeAttribute()
    result = UnicodeAttribute()


@dataclass(frozen=True)
class Once:
    """One form or request of one person: where its result stands, and what it asks."""

    key: Key
    request: str

    def result(self, items: dict[Key, Item], now: datetime) -> str | None:
        """Return the result already given, among what was read; None when there is none that still counts.

        Raises `Refused` when the same key has already asked for something else.
        """
        item = find(items, OnceItem, self.key)
        if item is None or (item.ttl or 0) <= epoch(now):
            return None
        if item.request != self.request:
            raise Refused(Code.KEY_REUSED)
        return str(item.result)

    def record_of(self, result: str, now: datetime) -> Write:
        """Return the write of the result, for the act's own transaction; a second use of the key makes it fail."""
        pk, sk = self.key
        free = OnceItem.pk.does_not_exist() | (OnceItem.ttl <= epoch(now))
        item = OnceItem(pk=pk, sk=sk, request=self.request, result=result, ttl=epoch(now + KEPT))
        return Save(item, free)


def once(account_id: str, key: str, *asked: object) -> Once:
    """Return what tells a repetition of `key` by this person: it asks for the same again."""
    return Once(keys.idempotency(account_id, key), sha256(repr(asked).encode()).hexdigest()[:32])
