"""The local platform hands the messages of the queue to its worker, and deletes what the worker has done."""

from typing import Any

import boto3
import pytest
from chalice.local import LambdaContext

from app import app
from infra.local.queue_pump import QueuePump, queue_pumps


class Queue:
    """A queue of two messages."""

    def __init__(self) -> None:
        self.messages = [{"MessageId": name, "ReceiptHandle": f"of {name}", "Body": f"body of {name}"} for name in "ab"]
        self.deleted: list[str] = []

    def get_queue_url(self, **asked: str) -> dict[str, str]:
        """Return the address of a queue."""
        return {"QueueUrl": f"https://sqs.example/{asked['QueueName']}"}

    def receive_message(self, **_: Any) -> dict[str, Any]:
        """Return what is left; an answer without messages has no such field."""
        left = [one for one in self.messages if one["ReceiptHandle"] not in self.deleted]
        return {"Messages": left} if left else {}

    def delete_message_batch(self, **asked: Any) -> None:
        """Delete messages by their receipts."""
        self.deleted += [one["ReceiptHandle"] for one in asked["Entries"]]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Return the queue that a pump finds."""
    made = Queue()
    monkeypatch.setattr(boto3, "client", lambda _: made)
    return made


def test_a_batch_reaches_the_worker_as_lambda_hands_it_over_and_is_deleted(queue: Queue) -> None:
    seen: list[str] = []

    def worker(event: dict[str, Any], _: LambdaContext) -> None:
        seen.extend(record["body"] for record in event["Records"])

    pump = QueuePump("due.fifo", worker, 10)
    assert [pump.deliver(0), pump.deliver(0)] == [2, 0]
    assert seen == ["body of a", "body of b"]
    assert queue.deleted == ["of a", "of b"]


def test_a_batch_whose_worker_ends_is_not_deleted(queue: Queue) -> None:
    def worker(_event: dict[str, Any], _context: LambdaContext) -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        QueuePump("due.fifo", worker, 10).deliver(0)
    assert queue.deleted == []


def test_each_worker_on_a_queue_has_its_pump(queue: Queue) -> None:
    assert len(list(queue_pumps(app))) == 1
