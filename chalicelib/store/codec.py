"""Turn domain values (named tuples) into plain data for an item, and back, by their type hints."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return `value` as maps, lists, texts, numbers and booleans; a map leaves out None."""
    if _is_named(type(value)):
        return {name: to_plain(item) for name, item in value._asdict().items() if item is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """Build a `kind` from data of `to_plain`; a missing field takes its default, an unknown one is ignored."""
    value: T = _build(kind, data)
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _is_named(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _build(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (kind,) = (part for part in get_args(kind) if part is not types.NoneType)
        return _build(kind, data)
    if origin is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in data)
    if _is_named(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in data.items() if name in hints})
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(data)
    return kind(data)
