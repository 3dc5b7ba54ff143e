"""Call DynamoDB with retries. A call returns its result, raises a lasting error at once, or raises `Busy`.

Errors that pass are retried with growing delays: throttling, a conflict, a transaction in progress, an internal error
of DynamoDB, no response in time. botocore itself tries once only, because it cannot read the reasons of a cancelled
transaction and does not know how much time the request has left.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import TypeVar

from botocore.exceptions import ConnectionError as NoConnection
from botocore.exceptions import HTTPClientError
from pynamodb.exceptions import PynamoDBException

T = TypeVar("T")
log = logging.getLogger(__name__)

SECONDS = 8.0
"""How long a call is retried. A try that has begun may take six seconds more, and the function has fifteen. Five
seconds are enough for a transaction in progress to end."""

_ATTEMPTS = 9
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 2.0
_ends: ContextVar[float] = ContextVar("ends", default=inf)

_CANCELLED = "TransactionCanceledException"
_PASSING = frozenset({
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ResourceNotFoundException",  # DynamoDB also raises it while a table is not active yet
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
})  # fmt: skip
_PASSING_REASONS = frozenset({
    "ItemCollectionSizeLimitExceeded",
    "ProvisionedThroughputExceeded",
    "ThrottlingError",
    "TransactionConflict",
    "TransactionInProgress",
})  # fmt: skip
_FAULTS = frozenset({"ConditionalCheckFailed", "ValidationError"})


class Raced(Exception):
    """A condition of the transaction did not hold, because another writer was faster. Nothing was written."""


class Busy(Exception):
    """DynamoDB did not carry out the call in time.

    When no response came, the call may have been carried out all the same: a repetition must allow for that.
    """


class Unprocessed(PynamoDBException):
    """DynamoDB processed a part of a batch. The rest must be requested again."""

    msg = "a part of the batch was not processed"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Retry no call of the block later than `seconds` from now."""
    token = _ends.set(min(_ends.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


def patiently(call: Callable[[], T]) -> T:
    """Return the result of `call`, retrying after errors that pass; raises `Busy` when they last too long."""
    ends = min(time.monotonic() + SECONDS, _ends.get())
    longest = _FIRST_WAIT
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return call()
        except PynamoDBException as error:
            if not _passes(error):
                raise
            wait = random.uniform(longest / 2, longest)  # noqa: S311 - jitter, not a secret
            if attempt == _ATTEMPTS or time.monotonic() + wait > ends:
                log.error("dynamodb_busy", extra={"error": _name(error), "attempts": attempt})
                raise Busy from error
        time.sleep(wait)
        longest = min(2 * longest, _LONGEST_WAIT)
    raise Busy


def in_parts(call: Callable[[T], T], left: T) -> None:
    """Call with `left`, then with the part that each call leaves, until nothing is left; raises as `patiently`."""
    patiently(partial(_next_part, call, [left]))


def _next_part(call: Callable[[T], T], left: list[T]) -> None:
    left[0] = call(left[0])
    if left[0]:
        raise Unprocessed


def each(results: Iterator[T]) -> Iterator[T]:
    """Yield the results of a query; a page that fails is requested again."""
    while True:
        try:
            result = patiently(lambda: next(results))
        except StopIteration:
            return
        yield result


def reasons_of(error: PynamoDBException) -> frozenset[str]:
    """Return why a transaction was cancelled, without writing anything; empty when it was not cancelled."""
    reasons = getattr(error.cause, "cancellation_reasons", None) or ()
    return frozenset(reason.code for reason in reasons if reason)


def _passes(error: PynamoDBException) -> bool:
    """Whether the same call may succeed in a while."""
    if isinstance(error, Unprocessed) or isinstance(error.cause, NoConnection | HTTPClientError):
        return True
    code = _code(error)
    if code == _CANCELLED:
        reasons = reasons_of(error)
        return bool(reasons & _PASSING_REASONS) and not reasons & _FAULTS
    return code in _PASSING or _status(error) >= 500


def _status(error: PynamoDBException) -> int:
    """Return the HTTP status, which only the error behind PynamoDB's own error has; 0 without a response."""
    response = getattr(getattr(error.cause, "__cause__", None), "response", {})
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code(error: PynamoDBException) -> str:
    """Return the error code of DynamoDB; empty when there was no response."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def _name(error: PynamoDBException) -> str:
    return ", ".join(sorted(reasons_of(error))) or _code(error) or type(error.cause or error).__name__
