"""Runs a change in the middle of an act, just before a chosen call: a writing one, or a reading one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.store.table import connection
from tests.integration import replays

TRANSACTION, UPDATE, READ = "TransactWriteItems", "UpdateItem", "BatchGetItem"


@contextmanager
def meanwhile(call: str, change: Callable[[], object], about: str = "") -> Iterator[None]:
    """Run `change` once, just before the first `call` whose request contains `about`."""
    happened: list[bool] = []

    def first(params: Mapping[str, Any], **_: Any) -> None:
        if not happened and about in str(params["body"]):
            happened.append(True)
            change()

    events, hook = connection().client.meta.events, f"before-call.dynamodb.{call}"
    events.register(hook, first, unique_id="tests-meanwhile")
    try:
        with replays.anew():
            yield
    finally:
        events.unregister(hook, unique_id="tests-meanwhile")
    assert happened, "the act made no such call"
