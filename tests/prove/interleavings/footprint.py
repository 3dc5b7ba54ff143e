"""Which places of the table a call reads and which it may change; two calls that share none come in any order.

An item is a place. So are a partition and a shard of the index, for a query also depends on what it does not find.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from chalicelib.settings import settings

Place = tuple[str, ...]
Key = tuple[str, str]
Arguments = Mapping[str, Any]
ShardOf = Callable[[Key], str | None]

READS = frozenset({"BatchGetItem", "GetItem", "Query"})
COUNTS = "LIMIT#"
"""Keys of what counts attempts."""

_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


class Call(NamedTuple):
    """A call that is about to be made: the operation and its arguments, as botocore's client is given them."""

    operation: str
    arguments: Arguments

    @property
    def is_read(self) -> bool:
        """Whether it leaves everything as it is."""
        return self.operation in READS


def is_count(call: Call) -> bool:
    """Whether it counts an attempt."""
    return call.operation == "UpdateItem" and bool(call.arguments["Key"]["pk"]["S"].startswith(COUNTS))


class Footprint(NamedTuple):
    """`changes` are the places that may differ afterwards: the items written, their partitions, their shards."""

    reads: frozenset[Place]
    writes: frozenset[Place]
    changes: frozenset[Place]


def footprint(call: Call, shard_of: ShardOf) -> Footprint:
    """Return where `call` reads and writes; `shard_of` says in which shard of the index an item stands now."""
    if call.is_read:
        return Footprint(frozenset(_read(call)), frozenset(), frozenset())
    writes: set[Place] = set()
    changes: set[Place] = set()
    for key, written in written_by(call):
        writes.add(("item", *key))
        changes |= {("item", *key), ("partition", key[0])}
        changes |= {("shard", name) for name in (shard_of(key), *_texts(written)) if name}
    return Footprint(frozenset(), frozenset(writes), frozenset(changes))


def depend(one: Footprint, other: Footprint) -> bool:
    """Whether the order of two calls may matter: one changes what the other reads, or both write the same item."""
    return bool(one.changes & other.reads or other.changes & one.reads or one.writes & other.writes)


def _read(call: Call) -> Iterable[Place]:
    if call.operation == "GetItem":
        yield ("item", *key_of(call.arguments["Key"]))
    elif call.operation == "BatchGetItem":
        for table, asked in call.arguments["RequestItems"].items():
            # Of another table, nobody in a race writes anything.
            yield from (("item", *key_of(key)) for key in asked["Keys"] if table == settings().table_name)
    else:
        # Both keys are given by equality: of the partition, or of the shard.
        kind = "shard" if "IndexName" in call.arguments else "partition"
        yield from ((kind, text) for text in _texts(call.arguments.get("ExpressionAttributeValues", {})))


def written_by(call: Call) -> list[tuple[Key, Mapping[str, Any]]]:
    """Return the key of each item that `call` writes or checks, and the values that it gives it or compares with it."""
    if call.operation == "TransactWriteItems":
        return [_written(one) for item in call.arguments["TransactItems"] for one in item.values()]
    if call.operation in _WRITES:
        return [_written(call.arguments)]
    raise NotImplementedError(f"nobody has said what {call.operation} touches")


def _written(arguments: Arguments) -> tuple[Key, Mapping[str, Any]]:
    item = arguments.get("Item", {})
    return key_of(arguments.get("Key") or item), {**item, **arguments.get("ExpressionAttributeValues", {})}


def key_of(image: Mapping[str, Any]) -> Key:
    """Return the primary key of an item in DynamoDB's own form."""
    pk, sk = (image[name]["S"] for name in ("pk", "sk"))
    return pk, sk


def _texts(values: Mapping[str, Any]) -> Iterable[str]:
    return [value["S"] for value in values.values() if "S" in value]
