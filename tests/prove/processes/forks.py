"""`python -m tests.prove.processes.forks SOCKET MODULE...`: read the modules once, and fork for each command.

Most of the time of a short process goes into reading the application. A command is one line of JSON: the module, its
arguments, and what is set in its environment. The answer is the process id, then what the module prints.
"""

import io
import json
import os
import signal
import sys
from contextlib import redirect_stdout
from importlib import import_module
from socketserver import ForkingMixIn, StreamRequestHandler, UnixStreamServer
from typing import Literal

import boto3

from chalicelib.settings import settings
from infra.local.lifeline import end_with_parent
from tests.integration import botocore_speed

_SERVICES: tuple[Literal["dynamodb", "sesv2", "sqs", "ssm"], ...] = ("dynamodb", "sesv2", "sqs", "ssm")


class _Command(StreamRequestHandler):
    """A command in a process of its own. When it fails, its answer ends after the process id."""

    def handle(self) -> None:
        """Run the module's `main`."""
        end_with_parent()
        self.wfile.write(f"{os.getpid()}\n".encode())
        command = json.loads(self.rfile.readline())
        os.environ.update(command["environment"])
        settings.cache_clear()
        sys.argv[1:] = command["arguments"]
        with redirect_stdout(io.StringIO()) as printed:
            import_module(command["module"]).main()
        self.wfile.write(printed.getvalue().encode())


class _Forks(ForkingMixIn, UnixStreamServer):
    max_children = 100  # it would wait for one of them


def main() -> None:
    """Serve until standard input is closed; then end, after the commands that still run."""
    path, *modules = sys.argv[1:]
    for module in modules:
        import_module(module)
    botocore_speed.install()
    for service in _SERVICES:
        boto3.client(service)  # its models are read once for all commands
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with _Forks(path, _Command) as server:
        end_with_parent()
        print("ready", flush=True)  # noqa: T201 - whoever started it waits for this line
        server.serve_forever()


if __name__ == "__main__":
    main()
