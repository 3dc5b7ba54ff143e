"""Turn domain values (named tuples) into plain data for an item, and back, by their type hints."""

import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache, partial
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

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
    return _built(kind, data, tagged=False)


def from_tagged(kind: type[T], data: Any) -> T:
    """Build a `kind` as `from_plain` does, from data as DynamoDB sends it: each value in a map of its type's tag."""
    return _built(kind, data, tagged=True)


def tagged_builder(kind: type[T]) -> Callable[[Any], T]:
    """Return what builds a `kind` as `from_tagged` does, for a caller that builds a thousand."""
    hashable: Any = kind
    return _builder(hashable, True)


def _built(kind: type[T], data: Any, *, tagged: bool) -> T:
    hashable: Any = kind
    value: T = _builder(hashable, tagged)(data)
    return value


def _is_named(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


@cache
def _builder(kind: Any, tagged: bool) -> Callable[[Any], Any]:
    """Return what builds a `kind`; it is found once for each type, because a dashboard builds a thousand lines."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (kind,) = (part for part in get_args(kind) if part is not types.NoneType)
        return _builder(kind, tagged)
    if origin is tuple:
        return partial(_tagged_tuple if tagged else _plain_tuple, _builder(get_args(kind)[0], tagged))
    if _is_named(kind):
        built_by = [(name, _builder(hint, tagged)) for name, hint in get_type_hints(kind).items()]
        usual = kind._field_defaults
        needed = tuple((name, built) for name, built in built_by if name not in usual)
        others = tuple((name, built, usual[name]) for name, built in built_by if name in usual)
        fields = _Fields(needed, others, tuple(usual.values()))
        return partial(_tagged_named if tagged else _plain_named, kind, fields)
    if tagged and issubclass(kind, Enum):
        return partial(_tagged_member, {one.value: one for one in kind}, kind)
    built: Callable[[Any], Any] = kind.fromisoformat if issubclass(kind, date) else kind
    return _tagged_leaf(built) if tagged else built


def _plain_tuple(item: Callable[[Any], Any], data: Any) -> tuple[Any, ...]:
    return tuple(map(item, data))


def _tagged_tuple(item: Callable[[Any], Any], data: Any) -> tuple[Any, ...]:
    return tuple(map(item, data["L"]))


class _Fields(NamedTuple):
    """How the fields of a named tuple are built: those that it needs, which come first, and those with a default."""

    needed: Sequence[tuple[str, Callable[[Any], Any]]]
    others: Sequence[tuple[str, Callable[[Any], Any], Any]]
    defaults: tuple[Any, ...]


def _plain_named(kind: Any, fields: _Fields, data: Any) -> Any:
    values = [built(data[name]) for name, built in fields.needed]
    if len(data) > len(values):
        values += [built(data[name]) if name in data else default for name, built, default in fields.others]
    else:
        values += fields.defaults
    return kind._make(values)


def _tagged_named(kind: Any, fields: _Fields, data: Any) -> Any:
    return _plain_named(kind, fields, data["M"])


_TAGS = {bool: "BOOL", int: "N"}


def _tagged_leaf(built: Callable[[Any], Any]) -> Callable[[Any], Any]:
    tag = _TAGS.get(built, "S")  # type: ignore[call-overload]
    return itemgetter(tag) if built in {str, bool} else lambda data: built(data[tag])


def _tagged_member(members: Mapping[Any, Enum], kind: Any, data: Any) -> Any:
    """Return the member of an enumeration, found faster than by calling that, which raises what is to be raised."""
    return members.get(data["S"]) or kind(data["S"])
