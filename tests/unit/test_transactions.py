"""What the store's refusal of a transaction means: somebody was faster, others got in the way, or it is a fault."""

from collections.abc import Iterator

import pytest
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError
from pynamodb.transactions import TransactWrite

from chalicelib.store.table import Busy, Raced, transact

CANCELLED, CONFLICT = "TransactionCanceledException", "TransactionConflictException"
ATTEMPTS = 5


def refusal(code: str, *reasons: str) -> TransactWriteError:
    """Return how the library tells of a refusal; a reason is given for each item, or none."""
    told = [CancellationReason(code=reason) if reason else None for reason in reasons]
    answer = {"Error": {"Code": code, "Message": ""}}
    return TransactWriteError("refused", VerboseClientError(answer, "TransactWriteItems", cancellation_reasons=told))


class Store:
    """Refuses a transaction so often, and counts how often it is asked."""

    def __init__(self, *refusals: TransactWriteError) -> None:
        self._refusals = iter(refusals)
        self.asked = 0

    def write(self, _: TransactWrite) -> None:
        """Add nothing to the transaction, which the store then need not be asked to write."""
        self.asked += 1
        for error in self._refusals:
            raise error


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long was waited between the attempts."""
    found: list[float] = []
    monkeypatch.setattr("chalicelib.store.table.time.sleep", found.append)
    monkeypatch.setattr("chalicelib.store.table.TransactWrite._commit", lambda _: None)
    yield found


def test_a_condition_that_fails_means_that_somebody_was_faster(waits: list[float]) -> None:
    store = Store(refusal(CANCELLED, "", "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(Raced):
        transact(store.write)
    assert (store.asked, waits) == (1, [])


@pytest.mark.parametrize("met", [refusal(CANCELLED, "", "TransactionConflict"), refusal(CONFLICT)])
def test_a_conflict_is_tried_again_after_a_while(met: TransactWriteError, waits: list[float]) -> None:
    store = Store(met, met)
    transact(store.write)
    assert (store.asked, len(waits)) == (3, 2)


@pytest.mark.parametrize("met", [refusal(CANCELLED, "TransactionConflict", ""), refusal(CONFLICT)])
def test_conflicts_without_end_are_neither_won_nor_lost(met: TransactWriteError) -> None:
    store = Store(*[met] * ATTEMPTS)
    with pytest.raises(Busy):
        transact(store.write)
    assert store.asked == ATTEMPTS


@pytest.mark.parametrize(
    "met",
    [refusal(CANCELLED, "ValidationError", ""), refusal(CANCELLED), refusal("ValidationException")],
)
def test_anything_else_is_a_fault_and_is_told_at_once(met: TransactWriteError) -> None:
    store = Store(met)
    with pytest.raises(TransactWriteError):
        transact(store.write)
    assert store.asked == 1
