"""The event sources of the local platform: they hand the table's stream and the beats to the application's workers.

The workers are read from Chalice (`app.event_sources`), so no name is repeated here.
"""

import base64
import logging
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import BaseEventSourceConfig, Chalice, Cron, DynamoDBEventConfig, ScheduledEventConfig
from chalice.local import LambdaContext

from infra.local.aws import REGION

Event = dict[str, Any]
Worker = Callable[[Event, LambdaContext], Any]

_SECONDS_BETWEEN_POLLS = 1.0
"""After a write of this process the stream is read at once; others, such as the commands of operations, write too."""
_SECONDS_AFTER_AN_ERROR = 1.0
_RECORDS_PER_BATCH = 100
_ATTEMPTS_PER_BATCH = 3

log = logging.getLogger(__name__)


def stream_workers(app: Chalice) -> list[Worker]:
    """Return the workers that the application declares on its table's stream."""
    return _workers(app, DynamoDBEventConfig)


def schedule_workers(app: Chalice) -> list[Worker]:
    """Return the workers that the application declares to run at a rate, without those of a fixed hour."""
    return [
        app.handler_map[source.name]
        for source in app.event_sources
        if isinstance(source, ScheduledEventConfig) and not isinstance(source.schedule_expression, Cron)
    ]


def _workers(app: Chalice, kind: type[BaseEventSourceConfig]) -> list[Worker]:
    return [app.handler_map[source.name] for source in app.event_sources if isinstance(source, kind)]


class StreamPump(threading.Thread):
    """Reads the stream from its beginning and gives each batch to one worker, in order.

    MiniStack's streams have one shard, which never closes.
    """

    def __init__(self, stream_arn: str, worker: Worker, name: str = "stream") -> None:
        super().__init__(name=f"pump-{name}", daemon=True)
        self._arn = stream_arn
        self._worker = worker
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._client = boto3.client("dynamodbstreams")
        self._last_delivered: str | None = None

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopped.set()
        self._woken.set()

    def wake(self, **_: Any) -> None:
        """Read the stream now: there may be something in it."""
        self._woken.set()

    def run(self) -> None:
        """Poll until stopped. An error of the stream costs a pause and a new iterator, but no record."""
        iterator: str | None = None
        while not self._stopped.is_set():
            try:
                iterator = iterator or self._iterator()
                page = self._client.get_records(ShardIterator=iterator, Limit=_RECORDS_PER_BATCH)
            except (BotoCoreError, ClientError) as error:
                if not self._stopped.wait(_SECONDS_AFTER_AN_ERROR):
                    log.warning("the stream cannot be read, trying again: %s", error)
                iterator = None
                continue
            self._deliver([_lambda_record(record, self._arn) for record in page["Records"]])
            iterator = page.get("NextShardIterator")
            if not page["Records"]:
                self._woken.wait(_SECONDS_BETWEEN_POLLS)
            self._woken.clear()

    def _iterator(self) -> str:
        shard = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"][0]
        position: dict[str, Any] = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._last_delivered:
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._last_delivered}
        answer = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard["ShardId"], **position)
        return str(answer["ShardIterator"])

    def _deliver(self, records: list[Event]) -> None:
        """Give the batch to the worker. Records that fail are given again, then dropped with a line in the log."""
        for _ in range(_ATTEMPTS_PER_BATCH):
            if not records:
                return
            self._last_delivered = _sequence_number(records[-1])
            records = records[_first_failure(self._worker, records) :]
            if records and self._stopped.wait(_SECONDS_AFTER_AN_ERROR):
                return
        if records:
            log.error("%d records of the stream dropped after %d attempts", len(records), _ATTEMPTS_PER_BATCH)


def wake_after_writes(pump: StreamPump, client: Any) -> None:
    """Wake a pump after each write of a client of DynamoDB."""
    for write in ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"):
        client.meta.events.register(f"after-call.dynamodb.{write}", pump.wake)


class SchedulePump(threading.Thread):
    """Runs every scheduled worker each few seconds, whatever its own rate is, and at once when asked."""

    def __init__(self, workers: Sequence[Worker], seconds: float, now: Callable[[], datetime]) -> None:
        super().__init__(name="pump-schedule", daemon=True)
        self._workers = workers
        self._seconds = seconds
        self._now = now
        self._changed = threading.Condition()
        self._stopped = False
        self._wanted = 1
        self._begun = 0
        self._finished = 0

    def run_now(self, timeout: float) -> bool:
        """Have the workers run once more, from now; return whether they were done within `timeout` seconds."""
        with self._changed:
            # A beat in progress has read an earlier time, so the next one counts.
            beat = self._begun + 1
            self._wanted = beat
            self._changed.notify_all()
            return (
                self._changed.wait_for(lambda: self._finished >= beat or self._stopped, timeout) and not self._stopped
            )

    def stop(self) -> None:
        """End after the beat in hand."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        """Beat until stopped: at the start, then each time the pause is over or somebody asks."""
        while not self._stopped:
            with self._changed:
                self._begun += 1
            self._beat()
            with self._changed:
                self._finished = self._begun
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._stopped or self._wanted > self._finished, self._seconds)

    def _beat(self) -> None:
        """Run the workers; one that fails is run again at the next beat, as in Lambda."""
        for worker in self._workers:
            try:
                worker(_schedule_event(self._now()), context("schedule"))
            except Exception:
                log.exception("a scheduled worker failed")


def _first_failure(worker: Worker, records: Sequence[Event]) -> int:
    """Run the worker on a batch; return the index from which it must be given again."""
    try:
        answer = worker({"Records": list(records)}, context("stream"))
    except Exception:
        log.exception("the stream's worker failed")
        return 0
    failures = answer.get("batchItemFailures", []) if isinstance(answer, Mapping) else []
    failed = {failure["itemIdentifier"] for failure in failures}
    return next((i for i, record in enumerate(records) if _sequence_number(record) in failed), len(records))


def _sequence_number(record: Event) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _lambda_record(record: Mapping[str, Any], stream_arn: str) -> Event:
    """Return a record of GetRecords in the form that Lambda hands to a function: JSON values only."""
    as_json: Event = _json_values(record)
    return {**as_json, "eventSourceARN": stream_arn}


def _json_values(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_values(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.timestamp()
    return value


def _schedule_event(now: datetime) -> Event:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [],
        "detail": {},
    }


def context(name: str) -> LambdaContext:
    """Return what Lambda hands to a function beside its event."""
    return LambdaContext(function_name=f"delegation-local-{name}", memory_size=512, max_runtime_ms=60_000)
