"""The answers to calls about items, as DynamoDB writes them; and whether moto answers instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.dynamodb import bodies
from tests.dynamodb.memory import copies, service
from tests.dynamodb.rules import CANCELLED, Refusal

_KIND = "com.amazonaws.dynamodb.v20120810#"
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}
_HEADERS_OF_COPY = {"Content-Type": copies.CONTENT_TYPE}
_left_to_moto: list[bool] = []
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def left_to_moto() -> Iterator[None]:
    """Let moto answer everything meanwhile."""
    _left_to_moto.append(True)
    try:
        yield
    finally:
        _left_to_moto.pop()


def is_left_to_moto() -> bool:
    """Whether moto answers everything now."""
    return bool(_left_to_moto)


def answer(operation: str, body: dict[str, Any], *, as_copy: bool = False) -> Answer:
    """Return the answer to an operation: its status, its headers and its body, in JSON or, a success, as a copy."""
    try:
        answered = service.carried_out(operation, body)
        return (200, _HEADERS_OF_COPY, copies.write(answered)) if as_copy else (200, _HEADERS, _in_json(answered))
    except Refusal as refusal:
        return 400, _HEADERS, _in_json(_error(refusal))


def _in_json(answered: dict[str, Any]) -> bytes:
    return bodies.written(answered).encode()


def _error(refusal: Refusal) -> dict[str, Any]:
    told: dict[str, Any] = {"__type": _KIND + refusal.code, "message": refusal.message}
    if refusal.code == CANCELLED:
        told["CancellationReasons"] = [{"Code": code} for code in refusal.reasons]
    return told
