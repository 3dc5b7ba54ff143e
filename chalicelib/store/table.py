"""The one table, and the three ways it is touched: a batch of consistent reads, a query, a transaction."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.settings import settings

Key = tuple[str, str]
T = TypeVar("T", bound="Item")

_ATTEMPTS = 5
_JITTER_SECONDS = 0.05


class Raced(Exception):
    """A condition of the transaction did not hold: somebody was faster. Nothing was written."""


class Busy(Exception):
    """Others kept writing the same items; nothing was written. It is neither win nor loss: try again later."""


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


# Touched first on the base class, the connection is shared by every kind of item.
Item._get_connection()


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
    """Read up to a hundred items in one consistent call; what does not exist is not in the answer."""
    return {item.key: item for item in Item.batch_get(list(dict.fromkeys(keys)), consistent_read=True)}


def is_over(item: Item, now: datetime) -> bool:
    """Whether the time of `item` has come, which DynamoDB removes some day later: it counts as gone."""
    return item.ttl is not None and item.ttl <= epoch(now)


def find(items: dict[Key, Item], kind: type[T], key: Key) -> T | None:
    """Return the item at `key` among those read, when it is of this kind."""
    item = items.get(key)
    return item if isinstance(item, kind) else None


def query(pk: str, first: str, last: str, *, consistent: bool = True, **options: Any) -> Iterator[Item]:
    """Yield the items of a partition whose sort key lies between `first` and `last`."""
    return iter(Item.query(pk, Item.sk.between(first, last), consistent_read=consistent, **options))


def update_if(item: Item, actions: Sequence[Action], condition: Condition) -> bool:
    """Update `item`, which then holds what is stored, where `condition` holds; return whether it did.

    Raises `Busy` when transactions of others keep getting in the way.
    """
    return _held(lambda: item.update(actions=list(actions), condition=condition))


def delete_if(item: Item, condition: Condition) -> bool:
    """Remove `item` where `condition` holds; return whether it did. Raises `Busy` as `update_if`."""
    return _held(lambda: item.delete(condition=condition))


def update_unread(key: Key, actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item of which nothing is read, so that it may be one that nobody can read; else as `update_if`."""
    pk, sk = key
    write = Item._get_connection().update_item
    return _held(lambda: write(pk, range_key=sk, actions=list(actions), condition=condition))


def _held(write: Callable[[], object]) -> bool:
    """Write, again while the item is in a transaction of others; return whether the condition held."""
    for attempt in range(_ATTEMPTS):
        try:
            write()
            return True
        except (DeleteError, UpdateError) as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            if error.cause_response_code != "TransactionConflictException":
                raise
        _wait(attempt)
    raise Busy


def _wait(attempt: int) -> None:
    time.sleep(random.uniform(0, _JITTER_SECONDS * 2**attempt))  # noqa: S311 - jitter, not a secret


def transact(write: Callable[[TransactWrite], object]) -> None:
    """Commit in one transaction what `write` adds to it.

    Raises `Raced` when a condition fails, `Busy` when other transactions keep getting in the way.
    """
    for attempt in range(_ATTEMPTS):
        try:
            with TransactWrite(connection=connection()) as transaction:
                write(transaction)
            return
        except TransactWriteError as error:
            codes = {reason.code for reason in error.cancellation_reasons if reason}
            if "ConditionalCheckFailed" in codes:
                raise Raced from error
            if "TransactionConflict" not in codes and error.cause_response_code != "TransactionConflictException":
                raise
        _wait(attempt)
    raise Busy
