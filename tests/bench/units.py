"""What DynamoDB would bill for the calls of the product: units, from the items in the emulated table.

A write is billed by the larger of what was there and what is there, by the kilobyte; twice in a transaction. What it
changes in the index `due` is billed once more, after and outside of the transaction. A consistent read is billed by
4 kB, one at least (DynamoDB guide, « Read and write operations »).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

from chalicelib.settings import settings
from chalicelib.store.table import Key, connection
from tests.dynamodb.memory import service

_WRITTEN, _READ = 1024, 4096
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
_INDEXED = ("due_shard", "due_at")

Item = Mapping[str, Any]


@dataclass
class Units:
    """Units so far."""

    read: float = 0
    written: int = 0


@contextmanager
def counted() -> Iterator[Units]:
    """Count the units of every call meanwhile."""
    units, before = Units(), dict[Key, Item]()

    def remember(model: Any, **_: Any) -> None:
        if model.name in _WRITES:
            before.clear()
            before.update(_items())

    def count(http_response: Any, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if http_response.status_code != 200:
            return
        if model.name in _WRITES:
            units.written += _written(before, _items(), twice=model.name == "TransactWriteItems")
        elif model.name == "BatchGetItem":
            items = [item for found in parsed["Responses"].values() for item in found]
            units.read += sum(max(1, ceil(_size(item) / _READ)) for item in items) or 1
        elif model.name == "Query":
            units.read += max(1, ceil(sum(map(_size, parsed["Items"])) / _READ))

    events = connection().client.meta.events
    events.register("before-call.dynamodb", remember, unique_id="bench-before")
    events.register("after-call.dynamodb", count, unique_id="bench-after")
    try:
        yield units
    finally:
        events.unregister("before-call.dynamodb", unique_id="bench-before")
        events.unregister("after-call.dynamodb", unique_id="bench-after")


def _items() -> dict[Key, Item]:
    items = service.table(settings().table_name).items()
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}


def _written(before: Mapping[Key, Item], after: Mapping[Key, Item], *, twice: bool) -> int:
    units = 0
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        if old == new:
            continue
        units += max(1, ceil(max(_size(old), _size(new)) / _WRITTEN)) * (2 if twice else 1) + _in_index(old, new)
    return units


def _in_index(old: Item, new: Item) -> int:
    """Return the writes of the index: none, one that adds or takes away, both when the place changes."""
    was, now = (tuple(str(item.get(name, "")) for name in _INDEXED) for item in (old, new))
    return 0 if was == now else all(was) + all(now)


def _size(item: Item) -> int:
    """Return the bytes of an item: names and values (DynamoDB guide, « Item sizes »)."""
    return sum(len(name.encode()) + _size_of(value) for name, value in item.items())


def _size_of(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "M":
        return 3 + sum(len(name.encode()) + 1 + _size_of(inner) for name, inner in held.items())
    if kind == "L":
        return 3 + sum(1 + _size_of(inner) for inner in held)
    if kind == "S":
        return len(held.encode())
    if kind == "SS":
        return sum(len(text.encode()) for text in held)
    return ceil(len(str(held)) / 2) + 1 if kind == "N" else 1
