"""Two things that moto does slowly and that nothing here needs; every call is under the lock of `moto_lock`.

It copies the whole table, its stream included, once for each item of a transaction, to put it back when a condition
fails: one copy of the items is enough (nobody reads moto's stream). And it looks for every possible name of every
member of every attribute value in its answers, which are JSON already.
"""

import copy
from typing import Any

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table


def install() -> None:
    """Put the quicker ways in place, once."""
    if not getattr(DynamoDBBackend.transact_write_items, "is_quick", False):
        _copy_once()
        _pass_attribute_values()


def _copy_once() -> None:
    original = DynamoDBBackend.transact_write_items

    def quick(self: Any, transact_items: list[dict[str, Any]]) -> None:
        copies: dict[int, Any] = {}

        def copied(table: Any, memo: dict[int, Any]) -> Any:
            if id(table) not in copies:
                kept = copy.copy(table)
                kept.items = copy.deepcopy(table.items, memo)
                copies[id(table)] = kept
            return copies[id(table)]

        setattr(Table, "__deepcopy__", copied)  # noqa: B010 - it has none of its own
        try:
            original(self, transact_items)
        finally:
            delattr(Table, "__deepcopy__")

    quick.is_quick = True  # type: ignore[attr-defined]
    setattr(DynamoDBBackend, "transact_write_items", quick)  # noqa: B010 - a method may not be assigned to


def _pass_attribute_values() -> None:
    original = BaseJSONSerializer._serialize_type_structure

    def quick(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and key and type(value) is dict:
            self._default_serialize(serialized, value, shape, key)
        else:
            original(self, serialized, value, shape, key)

    setattr(BaseJSONSerializer, "_serialize_type_structure", quick)  # noqa: B010 - a method may not be assigned to
