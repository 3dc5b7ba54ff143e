"""Events that functions gave up after retries: `python -m infra.operations.failures STAGE list|replay [FUNCTION]`.

Lambda leaves them in a queue for each function, `delegation-STAGE-FUNCTION-failures`, and SNS the reports that it could
not give to `feedback` at all. `replay` gives a report of SES to `feedback` again. The queue has only the position of a
batch of the mailer in the stream. Its records are read there again, within a day; its mails have been due in the table
all the time. The next beat of `time`, and the next night of `directory`, have made up for a failed one, and a later
beat for a key during which `due` ended. An event that was replayed leaves the queue. The others stay, and so does a
batch whose records are no longer all in the stream.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, asynchronous, read_stage

_HIDDEN_SECONDS = 120
_AT_ONCE = 10
_SECONDS_TO_LOOK = 2
"""The time for which SQS looks for messages in all its parts. Without a wait, it looks in some and may find none."""

SECONDS_TO_ANSWER = 320
"""The time to wait for a function, longer than any replayed function may run. After a shorter wait, a retry would run
it twice."""

MADE_UP_FOR = frozenset({"time", "directory", "due", "synthetic"})
"""The functions whose work a later beat, or the next night, does."""

_PAGES, _SECONDS_BETWEEN = 1000, 0.25
"""The limit of reads of a stream for one batch, and the time between them: a shard allows five reads a second."""

Message = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Run the command; return 1 when events are left."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.failures", description="What was given up.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    parser.add_argument("what", choices=["list", "replay"], help="show what waits, or do it again")
    parser.add_argument("function", nargs="?", choices=asynchronous(), help="what one function gave up; else all")
    asked = parser.parse_args(arguments)
    names = [asked.function] if asked.function else asynchronous()
    return command.run(lambda: _run(clients or Clients(), read_stage(asked.stage), asked.what, names))


def _run(clients: Clients, stage: Stage, what: str, names: Sequence[str]) -> int:
    command.say_where(stage.name, stage.table, clients)
    seen = left = 0
    for name in names:
        failures = Failures(clients, stage, name)
        done = failures.replay() if what == "replay" else failures.tell()
        seen += len(done)
        left += sum(not one for one in done)
    print(f"{seen} given up" + (f", {left} left" if what == "replay" else ""), file=sys.stderr)
    return int(what == "replay" and left > 0)


def messages_in(sqs: Any, url: str) -> int:
    """Return how many messages a queue has, taken ones included, as far as SQS knows."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found: Mapping[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found.get(name, 0)) for name in names)


class Failures:
    """The queue of one function of a stage."""

    def __init__(self, clients: Clients, stage: Stage, name: str) -> None:
        self._clients = clients
        self._name = name
        self._function = stage.function(name)
        self._sqs = clients.client("sqs")
        self._url = self._sqs.get_queue_url(QueueName=stage.failures(name))["QueueUrl"]

    @cached_property
    def _lambda(self) -> Any:
        return self._clients.patient_client("lambda", SECONDS_TO_ANSWER)

    def tell(self) -> list[bool]:
        """List the waiting events without replaying them. They become visible again at once.

        The queue of `due` is FIFO, with a group for each account: SQS shows ten messages of an account, and the next
        ones only when these are deleted. Those that it does not show are only counted.
        """
        found = self._messages()
        others = max(0, messages_in(self._sqs, self._url) - len(found)) if self._name == "due" else 0
        for message in found:
            print(self._line(json.loads(message["Body"])))
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        if others:
            print(f"and {others} more  {self._function}  of these accounts")
        return [False] * (len(found) + others)

    def replay(self) -> list[bool]:
        """Replay the waiting events, and return whether each is done."""
        done = found = self._replay_shown()
        while found and all(found):  # what was behind them is shown now
            found = self._replay_shown()
            done = done + found
        return done

    def _replay_shown(self) -> list[bool]:
        done = []
        for message in self._messages():
            body = json.loads(message["Body"])
            why = self._again(body)
            print(f"{self._line(body)}  {why or 'done'}")
            if not why:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            done.append(not why)
        return done

    def _messages(self) -> list[Message]:
        """Return every waiting message once, before any is replayed.

        A replay may take longer than a message stays hidden. The queue would then return failed messages again and
        again, and the command would never end.
        """
        found: dict[str, Message] = {}
        empty = 0
        while empty < 2:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=_AT_ONCE,
                VisibilityTimeout=_HIDDEN_SECONDS,
                WaitTimeSeconds=_SECONDS_TO_LOOK,
            )
            taken = {one["MessageId"]: one for one in answer.get("Messages", [])}
            empty = 0 if taken.keys() - found.keys() else empty + 1
            found |= taken  # a message is deleted by its latest receipt
        return list(found.values())

    def _again(self, body: Message | Sequence[str]) -> str:
        """Replay one event; return why it stays, empty when it is done."""
        if self._name in MADE_UP_FOR or not isinstance(body, Mapping):
            return ""
        payload = _as_event(body) if _is_of_sns(body) else body.get("requestPayload")
        if "DDBStreamBatchInfo" in body:
            try:
                records = self._records(body["DDBStreamBatchInfo"])
            except ClientError as error:
                return f"the stream does not hold it any more ({error.response['Error']['Code']})"
            if records is None:
                return "not all of it was found in the stream"
            payload = {"Records": records}
        return self._invoke(payload)

    def _invoke(self, payload: Any) -> str:
        try:
            answer = self._lambda.invoke(
                FunctionName=self._function,
                InvocationType="RequestResponse",
                Payload=json.dumps(payload, default=str).encode(),
            )
        except (BotoCoreError, ClientError) as error:
            return command.reason_of(error)
        return f"failed again ({answer['FunctionError']})" if answer.get("FunctionError") else ""

    def _line(self, body: Message | Sequence[str]) -> str:
        if not isinstance(body, Mapping):  # what SQS put aside, a message of `due` as it was sent
            return f"{'/'.join(body[1:])}  {self._function}  MaxReceiveCount"
        if _is_of_sns(body):
            return f"{body['Timestamp']}  {self._function}  NotDelivered"
        return f"{body['timestamp']}  {self._function}  {body['requestContext']['condition']}"

    def _records(self, batch: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
        """Read the records of a batch from the stream again; None when some are missing.

        The last record must be found, because without it others may be missing too.
        """
        last = int(batch["endSequenceNumber"])
        found = []
        for record in self._stream_from(batch):
            number = int(record["dynamodb"]["SequenceNumber"])
            if number > last:
                break
            found.append(record)
            if number == last:
                return found
        return None

    def _stream_from(self, batch: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield the records of the stream from the start of a batch. An empty page may be followed by others."""
        client = self._clients.client("dynamodbstreams")
        iterator = client.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
        for _ in range(_PAGES):
            page = client.get_records(ShardIterator=iterator)
            yield from page["Records"]
            iterator = page.get("NextShardIterator")
            if not iterator:
                return
            time.sleep(_SECONDS_BETWEEN)


def _is_of_sns(body: Message) -> bool:
    """Whether SNS left a notification, and not Lambda an event."""
    return body.get("Type") == "Notification"


def _as_event(notification: Message) -> dict[str, Any]:
    """Return the event by which SNS gives a notification to a function."""
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": dict(notification)}]}


if __name__ == "__main__":
    sys.exit(main())
