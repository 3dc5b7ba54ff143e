"""What a transaction writes, as values: they can be put together, counted and compared before anything is sent."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.store.calls import Raced, patiently, reasons_of
from chalicelib.store.table import Item, connection


class Save(NamedTuple):
    """An item, written whole."""

    item: Item
    condition: Condition | None = None


class Update(NamedTuple):
    """Changes of the item that has the key of `item`, which is made where there is none.

    Without a condition, the actions set its kind.
    """

    item: Item
    actions: Sequence[Action]
    condition: Condition | None = None


class Delete(NamedTuple):
    """The removal of the item that has the key of `item`."""

    item: Item
    condition: Condition | None = None


class Check(NamedTuple):
    """A condition on an item that the transaction leaves as it is."""

    item: Item
    condition: Condition


Write = Save | Update | Delete | Check


def transact(writes: Sequence[Write]) -> None:
    """Commit all writes in one transaction; raises `Raced` when a condition fails, `Busy` as `update_if`.

    While no answer has come, every try has the token of the first, under which DynamoDB carries it out once.
    """
    try:
        patiently(partial(_try, writes, []))
    except TransactWriteError as error:
        if "ConditionalCheckFailed" in reasons_of(error):
            raise Raced from error
        raise


def _try(writes: Sequence[Write], prepared: list[TransactWrite]) -> None:
    """Try what was prepared, or prepare it: `prepared` holds what may still be carried out."""
    if not prepared:
        prepared.append(_prepared(writes))
    try:
        with prepared[0]:
            """Leaving it commits."""
    except TransactWriteError as error:
        if reasons_of(error):
            prepared.clear()  # cancelled for certain: the next try is another transaction
        raise


def _prepared(writes: Sequence[Write]) -> TransactWrite:
    transaction = TransactWrite(connection=connection(), client_request_token=str(uuid4()))
    for write in writes:
        match write:
            case Save(item, condition):
                transaction.save(item, condition=condition)
            case Update(item, actions, condition):
                transaction.update(item, actions=list(actions), condition=condition)
            case Delete(item, condition):
                transaction.delete(item, condition=condition)
            case Check(item, condition):
                transaction.condition_check(type(item), item.pk, item.sk, condition)
    return transaction
