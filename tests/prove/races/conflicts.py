"""`TransactionConflict` as DynamoDB gives it: this transaction met another one, and nothing of it was written."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.store.table import connection

_EVENT = "before-send.dynamodb.TransactWriteItems"


class Conflicts:
    """Gives the first `each` transactions of the first `threads` threads that write a conflict, and counts them."""

    def __init__(self, threads: int, each: int) -> None:
        self._threads = threads
        self._each = each
        self._given: dict[int, int] = {}
        self._lock = threading.Lock()

    @property
    def given(self) -> int:
        """How many there were."""
        return sum(self._given.values())

    def answer(self, request: Any, **_: Any) -> AWSResponse | None:
        """Answer in the place of DynamoDB; None lets the request pass."""
        thread = threading.get_ident()
        with self._lock:
            if thread not in self._given and len(self._given) == self._threads:
                return None
            met = self._given.setdefault(thread, 0)
            if met == self._each:
                return None
            self._given[thread] = met + 1
        return _conflict(request.url, len(json.loads(request.body)["TransactItems"]))


def _conflict(url: str, items: int) -> AWSResponse:
    reasons = [{"Code": "TransactionConflict"}] + [{"Code": "None"}] * (items - 1)
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons,
    }
    headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(url, 400, headers, MockRawResponse(json.dumps(body)))


@contextmanager
def conflicting(threads: int, each: int) -> Iterator[Conflicts]:
    """Have so many threads meet so many conflicts each."""
    conflicts = Conflicts(threads, each)
    events: Any = connection().client.meta.events
    events.register(_EVENT, conflicts.answer, unique_id="prove-conflicts")
    try:
        yield conflicts
    finally:
        events.unregister(_EVENT, unique_id="prove-conflicts")
