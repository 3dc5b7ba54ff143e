"""The one table: batches of consistent reads, queries, and writes of one item (`writes.py` has transactions)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, Self, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model

from chalicelib.settings import settings
from chalicelib.store.botocore_work import spare_registering, spare_work
from chalicelib.store.calls import each, in_parts, patiently
from chalicelib.store.raw_items import fill

Key = tuple[str, str]
T = TypeVar("T", bound="Item")

CONDITION_FAILED = "ConditionalCheckFailedException"
_MOST_READ = 100


class DueIndex(GlobalSecondaryIndex["Item"]):
    """What has a due time, by shard; sparse, so it holds only what is still to be done."""

    class Meta:
        index_name = "due"
        # The discriminator must be projected, or PynamoDB finds nothing through the index.
        projection = IncludeProjection(["kind"])

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = NumberAttribute(range_key=True)


class Item(Model):
    """Any item of the table. `v` is the version of its shape; `ttl` when DynamoDB may remove it."""

    class Meta:
        table_name = settings().table_name
        connect_timeout_seconds = 2
        read_timeout_seconds = 4
        max_retry_attempts = 0  # calls.py tries again

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    v = NumberAttribute(default=1)
    ttl = NumberAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = NumberAttribute(null=True)

    due: ClassVar[DueIndex] = DueIndex()

    @property
    def key(self) -> Key:
        """The primary key."""
        return self.pk, self.sk

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Build the item that DynamoDB sent (`raw_items.py`).

        A kind that this release does not know was written by a later one, which was taken back. It becomes a plain
        `Item`, for which nobody looks, so that the other items of its partition or shard are still read. So does an
        item without a kind.
        """
        kind: Any = Item
        with suppress(KeyError, ValueError):
            kind = _KIND.deserialize(data["kind"]["S"])
        item: Self = kind.__new__(kind)
        fill(item, data)
        return item


_KIND = Item.kind

spare_registering()
# Touched first on the base class, the connection is shared by every kind of item.
spare_work(Item._get_connection().connection.session)


def connection() -> Connection:
    """Return the connection that every item shares."""
    shared: Connection = Item._get_connection().connection
    return shared


def epoch(moment: datetime) -> int:
    """Return `moment` in whole seconds since 1970, rounded down."""
    return int(moment.timestamp())


def from_epoch(seconds: float) -> datetime:
    """Return the moment that `epoch` wrote, in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC)


def read(keys: Iterable[Key]) -> dict[Key, Item]:
    """Read items in one consistent call for each hundred; what does not exist is not in the answer."""
    return {item.key: item for item in map(Item.from_raw_data, read_raw(keys))}


def _read_raw(wanted: list[Key]) -> list[dict[str, Any]]:
    """Return up to a hundred items as they are stored, including those that DynamoDB leaves for another call."""
    found: list[dict[str, Any]] = []
    in_parts(partial(_read_part, found), [{"pk": pk, "sk": sk} for pk, sk in wanted])
    return found


def _read_part(found: list[dict[str, Any]], wanted: list[Any]) -> list[Any]:
    """Add to `found` what one call answers; return what it leaves."""
    table = Item.Meta.table_name
    answer = connection().batch_get_item(table, wanted, consistent_read=True)
    found.extend(answer["Responses"].get(table, ()))
    left: list[Any] = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
    return left


def read_raw(keys: Iterable[Key]) -> list[dict[str, Any]]:
    """Read items as `read` does, but return them as they are stored, which takes less than building each."""
    wanted = list(dict.fromkeys(keys))
    return [raw for start in range(0, len(wanted), _MOST_READ) for raw in _read_raw(wanted[start : start + _MOST_READ])]


def call_dynamodb(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call DynamoDB once about another table, in its own JSON; its errors are those that `patiently` knows."""
    try:
        answer: dict[str, Any] = connection().dispatch(operation, arguments)
    except (BotoCoreError, ClientError) as error:
        raise PynamoDBException(operation, error) from error
    return answer


def is_over(item: Item, now: datetime) -> bool:
    """Whether the time of `item` has come, which DynamoDB removes some day later: it counts as gone."""
    return item.ttl is not None and item.ttl <= epoch(now)


def find(items: dict[Key, Item], kind: type[T], key: Key) -> T | None:
    """Return the item at `key` among those read, when it is of this kind."""
    item = items.get(key)
    return item if isinstance(item, kind) else None


def query(pk: str, first: str, last: str, *, consistent: bool = True, **options: Any) -> Iterator[Item]:
    """Yield the items of a partition whose sort key lies between `first` and `last`."""
    return each(Item.query(pk, Item.sk.between(first, last), consistent_read=consistent, **options))


def query_raw(pk: str, first: str, last: str) -> list[dict[str, Any]]:
    """Read items as `query` does, but return them as they are stored, which takes less than building each."""
    found: list[dict[str, Any]] = []
    following: dict[str, Any] | None = None
    ask = partial(Item._get_connection().query, pk, Item.sk.between(first, last), consistent_read=True)
    while True:
        answer = patiently(partial(ask, exclusive_start_key=following))
        found += answer["Items"]
        following = answer.get("LastEvaluatedKey")
        if not following:
            return found


def query_due(shard: str, until: datetime | None = None) -> Iterator[Item]:
    """Yield what a shard of the index holds, or what of it is due by a moment: keys and kinds alone.

    What a later release has made due waits for it.
    """
    by_then = DueIndex.due_at <= epoch(until) if until else None
    return (item for item in each(Item.due.query(shard, by_then)) if type(item) is not Item)


def put(item: Item) -> None:
    """Write `item` whole, whatever stood there."""
    patiently(item.save)


def remove(item: Item) -> None:
    """Remove `item`, if it is there."""
    patiently(item.delete)


def update_if(item: Item, actions: Sequence[Action], condition: Condition) -> bool:
    """Update `item`, which then holds what is stored, where `condition` holds; return whether it did.

    Raises `Busy` when DynamoDB does not do it in time. When no answer came at first, it may have been done before the
    try that answers no.
    """
    return _held(lambda: item.update(actions=list(actions), condition=condition))


def delete_if(item: Item, condition: Condition) -> bool:
    """Remove `item` where `condition` holds; return whether it did. Raises `Busy` as `update_if`."""
    return _held(lambda: item.delete(condition=condition))


def update(item: Item, actions: Sequence[Action]) -> None:
    """Update `item`, or make it, whatever stands there. The actions set its kind, without which nobody can read it."""
    patiently(lambda: item.update(actions=list(actions)))


def update_unread(key: Key, actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item of which nothing is read, so that it may be one that nobody can read; else as `update_if`."""
    pk, sk = key
    write = Item._get_connection().update_item
    return _held(lambda: write(pk, range_key=sk, actions=list(actions), condition=condition))


def _held(write: Callable[[], object]) -> bool:
    try:
        patiently(write)
    except (DeleteError, UpdateError) as error:
        if error.cause_response_code == CONDITION_FAILED:
            return False
        raise
    return True
