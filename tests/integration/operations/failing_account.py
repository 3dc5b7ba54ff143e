"""An AWS account whose functions fail: queues of failed events, a stream, and a Lambda that records its calls."""

import json
from typing import Any, cast

import boto3
from botocore.exceptions import ClientError

from infra.deploy.clients import Clients
from infra.operations.failures import SECONDS_TO_ANSWER, main

QUEUES = [f"delegation-dev-{name}-failures" for name in ("directory", "feedback", "mailer", "synthetic", "time")]
OF_WAVES = "delegation-dev-due-failures.fifo"
STREAM = "arn:aws:dynamodb:eu-west-3:111122223333:table/delegation-dev/stream/2026"


class Queues:
    """Moto's SQS; a wait is recorded and takes no time, and the first answers may be empty."""

    def __init__(self) -> None:
        self._moto: Any = boto3.client("sqs")
        self.silent = 0
        """How many answers are empty although messages wait: SQS did not look everywhere."""
        self.hides = True
        """Whether what was taken is hidden until its time has passed; else that time is nothing."""
        self.left = 0
        """How many messages SQS still counts although they have left: its counts are approximate."""
        self.waits: list[int] = []
        self._taken: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._moto, name)

    def receive_message(self, *, WaitTimeSeconds: int = 0, **asked: Any) -> dict[str, Any]:  # noqa: N803 - theirs
        """Return the visible messages."""
        self.waits.append(WaitTimeSeconds)
        assert len(self.waits) < 100, "it never ends"
        if self.silent:
            self.silent -= 1
            return {}
        hidden = {} if self.hides else {"VisibilityTimeout": 0}
        answer: dict[str, Any] = self._moto.receive_message(**asked | hidden)
        self._taken += [(asked["QueueUrl"], one["ReceiptHandle"]) for one in answer.get("Messages", [])]
        return answer

    def get_queue_attributes(self, **asked: Any) -> dict[str, Any]:
        """Return the counts of the messages, with those that have left."""
        answer: dict[str, Any] = self._moto.get_queue_attributes(**asked)
        visible = "ApproximateNumberOfMessages"
        answer["Attributes"][visible] = str(int(answer["Attributes"][visible]) + self.left)
        return answer

    def show_again(self) -> None:
        """Let the visibility timeout of the messages pass."""
        for url, handle in self._taken:
            self._moto.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        self._taken = []


class Account:
    """An AWS account: moto's queue, a Lambda that records its calls, a stream of five records."""

    account = "111122223333"
    region = "eu-west-3"

    def __init__(self) -> None:
        self.sqs: Any = Queues()
        self.urls = {name: self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
        fifo = {"FifoQueue": "true"}
        self.urls[OF_WAVES] = self.sqs.create_queue(QueueName=OF_WAVES, Attributes=fifo)["QueueUrl"]
        self.invoked: list[tuple[str, Any]] = []
        self.fails: set[str] = set()
        self.slow = False
        """Whether an invocation takes longer than a message stays hidden."""
        self.refuses = False
        self.trimmed = False
        self.records = range(100, 105)
        self.closed = True
        """Whether the shard ends after its last record; an open one says where to go on for ever."""
        self.empty_pages = 0
        """How many pages are empty before each one that is not."""
        self._emptied = 0
        self.pages = 0

    def client(self, service: str) -> Any:
        """Return a client; this object stands for the services that moto lacks."""
        return self.sqs if service == "sqs" else self

    def patient_client(self, service: str, seconds: int) -> Any:
        """Return a client that waits for the time limit of a function."""
        assert (service, seconds) == ("lambda", SECONDS_TO_ANSWER)
        return self

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        """Record the call of a function."""
        assert InvocationType == "RequestResponse"
        assert len(self.invoked) < 100, "it never ends"
        if self.refuses:
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")
        if self.slow:
            self.sqs.show_again()
        self.invoked.append((FunctionName, json.loads(Payload)))
        return {"StatusCode": 200, **({"FunctionError": "Unhandled"} if FunctionName in self.fails else {})}

    def get_shard_iterator(self, **asked: str) -> dict[str, str]:
        """Return an iterator at a record, unless the record has expired."""
        assert (asked["StreamArn"], asked["ShardIteratorType"]) == (STREAM, "AT_SEQUENCE_NUMBER")
        if self.trimmed:
            raise ClientError({"Error": {"Code": "TrimmedDataAccessException"}}, "GetShardIterator")
        return {"ShardIterator": asked["SequenceNumber"]}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803
        """Return two records at a time."""
        start = int(ShardIterator)
        self.pages += 1
        assert self.pages < 10_000, "it never ends"
        if self._emptied < self.empty_pages:
            self._emptied += 1
            return {"Records": [], "NextShardIterator": ShardIterator}
        self._emptied = 0
        numbers = [number for number in self.records if start <= number < start + 2]
        records = [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}} for number in numbers]
        ended = self.closed and start + 2 > self.records[-1]
        return {"Records": records, **({} if ended else {"NextShardIterator": str(start + 2)})}

    def gives_up(self, function: str, **what: Any) -> None:
        """Put a failed event into the function's queue as Lambda does."""
        arn = f"arn:aws:lambda:eu-west-3:111122223333:function:{function}:$LATEST"
        body = {
            "version": "1.0",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "requestContext": {"functionArn": arn, "condition": "RetriesExhausted"},
            **what,
        }
        self.sqs.send_message(QueueUrl=self.urls[f"{function}-failures"], MessageBody=json.dumps(body))

    def is_not_given(self, message: str) -> None:
        """Put a report into the queue as SNS does when it can call no function."""
        topic = "arn:aws:sns:eu-west-3:111122223333:delegation-dev-feedback"
        body = {"Type": "Notification", "MessageId": "one", "TopicArn": topic, "Message": message}
        text = json.dumps(body | {"Timestamp": "2026-03-02T09:00:00.000Z"})
        self.sqs.send_message(QueueUrl=self.urls["delegation-dev-feedback-failures"], MessageBody=text)

    def puts_aside(self, *key: str) -> None:
        """Put the key of an act of time into the queue of its failures, as SQS does: the message as it was sent."""
        self.sqs.send_message(
            QueueUrl=self.urls[OF_WAVES],
            MessageBody=json.dumps(["delegation", *key]),
            MessageGroupId="claire",
            MessageDeduplicationId="/".join(key),
        )

    def waiting(self) -> int:
        """Return the number of messages in the queues, hidden ones included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = (self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names) for url in self.urls.values())
        return sum(int(found["Attributes"][name]) for found in asked for name in names)

    def run(self, *what: str) -> int:
        """Run the command."""
        return main(["dev", *what], cast(Clients, self))
