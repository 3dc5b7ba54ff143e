"""What functions gave up after their retries: `python -m infra.operations.failures STAGE list|replay [FUNCTION]`.

Lambda leaves it in a queue for each function, `delegation-STAGE-FUNCTION-failures`. A report of SES is given to
`feedback` again. Of a batch of the mailer only its place in the stream is kept: its records are read there again, which
a day later is too late; its mails were due in the table all the time. A beat of `time` was made up for by the next one,
a night of `directory` by the next night.
What was done leaves the queue, the rest stays: also a batch of which the stream does not give all.
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
"""How long SQS looks for messages, in all its parts; asked without a wait, it looks in some and may find none."""

SECONDS_TO_ANSWER = 320
"""How long a function is waited for: longer than any that is started again may run. Given up and asked again, it would
run twice."""

_PAGES, _SECONDS_BETWEEN = 1000, 0.25
"""How often a stream is asked for one batch at most, and what passes between: a shard answers five times a second."""

Message = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Do what the command line says; returns 1 when something is left."""
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
        """List what waits, none of it done; it can be seen again at once."""
        found = self._messages()
        for message in found:
            print(self._line(json.loads(message["Body"])))
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return [False for _ in found]

    def replay(self) -> list[bool]:
        """Do again what waits, and return whether each is done."""
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
        """Take all that waits before anything is done with it, each once.

        What is done again may take longer than a message stays hidden: asked meanwhile, the queue would give what has
        failed again, and never end.
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
            found |= taken  # the last that was said of a message is what it is deleted by
        return list(found.values())

    def _again(self, body: Message) -> str:
        """Do one of them again; return why it stays, nothing when it is done."""
        if self._name in {"time", "directory"}:
            return ""
        payload = body.get("requestPayload")
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
            return command.told(error)
        return f"failed again ({answer['FunctionError']})" if answer.get("FunctionError") else ""

    def _line(self, body: Message) -> str:
        return f"{body['timestamp']}  {self._function}  {body['requestContext']['condition']}"

    def _records(self, batch: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
        """Read the records of a batch, from the first to the last, from the stream again; None when not all are found.

        Only the last one is an end: without it, who knows how many are missing before it.
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
        """Yield what the stream holds from the start of a batch on. A page may be empty although more follow."""
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


if __name__ == "__main__":
    sys.exit(main())
