"""How a call to DynamoDB ends: with its answer, with a fault of ours at once, or with `Busy` after some patience.

What passes is tried again, later and later: throttling, a conflict, a transaction in progress, an error of DynamoDB's,
no answer in time. botocore tries once only: it knows nothing of what a cancelled transaction says, nor of the time
that a request has left.
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
"""How long after its beginning a request, or a call of a worker, tries again. What has begun by then may take six
seconds more, and the function has fifteen. A transaction in progress is completed by a try five seconds later."""

_ATTEMPTS = 9
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 2.0
_ends: ContextVar[float] = ContextVar("ends", default=inf)

_CANCELLED = "TransactionCanceledException"
_PASSING = frozenset({
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ResourceNotFoundException",  # or its table is not active yet
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
    """A condition of the transaction did not hold: somebody was faster. Nothing was written."""


class Busy(Exception):
    """DynamoDB did not do it in time. It is neither win nor loss: try again later.

    What was asked may have been done all the same when no answer came: what is repeated must bear that.
    """


class Unprocessed(PynamoDBException):
    """DynamoDB has answered a part of a batch, and leaves the rest to be asked for again."""

    msg = "a part of the batch was not processed"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Try nothing again later than so many seconds from now: somebody waits for an answer to the whole."""
    token = _ends.set(min(_ends.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


def patiently(call: Callable[[], T]) -> T:
    """Return what `call` gives, trying again after what passes; raises `Busy` when that has not passed in time."""
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
    """Call with `left`, then with what the answer leaves of it, until nothing is left; raises as `patiently`."""
    patiently(partial(_next_part, call, [left]))


def _next_part(call: Callable[[T], T], left: list[T]) -> None:
    left[0] = call(left[0])
    if left[0]:
        raise Unprocessed


def each(found: Iterator[T]) -> Iterator[T]:
    """Yield what a query finds; a page that does not come is asked for again."""
    while True:
        try:
            one = patiently(lambda: next(found))
        except StopIteration:
            return
        yield one


def reasons_of(error: PynamoDBException) -> frozenset[str]:
    """Return why a transaction was cancelled: then nothing of it was written. None when it was not."""
    reasons = getattr(error.cause, "cancellation_reasons", None) or ()
    return frozenset(reason.code for reason in reasons if reason)


def _passes(error: PynamoDBException) -> bool:
    """Whether the same call may be answered otherwise in a while."""
    if isinstance(error, Unprocessed) or isinstance(error.cause, NoConnection | HTTPClientError):
        return True
    code = _code(error)
    if code == _CANCELLED:
        reasons = reasons_of(error)
        return bool(reasons & _PASSING_REASONS) and not reasons & _FAULTS
    return code in _PASSING or _status(error) >= 500


def _status(error: PynamoDBException) -> int:
    """Return the HTTP status, which PynamoDB leaves to the error that it has replaced."""
    response = getattr(getattr(error.cause, "__cause__", None), "response", {})
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code(error: PynamoDBException) -> str:
    """Return the code that DynamoDB gave; empty when it gave no answer, for which PynamoDB has no word."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def _name(error: PynamoDBException) -> str:
    return ", ".join(sorted(reasons_of(error))) or _code(error) or type(error.cause or error).__name__
