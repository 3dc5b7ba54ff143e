"""DynamoDB's updates: the item that one leaves. Every part of it is reckoned from the item before."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from tests.dynamodb.memory.conditions import Given, Operand, Words, named, read_operand, read_path
from tests.dynamodb.memory.values import Path, comparable, number, value_at
from tests.dynamodb.schema import HASH, RANGE
from tests.dynamodb.sizes import Image, Invalid, Value

_SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")
_NO_SUCH_PATH = "The document path provided in the update expression is invalid for update"
_NO_SUCH_VALUE = "The provided expression refers to an attribute that does not exist in the item"
_WRONG_KIND = "An operand in the update expression has an incorrect data type"
_PART_OF_THE_KEY = (
    "One or more parameter values were invalid: Cannot update attribute {}. This attribute is part of the key"
)
_OVERLAP = "Two document paths overlap with each other"


class Action(NamedTuple):
    """One change: where, and what stands there afterwards; None when nothing does."""

    path: Path
    result: Operand


@cache
def actions(text: str) -> tuple[Action, ...]:
    """Read an update."""
    words, found = Words(text), list[Action]()
    while section := words.take(*_SECTIONS):
        found.append(_READERS[section](words))
        while words.take(","):
            found.append(_READERS[section](words))
    assert found and not words.next, f"{text!r} is no update from {words.next!r}"
    return tuple(found)


def updated(before: Image, text: str, given: Given) -> Image:
    """Return the item that an update leaves, `before` untouched; raises `Invalid` as DynamoDB refuses."""
    changes = [(named(action.path, given), action.result(before, given)) for action in actions(text)]
    _check([path for path, _ in changes])
    after: Value = {"M": before}
    for path, result in changes:
        after = _changed(after, path, result)
    image: Image = after["M"]
    return image


def _check(paths: list[Path]) -> None:
    known: list[Path] = []
    for path in paths:
        if path[0] in {HASH, RANGE}:
            raise Invalid(_PART_OF_THE_KEY.format(path[0]))
        if any(path[: len(one)] == one[: len(path)] for one in known):
            raise Invalid(f"Invalid UpdateExpression: {_OVERLAP}")
        known.append(path)


def _changed(holder: Value, path: Path, result: Value | None) -> Value:
    """Return what holds a path with another value at its end, copied along the path alone."""
    part, rest = path[0], path[1:]
    kind = "M" if isinstance(part, str) else "L"
    if kind not in holder:
        raise Invalid(_NO_SUCH_PATH)
    held: Any = holder[kind].copy()
    there = part in held if isinstance(part, str) else part < len(held)
    if rest:
        if not there:
            raise Invalid(_NO_SUCH_PATH)
        held[part] = _changed(held[part], rest, result)
    elif result is None:
        assert isinstance(part, str), "elements of lists are not removed here"
        held.pop(part, None)
    elif there or isinstance(part, str):
        held[part] = result
    else:
        held.append(result)
    return {kind: held}


def _set(words: Words) -> Action:
    path = read_path(words)
    words.must("=")
    value = _operand(words)
    while sign := words.take("+", "-"):
        value = _reckoned(value, sign, _operand(words))
    return Action(path, value)


def _operand(words: Words) -> Operand:
    function = words.take("IF_NOT_EXISTS", "LIST_APPEND")
    if not function:
        return _that_is_there(read_operand(words))
    words.must("(")
    first = read_operand(words) if function == "IF_NOT_EXISTS" else _operand(words)
    words.must(",")
    second = _operand(words)
    words.must(")")
    return _one_or_other(first, second) if function == "IF_NOT_EXISTS" else _joined(first, second)


def _that_is_there(operand: Operand) -> Operand:
    def found(item: Image, given: Given) -> Value:
        value = operand(item, given)
        if value is None:
            raise Invalid(_NO_SUCH_VALUE)
        return value

    return found


def _one_or_other(first: Operand, second: Operand) -> Operand:
    def chosen(item: Image, given: Given) -> Value | None:
        value = first(item, given)
        return second(item, given) if value is None else value

    return chosen


def _joined(first: Operand, second: Operand) -> Operand:
    def joined(item: Image, given: Given) -> Value:
        lists = [first(item, given), second(item, given)]
        if not all(one and "L" in one for one in lists):
            raise Invalid(_WRONG_KIND)
        return {"L": [element for one in lists if one for element in one["L"]]}

    return joined


def _reckoned(one: Operand, sign: str, other: Operand) -> Operand:
    def reckoned(item: Image, given: Given) -> Value:
        first, second = one(item, given), other(item, given)
        if not (first and second and "N" in first and "N" in second):
            raise Invalid(_WRONG_KIND)
        left, right = Decimal(first["N"]), Decimal(second["N"])
        return number(left + right if sign == "+" else left - right)

    return reckoned


def _remove(words: Words) -> Action:
    return Action(read_path(words), lambda *_: None)


def _add(words: Words) -> Action:
    def added(before: Value | None, value: Value) -> Value:
        ((kind, content),) = value.items()
        if kind not in {"N", "SS", "NS"} or (before is not None and kind not in before):
            raise Invalid(_WRONG_KIND)
        if kind == "N":
            return number((Decimal(before["N"]) if before else Decimal(0)) + Decimal(content))
        already = before[kind] if before else []
        return {kind: [*already, *(one for one in content if not _holds(kind, already, one))]}

    return _to_what_is_there(words, added)


def _delete(words: Words) -> Action:
    def left(before: Value | None, value: Value) -> Value | None:
        ((kind, content),) = value.items()
        if kind not in {"SS", "NS"} or (before is not None and kind not in before):
            raise Invalid(_WRONG_KIND)
        rest = [one for one in (before[kind] if before else []) if not _holds(kind, content, one)]
        return {kind: rest} if rest else None

    return _to_what_is_there(words, left)


def _holds(kind: str, content: list[str], one: str) -> bool:
    return any(comparable({kind[0]: one}) == comparable({kind[0]: other}) for other in content)


def _to_what_is_there(words: Words, result: Callable[[Value | None, Value], Value | None]) -> Action:
    path, placeholder = read_path(words), words.take()
    return Action(path, lambda item, given: result(value_at(item, named(path, given)), given.values[placeholder]))


_READERS: dict[str, Callable[[Words], Action]] = {"SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete}
