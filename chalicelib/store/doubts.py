"""The doubts from loads of the national directory: one item for each, all in one partition."""

from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import MapAttribute

from chalicelib.context import Context
from chalicelib.domain.doubts import Doubt
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch, is_over, query


class DoubtItem(Item, discriminator="doubt"):
    """One doubt, with the load that it comes from. A later load settles it; otherwise it is over after 30 days."""

    content: MapAttribute[str, Any] = MapAttribute()


def key_of(doubt: Doubt, context: Context) -> Key:
    """Return the key of a doubt; there is one for each person and matter."""
    return keys.doubt(doubt.national_id, doubt.what, context.keys.lookup)


def item_of(doubt: Doubt, context: Context) -> DoubtItem:
    """Return the item of a doubt."""
    pk, sk = key_of(doubt, context)
    return DoubtItem(pk=pk, sk=sk, content=to_plain(doubt), ttl=epoch(doubt.over_at) + 1)


def to_doubt(item: DoubtItem) -> Doubt:
    """Return the doubt in an item."""
    return from_plain(Doubt, item.content.as_dict())


def read_doubts(context: Context) -> Iterator[Doubt]:
    """Yield every doubt that is not over; those about one person come together."""
    for item in query(keys.DOUBTS, " ", "~"):
        if isinstance(item, DoubtItem) and not is_over(item, context.now):
            yield to_doubt(item)
