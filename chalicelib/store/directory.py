"""The table of the national directory: one small item for each entry, and the digests of the last load.

A table of its own, without stream or index: it holds public facts, is loaded whole, and can be made again from the
extraction. Items are DynamoDB's own JSON: a first load writes 1.2 million of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from chalicelib.directory.kinds import Kind, Texts
from chalicelib.directory.snapshots import Snapshot, packed, unpacked
from chalicelib.settings import settings
from chalicelib.store.calls import in_parts
from chalicelib.store.table import call_dynamodb

Json = Mapping[str, Any]

_WRITES_AT_ONCE = 25  # BatchWriteItem
_READS_AT_ONCE = 100  # BatchGetItem
_SORT = "D"
"""The sort key of every item: the table has the keys of the other one, though the first alone tells items apart."""


def key_of(name: str) -> Json:
    """Return the primary key of an item."""
    return {"pk": {"S": name}, "sk": {"S": _SORT}}


def _key(kind: Kind, identifier: str) -> str:
    return f"{kind.prefix}#{identifier}"


def _snapshot_key(kind: Kind, shard: int) -> str:
    return f"S#{kind.prefix}#{shard}"


def read_entries(wanted: Iterable[tuple[Kind, str]]) -> dict[tuple[Kind, str], Texts]:
    """Return the entries that are known of these, by kind and identifier; one read for each hundred."""
    keys = {_key(kind, identifier): (kind, identifier) for kind, identifier in wanted}
    names = list(keys)
    found: dict[tuple[Kind, str], Texts] = {}
    for start in range(0, len(names), _READS_AT_ONCE):
        items = read_items(names[start : start + _READS_AT_ONCE])
        found |= {keys[name]: _texts(item) for name, item in items.items()}
    return found


def _texts(item: Json) -> Texts:
    return {name: value["S"] for name, value in item.items() if name not in {"pk", "sk"} and "S" in value}


def read_items(keys: Iterable[str]) -> dict[str, Json]:
    """Return up to a hundred items by key; raises `Busy` when DynamoDB goes on leaving some unread.

    Read consistently: a night is followed by what it has just written, and a load compares with what the last one left.
    """
    found: dict[str, Json] = {}
    wanted: Json = {settings().directory_table: {"Keys": [key_of(key) for key in keys], "ConsistentRead": True}}
    in_parts(partial(_read_part, found), wanted)
    return found


def _read_part(found: dict[str, Json], wanted: Json) -> Json:
    """Add to `found` what one call answers; return what it leaves."""
    answer = call_dynamodb("BatchGetItem", {"RequestItems": wanted})
    found.update({item["pk"]["S"]: item for items in answer["Responses"].values() for item in items})
    return answer.get("UnprocessedKeys") or {}


def write_entries(kind: Kind, put: Mapping[str, Texts], gone: Iterable[str]) -> None:
    """Put and remove entries, 25 a call; raises `Busy` when DynamoDB goes on leaving some unwritten."""
    items = ({name: {"S": text} for name, text in texts.items()} for texts in put.values())
    keys = (key_of(_key(kind, identifier)) for identifier in put)
    requests: list[Json] = [{"PutRequest": {"Item": {**key, **item}}} for key, item in zip(keys, items, strict=True)]
    requests += [{"DeleteRequest": {"Key": key_of(_key(kind, identifier))}} for identifier in gone]
    for start in range(0, len(requests), _WRITES_AT_ONCE):
        _write(requests[start : start + _WRITES_AT_ONCE])


def _write(requests: Sequence[Json]) -> None:
    left: Json = {settings().directory_table: requests}
    in_parts(_write_part, left)


def _write_part(requests: Json) -> Json:
    """Write in one call; return what it leaves."""
    return call_dynamodb("BatchWriteItem", {"RequestItems": requests}).get("UnprocessedItems") or {}


def read_snapshots(kind: Kind, shards: Iterable[int]) -> dict[int, dict[str, bytes]]:
    """Return the digests of the entries that the table holds of each of some shards; one read."""
    keys = {shard: _snapshot_key(kind, shard) for shard in shards}
    items = read_items(keys.values())
    return {shard: unpacked(items[key]["d"]["B"]) if key in items else {} for shard, key in keys.items()}


def write_snapshots(kind: Kind, snapshots: Mapping[int, Snapshot]) -> None:
    """Note the digests of the entries that the table holds of each of some shards; one write."""
    items = ({**key_of(_snapshot_key(kind, shard)), "d": {"B": packed(one)}} for shard, one in snapshots.items())
    _write([{"PutRequest": {"Item": item}} for item in items])
