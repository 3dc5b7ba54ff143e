"""The client of the zygote, and the AWS that survives its children."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from chalicelib.settings import Settings
from infra.local import aws
from infra.local.children import ROOT
from infra.local.provision import TABLE_DEFINITION, directory_definition

TABLE, DIRECTORY = "delegation-crash", "delegation-crash-directory"
SENDER = "ne-pas-repondre@delegation.example"


class Zygote:
    """Sends one command at a time to the zygote."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, **command: Any) -> dict[str, Any]:
        """Return the result of a command."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the zygote has ended"
        result: dict[str, Any] = json.loads(line)
        assert "error" not in result, result["error"]
        return result


@contextmanager
def zygote(folder: Path, *, in_memory: bool) -> Iterator[Zygote]:
    """Start the zygote, and MiniStack unless its AWS is in memory; both end with the block."""
    if in_memory:
        with _started(folder, [], aws.environment("")) as found:
            yield found
        return
    embedded = aws.start(folder)
    try:
        embedded.wait_until_ready(lambda: None)
        _provision(embedded.url)
        with _started(folder, [str(embedded.mails)], aws.environment(embedded.url)) as found:
            yield found
    finally:
        embedded.process.stop()


@contextmanager
def _started(folder: Path, arguments: list[str], environment: dict[str, str]) -> Iterator[Zygote]:
    with (folder / "zygote.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tests.prove.crash_points.zygote", *arguments],
            cwd=ROOT,
            env={**_environment(environment), "DIRECTORY_URL": str(folder / "extraction.txt")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with process:
            yield Zygote(process)


def _environment(of_aws: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        **{name: value for name, value in of_aws.items() if value},
        "STAGE": "test",
        "TABLE_NAME": TABLE,
        "DIRECTORY_TABLE": DIRECTORY,
        "PUBLIC_BASE_URL": "https://delegation.example/api",
        "MAIL_FROM": SENDER,
        "SECRETS_PARAMETER": "/delegation/test/secrets",
        "MAILS_PER_SECOND": "1000000",
        "MAILS_AT_ONCE": "1",
        "LOG_LEVEL": "CRITICAL",
    }


def _provision(url: str) -> None:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=aws.REGION)
    definition = json.loads(TABLE_DEFINITION.read_text(encoding="utf-8"))
    definition.pop("TimeToLiveSpecification")
    client = session.client("dynamodb", endpoint_url=url)
    client.create_table(TableName=TABLE, **definition)
    client.create_table(TableName=DIRECTORY, **directory_definition())
    queue = session.client("sqs", endpoint_url=url)
    queue.create_queue(QueueName=Settings().due_queue, Attributes={"FifoQueue": "true"})
    session.client("sesv2", endpoint_url=url).create_email_identity(EmailIdentity=SENDER)
