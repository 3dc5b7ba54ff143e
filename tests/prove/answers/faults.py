"""Every documented answer of DynamoDB other than success, injected into a call of the application.

TransactWriteItems, UpdateItem, BatchGetItem, Query … of the API Reference, « Errors »; « Error handling with DynamoDB »
of the Developer Guide. Silence is among them, with the call executed or not.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.models import botocore_stubber

from tests.dynamodb import bodies, tokens

_carried_out = BotocoreStubber.__call__
_TRANSACTION, _BATCH = "TransactWriteItems", "BatchGetItem"
_SIMPLE_WRITES = frozenset({"UpdateItem", "PutItem", "DeleteItem"})
Fault = Callable[[Any, str], AWSResponse | None]
"""Answers a request in the place of DynamoDB."""


def _answered(request: Any, status: int, content: object) -> AWSResponse:
    headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, MockRawResponse(json.dumps(content)))


def refusal(code: str, status: int = 400) -> Fault:
    """Return the fault of an error, by its code."""
    return lambda request, _: _answered(request, status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}"})


def cancellation(reason: str) -> Fault:
    """Return the fault of a transaction cancelled for its first item."""

    def answer(request: Any, _: str) -> AWSResponse:
        items = len(bodies.asked_by(request)["TransactItems"])
        reasons = [{"Code": reason}] + [{"Code": "None"}] * (items - 1)
        kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
        return _answered(request, 400, {"__type": kind, "CancellationReasons": reasons})

    return answer


def page_of_a_proxy(request: Any, _: str) -> AWSResponse:
    """A proxy before DynamoDB answers with a page."""
    headers: Any = {"Content-Type": "text/html"}
    return AWSResponse(request.url, 502, headers, MockRawResponse("<html><h1>502 Bad Gateway</h1></html>"))


def nothing_processed(request: Any, _: str) -> AWSResponse:
    """DynamoDB processes nothing of a batch."""
    return _answered(request, 200, {"Responses": {}, "UnprocessedKeys": json.loads(request.body)["RequestItems"]})


def unreachable(request: Any, _: str) -> None:
    """The connection fails."""
    raise EndpointConnectionError(endpoint_url=request.url)


def silent(request: Any, _: str) -> None:
    """No answer comes in time, and the call is not executed."""
    raise ReadTimeoutError(endpoint_url=request.url)


def done_in_silence(request: Any, event_name: str) -> None:
    """No answer comes in time, and the call is executed; DynamoDB remembers the token of a transaction."""
    done = _carried_out(botocore_stubber, event_name, request)
    if done and done.status_code == 200 and event_name.endswith(_TRANSACTION):
        tokens.note(bodies.asked_by(request))
    raise ReadTimeoutError(endpoint_url=request.url)


_OF_ALL: dict[str, Fault] = {
    "throttled": refusal("ThrottlingException"),
    "throughput": refusal("ProvisionedThroughputExceededException"),
    "request limit": refusal("RequestLimitExceeded"),
    "no such table": refusal("ResourceNotFoundException"),
    "internal": refusal("InternalServerError", 500),
    "unavailable": refusal("ServiceUnavailable", 503),
    "proxy": page_of_a_proxy,
    "unreachable": unreachable,
    "silent": silent,
    "done in silence": done_in_silence,
}
_OF_ONE: dict[str, dict[str, Fault]] = {
    _TRANSACTION: {
        "conflict": cancellation("TransactionConflict"),
        "cancelled, throttled": cancellation("ThrottlingError"),
        "cancelled, throughput": cancellation("ProvisionedThroughputExceeded"),
        "cancelled, collection": cancellation("ItemCollectionSizeLimitExceeded"),
        "in progress": refusal("TransactionInProgressException"),
    },
    _BATCH: {"nothing processed": nothing_processed},
    **{write: {"conflict": refusal("TransactionConflictException")} for write in _SIMPLE_WRITES},
}


def faults_of(operation: str) -> dict[str, Fault]:
    """Return every fault of a call of this operation, by name."""
    return {**_OF_ALL, **_OF_ONE.get(operation, {})}


@dataclass
class Faults:
    """Gives one call its fault, the first time only or at every try."""

    number: int
    fault: str
    always: bool
    is_on: bool = False
    given: int = 0
    calls: list[str] = field(default_factory=list)

    @contextmanager
    def given_now(self) -> Iterator[None]:
        """Count the calls and inject the fault until the end of the block."""
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False

    def answer(self, request: Any, event_name: str) -> AWSResponse | None:
        """Answer in place of DynamoDB, or let the request pass."""
        if not self.is_on or "dynamodb" not in event_name:
            return None
        operation = event_name.rpartition(".")[2]
        self.calls.append(operation)
        met = len(self.calls) - 1 == self.number or (self.always and self.given > 0)
        fault = faults_of(operation).get(self.fault) if met else None
        if fault is None:
            return None
        self.given += 1
        return fault(request, event_name)


@contextmanager
def inject(faults: Faults) -> Iterator[Faults]:
    """Inject faults before the emulator; this replaces its hook, because botocore calls every hook."""

    def answer(stubber: BotocoreStubber, event_name: str, request: Any, **given: Any) -> AWSResponse | None:
        return faults.answer(request, event_name) or _carried_out(stubber, event_name, request, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", answer)
        yield faults
