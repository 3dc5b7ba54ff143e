"""An embedded AWS of one's own, and processes that run proofs against it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import IO, Any
from urllib.parse import urlsplit

from infra.local import aws
from infra.local.children import ROOT

_MODULES = tuple(
    f"tests.prove.{name}" for name in ("outages.mailroom", "outages.night", "decisions.runner", "races.runner")
)
"""What the processes run. They read it, and the address of their AWS with it, once for all."""


@dataclass(frozen=True)
class Process:
    """One that runs a module."""

    pid: int
    _connection: socket.socket
    _answer: IO[str]

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, or is about to: it says nothing before its result, and then closes its connection."""
        readable, _, _ = select([self._connection], [], [], 0)
        return bool(readable)

    def result(self) -> Any:
        """Return the JSON that it prints; raise if it fails."""
        printed = self._answer.read()
        assert printed, "it failed: its error is above"
        return json.loads(printed)

    def kill(self) -> None:
        """End it, unless it has ended: its process id may be another's then."""
        if not self.has_ended:
            os.kill(self.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Platform:
    """An embedded AWS, and what makes processes that use it and nothing else (`forks.py`)."""

    url: str
    _commands: Path
    """The socket that takes them."""

    @contextmanager
    def process(self, module: str, *arguments: object, seconds: float, **environment: object) -> Iterator[Process]:
        """Run a module, which ends with the block; its result must come within so many seconds."""
        command = {
            "module": module,
            "arguments": [str(argument) for argument in arguments],
            "environment": {name: str(value) for name, value in environment.items()},
        }
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            connection.connect(str(self._commands))
            connection.sendall(f"{json.dumps(command)}\n".encode())
            with connection.makefile(encoding="utf-8") as answer:
                process = Process(int(answer.readline()), connection, answer)
                try:
                    yield process
                finally:
                    process.kill()

    def run(self, module: str, *arguments: object, seconds: float, **environment: object) -> Any:
        """Run a module that prints JSON, and return it; raise when it fails or takes longer than `seconds`."""
        with self.process(module, *arguments, seconds=seconds, **environment) as process:
            return process.result()

    def reset(self) -> None:
        """Empty the AWS: no tables, no queues, no parameters."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        connection.request("POST", "/_ministack/reset")
        assert connection.getresponse().status == HTTPStatus.OK
        connection.close()


@contextmanager
def embedded_platform() -> Iterator[Platform]:
    """Run an embedded AWS, and the process that makes others."""
    with TemporaryDirectory(prefix="delegation-prove-") as name:
        folder = Path(name)
        running = aws.start(folder)
        try:
            running.wait_until_ready(lambda: None)
            with _forks(folder / "commands", running.url):
                yield Platform(running.url, folder / "commands")
        finally:
            running.process.stop()


@contextmanager
def _forks(path: Path, url: str) -> Iterator[None]:
    environment = {
        **os.environ,
        **aws.environment(url),
        "STAGE": "test",
        "TABLE_NAME": "delegation-prove",
        "PUBLIC_BASE_URL": "https://delegation.example/api",
        "SECRETS_PARAMETER": "/delegation/prove/secrets",
        "LOG_LEVEL": "CRITICAL",
    }
    arguments = [sys.executable, "-W", "ignore", "-m", "tests.prove.processes.forks", str(path), *_MODULES]
    with subprocess.Popen(  # noqa: S603 - ours; it ends when its standard input is closed, which leaving it does
        arguments, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline(), "it did not start: its error is above"
        yield
