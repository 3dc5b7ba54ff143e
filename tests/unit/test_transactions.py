"""A failed transaction was raced, is tried again, or is a fault, by the error of DynamoDB."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError
from pynamodb.transactions import TransactWrite

from chalicelib.store import calls
from chalicelib.store.calls import Busy, Raced, within
from chalicelib.store.writes import transact

CANCELLED = "TransactionCanceledException"
ATTEMPTS = 9


def refusal(code: str, *reasons: str, status: int = 400) -> TransactWriteError:
    """Return PynamoDB's error for a cancelled transaction; each reason is that of one item."""
    told = [CancellationReason(code=reason) if reason else None for reason in reasons]
    answer: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    cause = VerboseClientError(answer, "TransactWriteItems", cancellation_reasons=told)
    cause.__cause__ = ClientError(answer, "TransactWriteItems")
    return TransactWriteError("refused", cause)


def silence(kind: Any) -> TransactWriteError:
    """Return PynamoDB's error for an answer that never came."""
    return TransactWriteError("no answer", kind(endpoint_url="https://dynamodb.example", error=""))


PASSING = [
    refusal(CANCELLED, "", "TransactionConflict"),
    refusal(CANCELLED, "ThrottlingError", ""),
    refusal(CANCELLED, "ProvisionedThroughputExceeded"),
    refusal(CANCELLED, "ItemCollectionSizeLimitExceeded"),
    refusal("TransactionConflictException"),
    refusal("TransactionInProgressException"),
    refusal("ThrottlingException"),
    refusal("ProvisionedThroughputExceededException"),
    refusal("RequestLimitExceeded"),
    refusal("InternalServerError", status=500),
    refusal("503", status=503),
    silence(ReadTimeoutError),
    silence(EndpointConnectionError),
]


class Store:
    """A store that fails a transaction with the given errors, and records the token of each try."""

    def __init__(self, *refusals: TransactWriteError) -> None:
        self._refusals = list(refusals)
        self.tokens: list[str] = []
        self.transactions: list[TransactWrite] = []

    def commit(self, transaction: TransactWrite) -> None:
        """Raise the next error, if one is left."""
        self.tokens.append(str(transaction._client_request_token))
        self.transactions.append(transaction)
        if self._refusals:
            raise self._refusals.pop(0)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Record the waits between the tries, and advance the process's clock by them."""
    found: list[float] = []
    monkeypatch.setattr("chalicelib.store.calls.time.sleep", found.append)
    monkeypatch.setattr("chalicelib.store.calls.time.monotonic", lambda: sum(found))
    yield found


def failing_store(monkeypatch: pytest.MonkeyPatch, *refusals: TransactWriteError) -> Store:
    """Return a store that fails with these errors, in place of DynamoDB."""
    store = Store(*refusals)

    def commit(transaction: TransactWrite) -> None:
        store.commit(transaction)

    monkeypatch.setattr(TransactWrite, "_commit", commit)
    return store


def test_a_failed_condition_means_that_the_act_was_raced(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    store = failing_store(monkeypatch, refusal(CANCELLED, "", "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(Raced):
        transact([])
    assert (len(store.tokens), waits) == (1, [])


@pytest.mark.parametrize("met", PASSING)
def test_a_passing_fault_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = failing_store(monkeypatch, met, met)
    transact([])
    assert (len(store.tokens), len(waits)) == (3, 2)


@pytest.mark.parametrize("met", PASSING)
def test_a_lasting_fault_means_busy(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = failing_store(monkeypatch, *[met] * 99)
    with pytest.raises(Busy):
        transact([])
    assert (len(store.tokens), len(waits)) == (ATTEMPTS, ATTEMPTS - 1)
    assert 3 < sum(waits) < calls.SECONDS, "long enough for a transaction in progress, short enough for a request"


def test_the_waits_grow(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    failing_store(monkeypatch, *[PASSING[0]] * 99)
    with pytest.raises(Busy):
        transact([])
    bounds = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2]
    assert all(bound / 2 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))


def test_nothing_is_tried_again_after_the_time_of_the_request(
    monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    store = failing_store(monkeypatch, *[PASSING[0]] * 99)
    with within(0.5):
        with pytest.raises(Busy):
            transact([])
        assert 2 <= len(store.tokens) < ATTEMPTS
        for _ in range(9):
            with pytest.raises(Busy):
                transact([])
    assert sum(waits) <= 0.5


def test_a_try_after_a_lost_answer_repeats_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    store = failing_store(monkeypatch, silence(ReadTimeoutError), refusal("TransactionInProgressException"))
    transact([])
    assert (len(set(store.tokens)), len({id(one) for one in store.transactions})) == (1, 1)


def test_a_try_after_a_cancelled_transaction_has_a_new_token(monkeypatch: pytest.MonkeyPatch) -> None:
    store = failing_store(monkeypatch, refusal(CANCELLED, "TransactionConflict"))
    transact([])
    assert (len(set(store.tokens)), len({id(one) for one in store.transactions})) == (2, 2)


@pytest.mark.parametrize(
    "met",
    [
        refusal(CANCELLED, "ValidationError", ""),
        refusal(CANCELLED, "ValidationError", "TransactionConflict"),
        refusal(CANCELLED),
        refusal("ValidationException"),
        refusal("AccessDeniedException"),
        refusal("IdempotentParameterMismatchException"),
    ],
)
def test_any_other_error_is_raised_at_once(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = failing_store(monkeypatch, met)
    with pytest.raises(TransactWriteError):
        transact([])
    assert (len(store.tokens), waits) == (1, [])
