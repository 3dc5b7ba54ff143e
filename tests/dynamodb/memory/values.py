"""Attribute values in DynamoDB's own form, such as `{"N": "3"}`: where they stand in an item, and how they compare."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from tests.dynamodb.sizes import Image, Value

Path = Sequence[str | int]
"""Names of attributes and of members of maps, and places in lists."""

_ORDERED: Mapping[str, Callable[[Any], Any]] = {"S": str, "N": Decimal, "B": str}
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def value_at(item: Image, path: Path) -> Value | None:
    """Return what stands at a path, None when nothing does."""
    found: Value | None = {"M": item}
    for part in path:
        found = _inside(found, part) if found is not None else None
    return found


def _inside(value: Value, part: str | int) -> Value | None:
    if isinstance(part, str):
        found: Value | None = value.get("M", {}).get(part)
        return found
    elements: list[Value] = value.get("L", [])
    return elements[part] if part < len(elements) else None


def comparable(value: Value) -> Any:
    """Return a value so that Python's `==` says what DynamoDB's `=` does: 1 and 1.0 are one number."""
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, Decimal(content)
    if kind == "NS":
        return kind, frozenset(map(Decimal, content))
    if kind in {"SS", "BS"}:
        return kind, frozenset(content)
    if kind == "L":
        return kind, tuple(map(comparable, content))
    if kind == "M":
        return kind, frozenset((name, comparable(one)) for name, one in content.items())
    return kind, content


def is_equal(one: Value | None, other: Value | None) -> bool:
    """Whether both are there and equal."""
    return one is not None and other is not None and (one == other or comparable(one) == comparable(other))


def is_ordered(sign: str, one: Value | None, other: Value | None) -> bool:
    """Whether both are texts, or numbers, and stand in this order."""
    if one is None or other is None or one.keys() != other.keys():
        return False
    ((kind, content),) = one.items()
    read = _ORDERED.get(kind)
    return read is not None and _ORDERS[sign](read(content), read(other[kind]))


def begins_with(value: Value | None, start: Value | None) -> bool:
    """Whether a text begins so."""
    return value is not None and start is not None and "S" in value and value["S"].startswith(start["S"])


def contains(value: Value | None, part: Value | None) -> bool:
    """Whether a text, a set or a list holds this."""
    if value is None or part is None:
        return False
    ((kind, content),) = value.items()
    if kind == "L":
        return any(is_equal(one, part) for one in content)
    if kind in {"SS", "NS", "BS"}:
        return any(is_equal({kind[0]: one}, part) for one in content)
    return kind == "S" and "S" in part and part["S"] in content


def size_of(value: Value | None) -> Value | None:
    """Return how long a text is, or how many a set, a list or a map holds."""
    if value is None or value.keys() & {"N", "BOOL", "NULL"}:
        return None
    ((_, content),) = value.items()
    return {"N": str(len(content))}


def number(value: Decimal) -> Value:
    """Return a number as DynamoDB writes it: no zeros at its end, no exponent."""
    return {"N": format(value.normalize(), "f")}
