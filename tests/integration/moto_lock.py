"""Moto's transactions are not thread-safe: one lock around every call of its DynamoDB makes them so."""

import threading
from collections.abc import Callable
from typing import Any

from moto.dynamodb import responses

LOCK = threading.RLock()


def install() -> None:
    """Install the lock, once."""
    original: Callable[[Any], Any] = responses.DynamoHandler.call_action
    if getattr(original, "is_locked", False):
        return

    def locked(self: Any) -> Any:
        with LOCK:
            return original(self)

    locked.is_locked = True  # type: ignore[attr-defined]
    setattr(responses.DynamoHandler, "call_action", locked)  # noqa: B010 - a method may not be assigned to
