"""The AWS of the short form: a table in each child's memory, handed on by a file, which is all that a crash leaves.

A child reads the tables from the file and has written them back before its end, whatever that end is: what the calls
made before it have done is there, as in an AWS that is a process of its own, and nothing else is. Mails are files, as
they are of MiniStack. What a crash at a call would leave is what is there at that call: a child that goes on may leave
it under a name, for another to begin with.
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

_MAILS = "mails"


def _tables() -> tuple[str, str]:
    return settings().table_name, settings().directory_table


class AwsInMemory:
    """Answers the clients that are put to it."""

    def __init__(self, mails: Path) -> None:
        self._mails = mails
        self._folder = mails.parent

    def answer_to(self, client: Any) -> None:
        """Answer every request of a client, after whoever else may answer it."""
        client.meta.events.register_last("before-send", self._answer, unique_id="aws-in-memory")

    def begin(self, left: str) -> None:
        """Hold what the process before this one left, or what was left under a name."""
        file = self._file(left)
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        for name in _tables():
            service.create(name)
            for item in kept.get(name, []):
                service.table(name).put(item)
        if left:
            self._put_back(kept[_MAILS])
        # Its messages end with the process: a queue that loses everything is the worst there is.
        small_queue.QUEUES[settings().due_queue] = small_queue.SmallQueue()

    def leave(self, name: str = "") -> None:
        """Leave what there is, under a name or for the next process."""
        kept: dict[str, Any] = {name: service.table(name).items() for name in _tables()}
        kept[_MAILS] = {mail.name: mail.read_text(encoding="utf-8") for mail in self._mails.iterdir()}
        self._file(name).write_text(json.dumps(kept), encoding="utf-8")

    def _file(self, name: str) -> Path:
        return self._folder / f"left-{name}.json"

    def _put_back(self, mails: dict[str, str]) -> None:
        for mail in self._mails.iterdir():
            mail.unlink()
        for name, text in mails.items():
            (self._mails / name).write_text(text, encoding="utf-8")

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
