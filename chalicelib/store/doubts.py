"""The doubts that loads of the national directory have left: one item each, all in one partition."""

from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import MapAttribute

from chalicelib.context import Context
from chalicelib.domain.doubts import Doubt
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch, is_over, query


class DoubtItem(Item, discriminator="doubt"):
    """What the directory says less of a person, since which load; settled by a later load, or over after 30 days."""

    content: MapAttribute[str, Any] = MapAttribute()


def key_of(doubt: Doubt, context: Context) -> Key:
    """Return the key of a doubt: one for each person and matter."""
    return keys.doubt(doubt.national_id, doubt.what, context.keys.lookup)


def item_of(doubt: Doubt, context: Context) -> DoubtItem:
    """Return the item of a doubt."""
    pk, sk = key_of(doubt, context)
    return DoubtItem(pk=pk, sk=sk, content=to_plain(doubt), ttl=epoch(doubt.over_at) + 1)


def to_doubt(item: DoubtItem) -> Doubt:
    """Return the doubt that an item holds."""
    return from_plain(Doubt, item.content.as_dict())


def read_doubts(context: Context) -> Iterator[Doubt]:
    """Yield every doubt, those about one person together."""
    for item in query(keys.DOUBTS, " ", "~"):
        if isinstance(item, DoubtItem) and not is_over(item, context.now):
            yield to_doubt(item)
