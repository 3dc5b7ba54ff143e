"""DynamoDB's sizes (« DynamoDB item sizes and formats ») and valid values (« Constraints », data types)."""

import base64
import marshal
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

Value = dict[str, Any]
Image = dict[str, Value]

MOST_DIGITS = 38
MOST_LEVELS = 32
LONGEST_NAME = 64 * 1024
_LARGEST, _SMALLEST = Decimal("9.9999999999999999999999999999999999999E+125"), Decimal("1E-130")
_DOCUMENT, _ELEMENT = 3, 1
"""Bytes that a list or a map takes beside what is in it, and each element of it."""
_FAR_BELOW = 32 * 1024
"""A hundred such items are within the 4 MB of a transaction."""
_SETS = {"SS": "string", "NS": "number", "BS": "binary"}


class Invalid(Exception):
    """A value that DynamoDB refuses; the text is DynamoDB's message."""


def size_of_item(item: Image) -> int:
    """Return the counted bytes of an item: its names and its values."""
    return sum(bytes_of(name) + size_of_value(value) for name, value in item.items())


def size_or_more(item: Image) -> int:
    """Return the counted bytes of an item, or a higher number that is far below every limit: most items are small.

    Python writes an item down much faster than its bytes are counted, and in more bytes.
    """
    rough = _rough_size(item)
    return rough if rough < _FAR_BELOW else size_of_item(item)


def may_take(most: int, *written: Any) -> bool:
    """Whether these may take more bytes than this."""
    return _rough_size(written) > most


def _rough_size(written: Any) -> int:
    """Return the bytes of Python's own form; its second version writes a thing again where it comes again."""
    return len(marshal.dumps(written, 2))


def size_of_value(value: Value) -> int:
    """Return the counted bytes of a value."""
    ((kind, content),) = value.items()
    if kind in _SETS:
        return sum(size_of_value({kind[0]: one}) for one in content)
    return _COUNTED[kind](content)


def bytes_of(text: str) -> int:
    """Return the length of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def _size_of_binary(content: Any) -> int:
    return len(content) if isinstance(content, bytes) else len(base64.b64decode(content))


@lru_cache(maxsize=4096)
def _size_of_number(text: str) -> int:
    return (_digits(Decimal(text)) + 1) // 2 + 1 + text.startswith("-")


def _digits(number: Decimal) -> int:
    """Return the number of significant digits."""
    return max(len("".join(map(str, number.as_tuple().digits)).strip("0")), 1)


def _size_of_list(content: list[Value]) -> int:
    return _DOCUMENT + sum(_ELEMENT + size_of_value(one) for one in content)


def _size_of_map(content: Image) -> int:
    return _DOCUMENT + sum(_ELEMENT + bytes_of(name) + size_of_value(one) for name, one in content.items())


def _one_byte(_: object) -> int:
    return 1


_COUNTED: dict[str, Callable[[Any], int]] = {
    "S": bytes_of,
    "N": _size_of_number,
    "B": _size_of_binary,
    "L": _size_of_list,
    "M": _size_of_map,
    "BOOL": _one_byte,
    "NULL": _one_byte,
}


def check_item(item: Image) -> None:
    """Raise `Invalid` for an item with a value that DynamoDB refuses."""
    check_names(item)
    for value in item.values():
        check_value(value)


def check_names(names: Iterable[str]) -> None:
    """Raise `Invalid` for a name that is empty or too long."""
    for name in names:
        if not 1 <= bytes_of(name) <= LONGEST_NAME:
            raise Invalid("One or more parameter values were invalid: Attribute name must be 1 to 65536 bytes long")


def check_value(value: Value, level: int = 0) -> None:
    """Raise `Invalid` for a value that DynamoDB refuses, at this level of nesting."""
    ((kind, content),) = value.items()
    if kind == "S":
        return
    if kind == "N":
        _check_number(content)
    elif kind in _SETS:
        _check_set(kind, content)
    elif kind in {"L", "M"}:
        if level >= MOST_LEVELS:
            raise Invalid("Nesting Levels have exceeded supported limits")
        if kind == "M":
            check_names(content)
        for one in content.values() if kind == "M" else content:
            check_value(one, level + 1)


@lru_cache(maxsize=4096)
def _check_number(text: str) -> None:
    number = Decimal(text)
    if _digits(number) > MOST_DIGITS:
        raise Invalid(f"Attempting to store more than {MOST_DIGITS} significant digits in a Number")
    if abs(number) > _LARGEST:
        raise Invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if number and abs(number) < _SMALLEST:
        raise Invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")


def _check_set(kind: str, content: list[str]) -> None:
    if not content:
        raise Invalid(f"One or more parameter values were invalid: An {_SETS[kind]} set  may not be empty")
    if len(set(content)) < len(content):
        raise Invalid("One or more parameter values were invalid: Input collection contains duplicates.")
    for one in content:
        check_value({kind[0]: one})
