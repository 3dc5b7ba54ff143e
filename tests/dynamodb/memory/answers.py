"""The answers to calls about items, as DynamoDB writes them; and whether moto answers instead."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.dynamodb.memory import service
from tests.dynamodb.rules import CANCELLED, Refusal

_KIND = "com.amazonaws.dynamodb.v20120810#"
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}
_left_to_moto: list[bool] = []
_written = json.JSONEncoder(check_circular=False).encode  # a third of the time goes into looking for circles
Answer = tuple[int, dict[str, str], str]


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


def answer(operation: str, body: dict[str, Any]) -> Answer:
    """Return the answer to an operation: its status, its headers and its body."""
    try:
        return 200, _HEADERS, _written(service.carried_out(operation, body))
    except Refusal as refusal:
        return 400, _HEADERS, _written(_error(refusal))


def _error(refusal: Refusal) -> dict[str, Any]:
    told: dict[str, Any] = {"__type": _KIND + refusal.code, "message": refusal.message}
    if refusal.code == CANCELLED:
        told["CancellationReasons"] = [{"Code": code} for code in refusal.reasons]
    return told
