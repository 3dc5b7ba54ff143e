"""What functions gave up after their retries: `python -m infra.operations.failures STAGE list|replay`.

Lambda leaves it in the queue `delegation-STAGE-failures`. A report of SES is given to `feedback` again. Of a batch of
the mailer only its place in the stream is kept: its records are read there again, which a day later is too late; its
mails were due in the table all the time. A beat of `time` was made up for by the next one. What was done leaves the
queue, the rest stays.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, read_stage

_HIDDEN_SECONDS = 120
_AT_ONCE = 10
Message = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Do what the command line says; returns 1 when something is left."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.failures", description="What was given up.")
    parser.add_argument("stage")
    parser.add_argument("what", choices=["list", "replay"])
    asked = parser.parse_args(arguments)
    try:
        failures = Failures(clients or Clients(), read_stage(asked.stage))
        return failures.replay() if asked.what == "replay" else failures.tell()
    except Stopped as error:
        print(f"Stopped. {error}", file=sys.stderr)
        return 1


class Failures:
    """The queue of one stage."""

    def __init__(self, clients: Clients, stage: Stage) -> None:
        self._clients = clients
        self._stage = stage
        self._sqs = clients.client("sqs")
        self._url = self._sqs.get_queue_url(QueueName=f"{stage.full_name}-failures")["QueueUrl"]

    def tell(self) -> int:
        """List what waits; it can be seen again at once."""
        for message in list(self._messages(hidden_for=_HIDDEN_SECONDS)):
            print(_line(json.loads(message["Body"])))
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return 0

    def replay(self) -> int:
        """Do again what waits."""
        left = 0
        for message in self._messages(hidden_for=_HIDDEN_SECONDS):
            body = json.loads(message["Body"])
            why = self._again(body)
            print(f"{_line(body)}  {why or 'done'}")
            if why:
                left += 1
            else:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return int(left > 0)

    def _messages(self, hidden_for: int) -> Iterator[Message]:
        while True:
            found = self._sqs.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE, VisibilityTimeout=hidden_for
            ).get("Messages", [])
            if not found:
                return
            yield from found

    def _again(self, body: Message) -> str:
        """Do one of them again; return why it stays, nothing when it is done."""
        name = _function(body)
        if name == self._stage.function("time"):
            return ""
        payload = body.get("requestPayload")
        if "DDBStreamBatchInfo" in body:
            try:
                payload = {"Records": list(self._records(body["DDBStreamBatchInfo"]))}
            except ClientError as error:
                return f"the stream does not hold it any more ({error.response['Error']['Code']})"
        answer = self._clients.client("lambda").invoke(
            FunctionName=name, InvocationType="RequestResponse", Payload=json.dumps(payload, default=str).encode()
        )
        return f"failed again ({answer['FunctionError']})" if answer.get("FunctionError") else ""

    def _records(self, batch: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield the records of a batch, from the first to the last sequence number, read from the stream again."""
        client = self._clients.client("dynamodbstreams")
        iterator = client.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
        last = int(batch["endSequenceNumber"])
        while iterator:
            page = client.get_records(ShardIterator=iterator)
            for record in page["Records"]:
                number = int(record["dynamodb"]["SequenceNumber"])
                if number <= last:
                    yield record
                if number >= last:
                    return
            if not page["Records"]:
                return
            iterator = page.get("NextShardIterator")


def _function(body: Message) -> str:
    """Return the name of the function, without the version that its ARN may end with."""
    parts = str(body["requestContext"]["functionArn"]).split(":")
    return parts[6] if len(parts) > 6 else parts[-1]


def _line(body: Message) -> str:
    asked = body["requestContext"]
    return f"{body['timestamp']}  {_function(body)}  {asked['condition']}"


if __name__ == "__main__":
    sys.exit(main())
