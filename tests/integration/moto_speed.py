"""What moto does slowly and nothing here needs; every call is under the lock of `moto_lock`. Answers stay the same.

- It copies the whole table, its stream included, once for each item of a transaction, to put it back when a condition
  fails: one copy is enough, of the partitions that the transaction names (nobody reads moto's stream).
- It looks for every possible name of every member of every attribute value in its requests and answers, which are JSON
  already.
- It sorts the whole table before each query, of which it then sorts the few items that it returns.
- It splits each condition into words anew, and lists the methods of its classes at each call.
"""

import copy
from collections import deque
from functools import cache
from typing import Any

from moto.core import responses
from moto.core.parse import BaseJSONParser
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

_INDEX_NAME = 6
"""Where `Table.query` is given the index, after the hash key."""


def install() -> None:
    """Put the quicker ways in place, once."""
    if not getattr(DynamoDBBackend.transact_write_items, "is_quick", False):
        _copy_once()
        _pass_attribute_values()
        _take_attribute_values()
        _look_into_one_partition()
        _split_conditions_once()
        _list_methods_once()


def _copy_once() -> None:
    original = DynamoDBBackend.transact_write_items

    def quick(self: Any, transact_items: list[dict[str, Any]]) -> None:
        copies: dict[int, Any] = {}

        def copied(table: Any, _: dict[int, Any]) -> Any:
            if id(table) not in copies:
                kept = copy.copy(table)
                kept.items = _with_copies_of(table, transact_items)
                copies[id(table)] = kept
            return copies[id(table)]

        setattr(Table, "__deepcopy__", copied)  # noqa: B010 - it has none of its own
        try:
            original(self, transact_items)
        finally:
            delattr(Table, "__deepcopy__")

    quick.is_quick = True  # type: ignore[attr-defined]
    setattr(DynamoDBBackend, "transact_write_items", quick)  # noqa: B010 - a method may not be assigned to


def _with_copies_of(table: Any, transact_items: list[dict[str, Any]]) -> Any:
    """Return the table's partitions, with copies of the items of those that the transaction names."""
    operations = [operation for item in transact_items for operation in item.values()]
    hashes = [(operation.get("Key") or operation["Item"])[table.hash_key_attr] for operation in operations]
    partitions = copy.copy(table.items)
    for key, partition in table.items.items():
        named = {key.type: key.value} in hashes
        partitions[key] = copy.deepcopy(partition) if named else copy.copy(partition)
    return partitions


def _pass_attribute_values() -> None:
    original = BaseJSONSerializer._serialize_type_structure

    def quick(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and key and type(value) is dict and "B" not in value:
            self._default_serialize(serialized, value, shape, key)
        else:
            original(self, serialized, value, shape, key)

    setattr(BaseJSONSerializer, "_serialize_type_structure", quick)  # noqa: B010 - a method may not be assigned to


def _take_attribute_values() -> None:
    original: Any = BaseJSONParser._parse_structure

    def quick(self: Any, shape: Any, value: Any) -> Any:
        return value if shape.name == "AttributeValue" and type(value) is dict else original(self, shape, value)

    setattr(BaseJSONParser, "_parse_structure", quick)  # noqa: B010 - a method may not be assigned to


def _look_into_one_partition() -> None:
    original = Table.query

    def quick(self: Any, hash_key: Any, *arguments: Any, **named: Any) -> Any:
        index_name = arguments[_INDEX_NAME] if len(arguments) > _INDEX_NAME else named.get("index_name")
        partitions = self.items.values() if index_name or not self.range_key_attr else [self.items.get(hash_key, {})]
        if self.range_key_attr:
            self.all_items = lambda: [item for partition in partitions for item in partition.values()]
        try:
            return original(self, hash_key, *arguments, **named)
        finally:
            self.__dict__.pop("all_items", None)

    setattr(Table, "query", quick)  # noqa: B010 - a method may not be assigned to


def _split_conditions_once() -> None:
    original = ConditionExpressionParser._lex_condition_expression

    @cache
    def words(expression: str) -> tuple[Any, ...]:
        return tuple(original(ConditionExpressionParser(expression, {}, {})))

    def quick(self: Any) -> deque[Any]:
        return deque(words(self.condition_expression))

    setattr(ConditionExpressionParser, "_lex_condition_expression", quick)  # noqa: B010 - a method may not be assigned to


def _list_methods_once() -> None:
    names = cache(responses.method_names_from_class)  # type: ignore[attr-defined]
    setattr(responses, "method_names_from_class", names)  # noqa: B010 - nor may a function
