"""Records the requests that the application sends to AWS, where botocore hands them to the network."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.store.table import connection

_HOOK = "before-send"
_local = threading.local()


def install() -> None:
    """Watch the application's session and its DynamoDB client; other clients of the tests do not count."""
    for emitter in (connection().client.meta.events, connection().session.get_component("event_emitter")):
        emitter.register(_HOOK, _note, unique_id="tests-aws-calls")


def _note(event_name: str, request: Any, **_: Any) -> None:
    calls: list[str] | None = getattr(_local, "calls", None)
    if calls is not None:
        calls.append(event_name.removeprefix(f"{_HOOK}."))
    bodies: list[dict[str, Any]] | None = getattr(_local, "bodies", None)
    if bodies is not None:
        bodies.append(json.loads(request.body))


def is_counting() -> bool:
    """Whether somebody counts or reads the requests that this thread sends now."""
    return any(getattr(_local, kind, None) is not None for kind in ("calls", "bodies"))


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list of the requests that this thread sends meanwhile, with retries, as `service.Operation`."""
    outer = getattr(_local, "calls", None)
    _local.calls = []
    try:
        yield _local.calls
    finally:
        _local.calls = outer


@contextmanager
def bodies() -> Iterator[list[dict[str, Any]]]:
    """Yield the list of the JSON bodies of those requests to DynamoDB."""
    _local.bodies = []
    try:
        yield _local.bodies
    finally:
        _local.bodies = None
