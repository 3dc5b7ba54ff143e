"""The AWS of the short form: tables and mails in memory, which outlive what each command has in its own.

What a crash at a call would leave is what is there at that call: a play that goes on leaves it under a name, for a
later command to begin with.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.settings import settings
from tests.dynamodb import bodies
from tests.dynamodb.memory import answers, service
from tests.dynamodb.memory.table import Key, key_of
from tests.dynamodb.sizes import Image
from tests.integration import small_queue

ANSWERED = "is_answered"
"""Set on a request that somebody else has answered: botocore asks every hook."""


class State(NamedTuple):
    """The items of each table, and the mails that SES took. No item is ever changed in place."""

    tables: dict[str, dict[Key, Image]]
    mails: tuple[bytes, ...]


class AwsInMemory:
    """Answers the clients that are put to it."""

    def __init__(self) -> None:
        self._mails: list[bytes] = []
        self.left: dict[str, State] = {}
        """What was left, by name."""
        for name in _tables():
            service.create(name)

    # What it is for a stage: the mails

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._mails)

    def clear(self) -> None:
        """Forget every mail."""
        self._mails.clear()

    # What it is for the commands

    def answer_to(self, client: Any) -> None:
        """Answer every request of a client, after whoever else may answer it."""
        client.meta.events.register_last("before-send", self._answer, unique_id="aws-in-memory")

    def begin(self, left: str) -> None:
        """Hold what was left under a name, if there is one."""
        if left:
            tables, self._mails[:] = self.left[left]
            for name, items in tables.items():
                service.create(name)
                for item in items.values():
                    service.table(name).put(item)
        # Its messages end with the process: a queue that loses everything is the worst there is.
        small_queue.QUEUES[settings().due_queue] = small_queue.SmallQueue()

    def leave(self, name: str) -> None:
        """Leave what there is under a name."""
        self.left[name] = self.state()

    def items_of(self, name: str) -> list[Image]:
        """Return every item of a table, in order."""
        return sorted(service.table(name).items(), key=key_of)

    def state(self) -> State:
        """Return what there is."""
        tables = {name: {key_of(item): item for item in service.table(name).items()} for name in _tables()}
        return State(tables, tuple(self._mails))

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        if hasattr(request, ANSWERED):
            return None
        service_name, operation = event_name.split(".")[1:]
        body = bodies.asked_by(request)
        content: str | bytes
        if service_name == "dynamodb":
            status, headers, content = answers.answer(operation, body, as_copy=isinstance(request, bodies.Request))
        elif service_name == "sqs":
            found = small_queue.answer(operation, body)
            assert found, "of no other queue"
            status, headers, content = found
        else:
            assert operation in {"GetAccount", "SendEmail"}, f"{event_name} is not known here"
            told = {"MessageId": self._take(body)} if operation == "SendEmail" else {}
            status, headers, content = 200, dict[str, str](), json.dumps(told)
        raw: Any = MockRawResponse(content)
        given: Any = headers
        return AWSResponse(request.url, status, given, raw)

    def _take(self, body: dict[str, Any]) -> str:
        """Keep a mail; return its number."""
        self._mails.append(base64.b64decode(body["Content"]["Raw"]["Data"]))
        assert self._mails[-1]
        return f"{len(self._mails):06}"


def is_answered(service_name: str, *_: object) -> bool:
    """Whether a call to another service than DynamoDB is answered here: the whole way, it takes as long as ten do."""
    return service_name in {"sesv2", "sqs"}


def _tables() -> tuple[str, str]:
    return settings().table_name, settings().directory_table
