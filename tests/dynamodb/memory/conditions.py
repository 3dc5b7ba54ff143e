"""DynamoDB's conditions, each read once and carried out on many items."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from tests.dynamodb.memory.values import Path, begins_with, contains, is_equal, is_ordered, size_of, value_at
from tests.dynamodb.sizes import Image, Invalid, Value

_WORD = re.compile(r"\s*([#:]?\w+|<=|>=|<>|[=<>()\[\],.+-])")


class Given(NamedTuple):
    """What stands for the placeholders of an expression."""

    names: Mapping[str, str]
    values: Mapping[str, Value]


Operand = Callable[[Image, Given], Value | None]
Condition = Callable[[Image, Given], bool]


class Words:
    """The words of an expression, one after the other."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._at = 0

    @property
    def next(self) -> str:
        """The word that comes; empty at the end."""
        return self._words[self._at] if self._at < len(self._words) else ""

    def take(self, *wanted: str) -> str:
        """Return the word that comes, in capitals when it is one of those wanted, else nothing."""
        word = self.next.upper() if wanted else self.next
        if wanted and word not in wanted:
            return ""
        self._at += 1
        return word

    def must(self, wanted: str) -> None:
        """Go on past a word that has to come."""
        assert self.take(wanted), f"{wanted} was to come in {' '.join(self._words)!r}, at {self.next!r}"


def _words(text: str) -> list[str]:
    words, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _WORD.match(text, at)
        assert found, f"{text!r} is no expression from {text[at:]!r}"
        words.append(found[1])
        at = found.end()
    return words


def read_path(words: Words) -> Path:
    """Read a path: names or their placeholders, joined by dots, and places in lists."""
    path: list[str | int] = [words.take()]
    while mark := words.take(".", "["):
        if mark == ".":
            path.append(words.take())
        else:
            path.append(int(words.take()))
            words.must("]")
    return path


def named(path: Path, given: Given) -> Path:
    """Return a path with what its placeholders stand for."""
    return [given.names[part] if isinstance(part, str) and part[0] == "#" else part for part in path]


def read_operand(words: Words) -> Operand:
    """Read a placeholder of a value, a path, or the size of what stands there."""
    if words.next.startswith(":"):
        placeholder = words.take()
        return lambda _, given: given.values[placeholder]
    if words.take("SIZE"):
        words.must("(")
        measured = read_operand(words)
        words.must(")")
        return lambda item, given: size_of(measured(item, given))
    path = read_path(words)
    return lambda item, given: value_at(item, named(path, given))


@cache
def condition(text: str) -> Condition:
    """Return what an expression asks of an item."""
    words = Words(text)
    read = _any_of(words)
    assert not words.next, f"{text!r} goes on at {words.next!r}"
    return read


def _any_of(words: Words) -> Condition:
    parts = [_all_of(words)]
    while words.take("OR"):
        parts.append(_all_of(words))
    return parts[0] if len(parts) == 1 else lambda item, given: any(part(item, given) for part in parts)


def _all_of(words: Words) -> Condition:
    parts = [_one(words)]
    while words.take("AND"):
        parts.append(_one(words))
    return parts[0] if len(parts) == 1 else lambda item, given: all(part(item, given) for part in parts)


def _one(words: Words) -> Condition:
    if words.take("NOT"):
        denied = _one(words)
        return lambda item, given: not denied(item, given)
    if words.take("("):
        inside = _any_of(words)
        words.must(")")
        return inside
    function = words.take(*_FUNCTIONS)
    return _asked(function, words) if function else _compared(words)


def _asked(function: str, words: Words) -> Condition:
    ask, operands = _FUNCTIONS[function], list[Operand]()
    words.must("(")
    while not operands or words.take(","):
        operands.append(read_operand(words))
    words.must(")")
    return lambda item, given: ask(*(operand(item, given) for operand in operands))


_FUNCTIONS: Mapping[str, Callable[..., bool]] = {
    "ATTRIBUTE_EXISTS": lambda value: value is not None,
    "ATTRIBUTE_NOT_EXISTS": lambda value: value is None,
    "ATTRIBUTE_TYPE": lambda value, kind: value is not None and kind["S"] in value,
    "BEGINS_WITH": begins_with,
    "CONTAINS": contains,
}


def _compared(words: Words) -> Condition:
    one = read_operand(words)
    sign = words.take("=", "<>", "<", "<=", ">", ">=", "BETWEEN", "IN")
    assert sign, f"no comparison at {words.next!r}"
    if sign == "BETWEEN":
        return _between(one, words)
    if sign == "IN":
        return _among(one, words)
    other = read_operand(words)
    if sign in {"=", "<>"}:
        wanted = sign == "="
        return lambda item, given: is_equal(one(item, given), other(item, given)) is wanted
    return lambda item, given: is_ordered(sign, one(item, given), other(item, given))


def _between(one: Operand, words: Words) -> Condition:
    bounds = [words.next]
    first = read_operand(words)
    words.must("AND")
    bounds.append(words.next)
    last = read_operand(words)
    are_given = all(bound.startswith(":") for bound in bounds)

    def lies_between(item: Image, given: Given) -> bool:
        value, low, high = one(item, given), first(item, given), last(item, given)
        if are_given and not is_ordered("<=", low, high):
            raise Invalid("The BETWEEN operator requires upper bound to be greater than or equal to lower bound")
        return is_ordered(">=", value, low) and is_ordered("<=", value, high)

    return lies_between


def _among(one: Operand, words: Words) -> Condition:
    others: list[Operand] = []
    words.must("(")
    while not others or words.take(","):
        others.append(read_operand(words))
    words.must(")")
    return lambda item, given: _is_among(one(item, given), (other(item, given) for other in others))


def _is_among(value: Value | None, others: Iterable[Value | None]) -> bool:
    return any(is_equal(value, other) for other in others)


def given_in(body: Mapping[str, Any]) -> Given:
    """Return what a request gives for placeholders."""
    return Given(body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {}))


@cache
def placeholders(*texts: str) -> frozenset[str]:
    """Return the placeholders in these expressions."""
    return frozenset(word for text in texts for word in _words(text) if word[0] in "#:")
