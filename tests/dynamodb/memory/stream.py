"""A table with a stream, and what a reader of streams may ask of it: one shard that never closes, as MiniStack's."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.dynamodb.memory.table import Key, Table, key_of
from tests.dynamodb.schema import HASH, RANGE
from tests.dynamodb.sizes import Image

Record = dict[str, Any]
_SHARD = {"ShardId": "shardId-0"}


class StreamedTable(Table):
    """A table that notes every change of an item, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    def put(self, item: Image) -> None:
        """Write an item whole."""
        before = self.item(key_of(item))
        super().put(item)
        self._note(item, before, item)

    def remove(self, key: Key) -> None:
        """Remove an item, if it is there."""
        before = self.item(key)
        super().remove(key)
        if before:
            self._note(before, before, None)

    def _note(self, one: Image, before: Image | None, after: Image | None) -> None:
        if before == after:
            return
        images = {name: image for name, image in (("OldImage", before), ("NewImage", after)) if image}
        change = {
            "Keys": {HASH: one[HASH], RANGE: one[RANGE]},
            "SequenceNumber": f"{len(self.records) + 1:021}",
            **images,
        }
        kind = "MODIFY" if len(images) == 2 else "INSERT" if after else "REMOVE"
        self.records.append({"eventID": change["SequenceNumber"], "eventName": kind, "dynamodb": change})

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer an operation of DynamoDB Streams; an iterator is the number of the records before it."""
        return self._operations()[operation](asked)

    def _operations(self) -> Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
        return {
            "DescribeStream": lambda _: {"StreamDescription": {"Shards": [_SHARD]}},
            "GetShardIterator": lambda asked: {"ShardIterator": str(int(asked.get("SequenceNumber", 0)))},
            "GetRecords": lambda asked: self._read(int(asked["ShardIterator"]), asked["Limit"]),
        }

    def _read(self, first: int, most: int) -> dict[str, Any]:
        found = self.records[first : first + most]
        return {"Records": found, "NextShardIterator": str(first + len(found))}
