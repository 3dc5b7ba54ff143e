"""Idempotency: the result of a form or a request is stored and returned to its repetition (specification §6)."""

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
    """The result of one key of one person: the hash of the request, and the id of the result."""

    request = UnicodeAttribute()
    result = UnicodeAttribute()


@dataclass(frozen=True)
class Once:
    """One form or request of one person: the keys of its stored result, and the hash of the request.

    There is one key, or none: then nothing can tell a repetition, so nothing is stored.
    """

    keys: tuple[Key, ...]
    request: str

    @property
    def name(self) -> str:
        """The key and the hash as one text, the same for a repetition alone; empty without a key."""
        return "".join(f"{sk} {self.request}" for _, sk in self.keys)

    def result(self, items: dict[Key, Item], now: datetime) -> str | None:
        """Return the stored result from items that were read; None when there is none, or when it has expired.

        Raises `Refused` (`KEY_REUSED`) when the key was used for another request.
        """
        item = find(items, OnceItem, self.keys[0]) if self.keys else None
        if item is None or (item.ttl or 0) <= epoch(now):
            return None
        if item.request != self.request:
            raise Refused(Code.KEY_REUSED)
        return str(item.result)

    def writes_of(self, result: str, now: datetime) -> list[Write]:
        """Return the write of the result, for the transaction of the act; it fails for a key that is used already."""
        free = OnceItem.pk.does_not_exist() | (OnceItem.ttl <= epoch(now))
        ttl = epoch(now + KEPT)
        return [
            Save(OnceItem(pk=pk, sk=sk, request=self.request, result=result, ttl=ttl), free) for pk, sk in self.keys
        ]


NO_KEY = Once((), "")
"""The `Once` of a request that has no key: it is never a repetition."""


def once(account_id: str, key: str | None, *request: object) -> Once:
    """Return the `Once` of a request that this person sends with `key`; a repetition has the same `request`."""
    stored = () if key is None else (keys.idempotency(account_id, key),)
    return Once(stored, sha256(repr(request).encode()).hexdigest()[:32])
