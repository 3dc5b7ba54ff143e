"""The source of the acts of time of a wave, on the local platform: it hands a queue's messages to its worker."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Chalice, SQSEventConfig

from infra.local.pump import Event, Worker, context

_SECONDS_OF_A_POLL = 5
_SECONDS_AFTER_AN_ERROR = 1.0

log = logging.getLogger(__name__)


class QueuePump(threading.Thread):
    """Takes batches from a queue and deletes what the worker has done, one batch at a time, as Lambda does."""

    def __init__(self, queue: str, worker: Worker, most: int) -> None:
        super().__init__(name=f"pump-{queue}", daemon=True)
        self._client = boto3.client("sqs")
        self._url = str(self._client.get_queue_url(QueueName=queue)["QueueUrl"])
        self._worker = worker
        self._most = most
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopped.set()

    def run(self) -> None:
        """Poll until stopped. A batch that fails comes back once it is visible again."""
        while not self._stopped.is_set():
            try:
                self.deliver(_SECONDS_OF_A_POLL)
            except (BotoCoreError, ClientError) as error:
                if not self._stopped.wait(_SECONDS_AFTER_AN_ERROR):
                    log.warning("the queue cannot be read, trying again: %s", error)
            except Exception:
                log.exception("the queue's worker failed")

    def deliver(self, seconds: int) -> int:
        """Wait this long for a batch, let the worker treat it, and delete it; return how many messages it had."""
        answer = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=self._most, WaitTimeSeconds=seconds
        )
        found = answer.get("Messages", [])
        if found:
            self._worker({"Records": [_lambda_record(one) for one in found]}, context("queue"))
            entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(found)]
            self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)
        return len(found)


def queue_pumps(app: Chalice) -> Iterator[QueuePump]:
    """Yield a pump for each worker that the application declares on a queue."""
    for source in app.event_sources:
        if isinstance(source, SQSEventConfig):
            yield QueuePump(str(source.queue), app.handler_map[source.name], source.batch_size)


def _lambda_record(message: Any) -> Event:
    """Return a message in the form that Lambda hands to a function, as far as it is read."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "eventSource": "aws:sqs",
    }
