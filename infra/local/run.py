"""Starts everything in order, waits, and ends everything."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from infra.local import aws
from infra.local.aws import Aws
from infra.local.children import HOST, DidNotStart, free_port, is_free
from infra.local.clock import LocalClock
from infra.local.ending import Ended, Ending
from infra.local.environment import (
    DIRECTORY_TABLE,
    DUE_QUEUE,
    MAIL_FROM,
    SECRETS_PARAMETER,
    TABLE_NAME,
    another_provider,
    environment,
)
from infra.local.mails import Mails
from infra.local.options import Options
from infra.local.provision import create_directory_table, create_due_queue, create_table, verify_sender, write_secrets
from infra.local.psc import process as psc
from infra.local.psc.process import Psc


@dataclass(frozen=True)
class _Children:
    """The child processes."""

    aws: Aws
    psc: Psc


def run(options: Options, ending: Ending) -> None:
    """Run the platform until Ctrl-C or SIGTERM; raises `DidNotStart` when a part of it does not start."""
    port = options.port or free_port()
    if not is_free(port):
        raise DidNotStart(f"Le port {port} est déjà utilisé\u00a0: choisissez-en un autre avec --port.")
    url = f"http://{HOST}:{port}{options.base_path}"
    with suppress(Ended), _folder() as folder:
        clock_file = folder / "clock"
        # Its port is taken at once, because the application names it before anybody serves there.
        with _running_children(folder, url, clock_file) as children, socket.create_server((HOST, 0)) as services:
            stream_arn = _prepare(children, services.getsockname()[1], ending)
            from infra.local.application import Surroundings, running  # noqa: PLC0415 - reads the environment, now set

            mails, clock = Mails(children.aws.mails), LocalClock(clock_file)
            around = Surroundings(port, options.base_path, stream_arn, mails, clock, services, options.verbose)
            with running(around):
                _say_where(url)
                ending.wait()


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that is removed at the end, whatever a child may still be writing to it."""
    with tempfile.TemporaryDirectory(prefix="delegation-local-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def _running_children(folder: Path, url: str, clock_file: Path) -> Iterator[_Children]:
    """Run both child processes; they start, and end, side by side."""
    emulator = aws.start(folder)
    try:
        provider = psc.start(url, clock_file)
        try:
            yield _Children(emulator, provider)
        finally:
            emulator.process.ask_to_stop()
            provider.process.stop()
    finally:
        emulator.process.stop()


def _prepare(children: _Children, services_port: int, ending: Ending) -> str:
    """Set the environment and write what the application finds in it; return the ARN of the table's stream."""
    given = environment(children.aws.url, children.psc.config, services_port)
    os.environ.update(given | another_provider(os.environ))
    children.aws.wait_until_ready(ending.check)
    stream_arn = create_table(TABLE_NAME)
    os.environ["STREAM_ARN"] = stream_arn
    create_directory_table(DIRECTORY_TABLE)
    from infra.local.people import load_directory  # noqa: PLC0415 - reads the environment, now set

    load_directory()
    create_due_queue(DUE_QUEUE)
    verify_sender(MAIL_FROM)
    write_secrets(SECRETS_PARAMETER, os.environ.get("LOCAL_PSC_CLIENT_SECRET") or children.psc.config.client_secret)
    children.psc.wait_until_ready(ending.check)
    return stream_arn


def _say_where(url: str) -> None:
    print(f"Application\u00a0: {url}/")
    print(f"E-mails, horloge et personnes d’exemple\u00a0: {url}/local")
    print("Ctrl-C arrête tout.", flush=True)
