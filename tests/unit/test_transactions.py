"""What the store's refusal of a transaction means: somebody was faster, it passes, or it is a fault."""

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
    """Return how the library tells of a refusal; a reason is given for each item, or none."""
    told = [CancellationReason(code=reason) if reason else None for reason in reasons]
    answer: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    cause = VerboseClientError(answer, "TransactWriteItems", cancellation_reasons=told)
    cause.__cause__ = ClientError(answer, "TransactWriteItems")
    return TransactWriteError("refused", cause)


def silence(kind: Any) -> TransactWriteError:
    """Return how the library tells that no answer came."""
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
    """Refuses a transaction so often, and keeps the token of each time that it is asked."""

    def __init__(self, *refusals: TransactWriteError) -> None:
        self._refusals = list(refusals)
        self.tokens: list[str] = []
        self.transactions: list[TransactWrite] = []

    def commit(self, transaction: TransactWrite) -> None:
        """Refuse, as long as there is a refusal left."""
        self.tokens.append(str(transaction._client_request_token))
        self.transactions.append(transaction)
        if self._refusals:
            raise self._refusals.pop(0)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long was waited between the attempts; the clock of the process moves by as much."""
    found: list[float] = []
    monkeypatch.setattr("chalicelib.store.calls.time.sleep", found.append)
    monkeypatch.setattr("chalicelib.store.calls.time.monotonic", lambda: sum(found))
    yield found


def asked(monkeypatch: pytest.MonkeyPatch, *refusals: TransactWriteError) -> Store:
    """Let the store refuse so."""
    store = Store(*refusals)

    def commit(transaction: TransactWrite) -> None:
        store.commit(transaction)

    monkeypatch.setattr(TransactWrite, "_commit", commit)
    return store


def test_a_condition_that_fails_means_that_somebody_was_faster(
    monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    store = asked(monkeypatch, refusal(CANCELLED, "", "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(Raced):
        transact([])
    assert (len(store.tokens), waits) == (1, [])


@pytest.mark.parametrize("met", PASSING)
def test_what_passes_is_tried_again_after_a_while(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = asked(monkeypatch, met, met)
    transact([])
    assert (len(store.tokens), len(waits)) == (3, 2)


@pytest.mark.parametrize("met", PASSING)
def test_what_does_not_pass_is_neither_won_nor_lost(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = asked(monkeypatch, *[met] * 99)
    with pytest.raises(Busy):
        transact([])
    assert (len(store.tokens), len(waits)) == (ATTEMPTS, ATTEMPTS - 1)
    assert 3 < sum(waits) < calls.SECONDS, "long enough for a transaction in progress, short enough for a request"


def test_the_waits_grow(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    asked(monkeypatch, *[PASSING[0]] * 99)
    with pytest.raises(Busy):
        transact([])
    bounds = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2]
    assert all(bound / 2 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))


def test_nothing_is_tried_again_once_the_request_has_had_its_time(
    monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    store = asked(monkeypatch, *[PASSING[0]] * 99)
    with within(0.5):
        with pytest.raises(Busy):
            transact([])
        assert 2 <= len(store.tokens) < ATTEMPTS
        for _ in range(9):
            with pytest.raises(Busy):
                transact([])
    assert sum(waits) <= 0.5


def test_while_no_answer_has_come_every_try_is_the_same_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    store = asked(monkeypatch, silence(ReadTimeoutError), refusal("TransactionInProgressException"))
    transact([])
    assert (len(set(store.tokens)), len({id(one) for one in store.transactions})) == (1, 1)


def test_after_a_cancelled_transaction_the_next_try_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    store = asked(monkeypatch, refusal(CANCELLED, "TransactionConflict"))
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
def test_anything_else_is_a_fault_and_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, met: TransactWriteError, waits: list[float]
) -> None:
    store = asked(monkeypatch, met)
    with pytest.raises(TransactWriteError):
        transact([])
    assert (len(store.tokens), waits) == (1, [])
