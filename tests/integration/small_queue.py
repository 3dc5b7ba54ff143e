"""The queue of a wave in this process: what its sender asks of SQS, and the events that Lambda makes of its messages.

A message whose id was taken before is answered like the first, and kept once. There is no such queue until a test makes
it, as on a stage where SQS does not answer: the schedule then does all the work itself.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from chalicelib.settings import settings

_Answer = tuple[int, dict[str, str], str]
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}
_MISSING = {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "The specified queue does not exist."}
TARGET = "AmazonSQS."


class Message(NamedTuple):
    """A message as it was sent."""

    group: str
    id: str
    body: str

    @property
    def record(self) -> dict[str, str]:
        """The message in an event of Lambda."""
        return {"messageId": self.id, "body": self.body, "eventSource": "aws:sqs"}


class SmallQueue:
    """The messages that wait, in the order of their arrival."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.sent: list[int] = []
        """How many messages each call sent."""
        self.refuses_after = 10**6
        """How many calls to send it takes; a later one is answered that each of its messages failed."""
        self._ids: set[str] = set()

    def take(self, most: int = 10) -> dict[str, Any]:
        """Remove the oldest messages and return the event that the worker gets."""
        taken, self.messages = self.messages[:most], self.messages[most:]
        return {"Records": [one.record for one in taken]}

    def forget_ids(self) -> None:
        """Let five minutes pass, after which SQS takes the same ids again."""
        self._ids.clear()

    def answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one call."""
        if operation == "GetQueueUrl":
            return {"QueueUrl": f"https://sqs.eu-west-3.amazonaws.com/111122223333/{asked['QueueName']}"}
        if operation == "GetQueueAttributes":
            return {"Attributes": {name: str(len(self.messages)) for name in asked["AttributeNames"]}}
        assert operation == "SendMessageBatch", operation
        entries = asked["Entries"]
        assert 0 < len(entries) <= 10
        assert len({one["Id"] for one in entries}) == len(entries)
        if len(self.sent) >= self.refuses_after:
            return {
                "Failed": [{"Id": one["Id"], "Code": "ServiceUnavailable", "SenderFault": False} for one in entries]
            }
        self.sent.append(len(entries))
        for one in entries:
            self._keep(Message(one["MessageGroupId"], one["MessageDeduplicationId"], one["MessageBody"]))
        return {"Successful": [{"Id": one["Id"], "MessageId": "m", "MD5OfMessageBody": "m"} for one in entries]}

    def _keep(self, message: Message) -> None:
        assert max(len(message.group), len(message.id)) <= 128
        if message.id not in self._ids:
            self._ids.add(message.id)
            self.messages.append(message)


QUEUES: dict[str, SmallQueue] = {}


@contextmanager
def running() -> Iterator[SmallQueue]:
    """Let there be the queue of the settings meanwhile."""
    QUEUES[settings().due_queue] = made = SmallQueue()
    try:
        yield made
    finally:
        del QUEUES[settings().due_queue]


def is_ours(asked: Mapping[str, Any]) -> bool:
    """Whether a call is about the queue of the settings; moto answers for those of operations."""
    return _name(asked) == settings().due_queue


def answer(operation: str, asked: Mapping[str, Any]) -> _Answer | None:
    """Return the answer of SQS to a call about the queue of the settings."""
    if not is_ours(asked):
        return None
    queue = QUEUES.get(_name(asked))
    if queue is None:
        return 400, _HEADERS, json.dumps(_MISSING)
    return 200, _HEADERS, json.dumps(queue.answer(operation, asked))


def _name(asked: Mapping[str, Any]) -> str:
    return str(asked.get("QueueName") or asked.get("QueueUrl", "")).rsplit("/", 1)[-1]
