"""The table of the national directory: one small item for each entry, and the digests of the last load.

It is a separate table, without stream or index, because it holds public facts, is loaded whole, and can be rebuilt from
the extraction. Items are written as DynamoDB's own JSON for speed: a first load writes 1.2 million of them.
"""

from base64 import b64decode, b64encode
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
"""The sort key of every item. The table has the same keys as the main one, but the first is unique by itself."""


def key_of(name: str) -> Json:
    """Return the primary key of an item."""
    return {"pk": {"S": name}, "sk": {"S": _SORT}}


def _key(kind: Kind, identifier: str) -> str:
    return f"{kind.prefix}#{identifier}"


def _snapshot_key(kind: Kind, shard: int) -> str:
    return f"S#{kind.prefix}#{shard}"


def read_entries(wanted: Iterable[tuple[Kind, str]]) -> dict[tuple[Kind, str], Texts]:
    """Return the existing ones of these entries, by kind and identifier, with one read for each hundred."""
    keys = {_key(kind, identifier): (kind, identifier) for kind, identifier in wanted}
    names = list(keys)
    entries: dict[tuple[Kind, str], Texts] = {}
    for start in range(0, len(names), _READS_AT_ONCE):
        items = read_items(names[start : start + _READS_AT_ONCE])
        entries |= {keys[name]: _texts(item) for name, item in items.items()}
    return entries


def _texts(item: Json) -> Texts:
    return {name: value["S"] for name, value in item.items() if name not in {"pk", "sk"} and "S" in value}


def read_items(keys: Iterable[str]) -> dict[str, Json]:
    """Return up to a hundred items by key; raise `Busy` when DynamoDB keeps leaving some unread.

    The read is consistent, because the follow-up of a night and the next load must see all that was written.
    """
    items: dict[str, Json] = {}
    wanted: Json = {settings().directory_table: {"Keys": [key_of(key) for key in keys], "ConsistentRead": True}}
    in_parts(partial(_read_part, items), wanted)
    return items


def _read_part(items: dict[str, Json], wanted: Json) -> Json:
    """Add the items of one call to `items`; return the keys left unread."""
    answer = call_dynamodb("BatchGetItem", {"RequestItems": wanted})
    items.update({item["pk"]["S"]: item for part in answer["Responses"].values() for item in part})
    return answer.get("UnprocessedKeys") or {}


def write_entries(kind: Kind, put: Mapping[str, Texts], gone: Iterable[str]) -> None:
    """Put and remove entries, 25 in a call; raise `Busy` when DynamoDB keeps leaving some unwritten."""
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
    """Write in one call; return the requests left undone."""
    return call_dynamodb("BatchWriteItem", {"RequestItems": requests}).get("UnprocessedItems") or {}


def read_snapshots(kind: Kind, shards: Iterable[int]) -> dict[int, dict[str, bytes]]:
    """Return the snapshots of some shards, in one read; an empty one for a shard that has none."""
    keys = {shard: _snapshot_key(kind, shard) for shard in shards}
    items = read_items(keys.values())
    stored = {shard: items.get(key, {}).get("d", {}).get("S") for shard, key in keys.items()}
    return {shard: unpacked(b64decode(text)) if text else {} for shard, text in stored.items()}


def write_snapshots(kind: Kind, snapshots: Mapping[int, Snapshot]) -> None:
    """Store the snapshots of some shards, in one write."""
    digests = {shard: {"S": b64encode(packed(one)).decode()} for shard, one in snapshots.items()}
    _write([{"PutRequest": {"Item": {**key_of(_snapshot_key(kind, shard)), "d": d}}} for shard, d in digests.items()])
