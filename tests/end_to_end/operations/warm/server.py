"""`server.py SOCKET PYTHON`: run each module that is asked for in a fork, with the libraries already imported."""

import contextlib
import gc
import logging
import os
import runpy
import signal
import socket
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3

from infra.local.lifeline import end_with_parent
from tests.integration import botocore_speed

_LIBRARIES = (
    "chalice.cli", "chalice.deploy.packager", "chalice.deploy.planner", "chalice.awsclient", "jinja2",
    "pynamodb.attributes", "pynamodb.models", "pynamodb.transactions", "itsdangerous", "yaml",
)  # fmt: skip
_SERVICES = (
    "apigateway", "cloudformation", "cloudwatch", "dynamodb", "events", "iam", "kms", "lambda", "logs", "s3",
    "sesv2", "sns", "sqs", "ssm", "sts", "wafv2",
)  # fmt: skip


def main(place: str, python: str) -> None:
    """Serve until the parent ends."""
    end_with_parent()
    for name in _LIBRARIES:
        import_module(name)
    botocore_speed.read_once()
    make: Any = boto3.Session().client
    for name in _SERVICES:
        make(name)
    boto3.DEFAULT_SESSION = None
    _forget_ours()
    sys.executable = python
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen()
        print("ready", flush=True)  # noqa: T201 - the parent waits for it
        while True:
            asked, _ = listener.accept()
            if not os.fork():
                listener.close()
                _answer(asked)
                return
            asked.close()
            _reap()


def _forget_ours() -> None:
    """A command imports the modules of the tree that it is typed in."""
    for name in [name for name in sys.modules if name.partition(".")[0] in {"app", "chalicelib", "infra", "tests"}]:
        del sys.modules[name]
    sys.path = [path for path in sys.path if path not in {str(Path.cwd()), os.environ["PYTHONPATH"]}]


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _answer(asked: socket.socket) -> None:
    """Become the command in a child, which ends with its client, and send its exit code."""
    size, files, _, _ = socket.recv_fds(asked, 4, 3)
    whole = asked.recv(int.from_bytes(size), socket.MSG_WAITALL).decode()
    arguments, variables, (folder,) = (part.split("\0") for part in whole.split("\0\0"))
    if child := os.fork():
        threading.Thread(target=_end_with_client, args=(asked, child), daemon=True).start()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with contextlib.suppress(BrokenPipeError):
            asked.sendall(str(code % 256).encode())
        os._exit(0)
    asked.close()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({name: value for name, _, value in (variable.partition("=") for variable in variables)})
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    sys.path.insert(0, folder)
    sys.argv = arguments
    if arguments[0] == "infra.deploy":
        _build_once()
    try:
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, int):
            _end(ended.code)
        raise


def _end(code: int) -> None:
    """End without taking apart what the process shares with the server: that would copy its memory."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _build_once() -> None:
    """Let a deployment take the package that the one before built: only its commit would differ."""
    build: Any = import_module("infra.package.build")
    anew, kept = build.build, build.Package(build.BUILT / "deployment.zip", build.BUILT / "sbom.json")
    build.build = lambda *given, **named: kept if not given and kept.zip.exists() else anew(*given, **named)


def _end_with_client(asked: socket.socket, child: int) -> None:
    with contextlib.suppress(OSError):
        asked.recv(1)
        os.kill(child, signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
