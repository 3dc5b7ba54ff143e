"""One table's items, by partition and in the index, as DynamoDB's own form. Items are never changed in place."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.dynamodb.schema import HASH, INDEXES, PROJECTED, RANGE, TYPES
from tests.dynamodb.sizes import Image, Invalid

Key = tuple[str, str]


def key_of(image: Image) -> Key:
    """Return the key of an item, or of a request about it."""
    return image[HASH]["S"], image[RANGE]["S"]


def in_order(index: str = "") -> Callable[[Image], Any]:
    """Return what the items of one partition of the table, or of an index, are sorted by."""
    if not index:
        return key_of
    number = INDEXES[index][1]
    return lambda image: (Decimal(image[number]["N"]), key_of(image))


class Table:
    """The items of one table."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, Image]] = {}
        self._indexes: dict[str, dict[str, dict[Key, Image]]] = {name: {} for name in INDEXES}

    def item(self, key: Key) -> Image | None:
        """Return what stands under a key."""
        return self._items.get(key[0], {}).get(key[1])

    def items(self) -> list[Image]:
        """Return every item."""
        return [item for partition in self._items.values() for item in partition.values()]

    def partition(self, name: str) -> list[Image]:
        """Return the items of a partition in their order."""
        partition = self._items.get(name, {})
        return [partition[key] for key in sorted(partition)]

    def indexed(self, index: str, name: str) -> list[Image]:
        """Return what a partition of an index holds, in its order."""
        held, found = PROJECTED[index], self._indexes[index].get(name, {}).values()
        return [{name: item[name] for name in item.keys() & held} for item in sorted(found, key=in_order(index))]

    def put(self, item: Image) -> None:
        """Write an item whole."""
        key = key_of(item)
        self._drop(key)
        self._items.setdefault(key[0], {})[key[1]] = item
        for index, (first, second) in INDEXES.items():
            if first in item and second in item:
                self._indexes[index].setdefault(item[first]["S"], {})[key] = item

    def remove(self, key: Key) -> None:
        """Remove an item, if it is there."""
        self._drop(key)

    def _drop(self, key: Key) -> None:
        before = self._items.get(key[0], {}).pop(key[1], None)
        for index, (first, _) in INDEXES.items():
            if before and first in before:
                self._indexes[index].get(before[first]["S"], {}).pop(key, None)


def check_kinds(item: Image) -> None:
    """Raise `Invalid` for a key, the table's or the index's, that is of another kind than it has to be."""
    for name, kind in TYPES.items():
        if name in item and kind not in item[name]:
            raise Invalid(
                "One or more parameter values were invalid: "
                f"Type mismatch for key {name} expected: {kind} actual: {next(iter(item[name]))}"
            )


def check_key(key: Any) -> None:
    """Raise `Invalid` for a key that is not the table's."""
    if set(key) != {HASH, RANGE} or any(TYPES[name] not in key[name] for name in key):
        raise Invalid("The provided key element does not match the schema")
