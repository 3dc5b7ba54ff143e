"""The AWS of the short form: a table in each child's memory, handed on by a file, which is all that a crash leaves.

A child reads the table from the file and has written it back before its end, whatever that end is: what the calls made
before it have done is there, as in an AWS that is a process of its own, and nothing else is. Mails are files, as they
are of MiniStack.
"""

import base64
import json
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.settings import settings
from tests.dynamodb.memory import answers, service
from tests.integration import small_queue

ANSWERED = "is_answered"
"""Set on a request that somebody else has answered: botocore asks every hook."""


def _tables() -> tuple[str, str]:
    return settings().table_name, settings().directory_table


class AwsInMemory:
    """Answers the clients that are put to it."""

    def __init__(self, mails: Path) -> None:
        self._mails = mails
        self._file = mails.parent / "table.json"

    def answer_to(self, client: Any) -> None:
        """Answer every request of a client, after whoever else may answer it."""
        client.meta.events.register_last("before-send", self._answer, unique_id="aws-in-memory")

    def begin(self) -> None:
        """Hold what the process before this one left."""
        kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        for name in _tables():
            service.create(name)
            for item in kept.get(name, []):
                service.table(name).put(item)
        # Its messages end with the process: a queue that loses everything is the worst there is.
        small_queue.QUEUES[settings().due_queue] = small_queue.SmallQueue()

    def end(self) -> None:
        """Leave what there is."""
        kept = {name: service.table(name).items() for name in _tables()}
        self._file.write_text(json.dumps(kept), encoding="utf-8")

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        if hasattr(request, ANSWERED):
            return None
        service_name, operation = event_name.split(".")[1:]
        body = json.loads(request.body or b"{}")
        if service_name == "dynamodb":
            status, headers, content = answers.answer(operation, body)
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
        """Keep a mail, as infra/local/aws_child.py does; return its number."""
        number = f"{len(list(self._mails.iterdir())) + 1:06}"
        raw = body["Content"]["Raw"]["Data"]
        assert base64.b64decode(raw)
        (self._mails / f"{number}.json").write_text(json.dumps({"raw": raw}), encoding="utf-8")
        return number
