"""The application on the local platform, with our event sources, our clock and the local pages.

Import it once the environment is set: the application reads its settings when it is imported.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import HTTPServer

from app import app
from chalicelib import runtime
from chalicelib.store.table import connection
from infra.local import samples
from infra.local.clock import LocalClock
from infra.local.mailbox import LocalPages, local_blueprint
from infra.local.mails import Mails
from infra.local.night import Nights
from infra.local.night_page import NightPage, night_blueprint
from infra.local.people import register
from infra.local.pump import SchedulePump, StreamPump, schedule_workers, stream_workers, wake_after_writes
from infra.local.queue_pump import QueuePump, queue_pumps
from infra.local.sample_service import create_sample_service
from infra.local.seed import write_accounts
from infra.local.server import create_server

_SECONDS_BETWEEN_BEATS = 5.0
_SECONDS_FOR_A_BEAT = 30.0
_SECONDS_TO_END = 0.5


@dataclass(frozen=True)
class Surroundings:
    """The parts of the platform that the application needs."""

    port: int
    base_path: str
    stream_arn: str
    mails: Mails
    clock: LocalClock
    services: socket.socket
    verbose: bool


@contextmanager
def running(surroundings: Surroundings) -> Iterator[None]:
    """Serve the application, with its sample accounts, until the end of the block."""
    runtime.set_clock(surroundings.clock.now)
    write_accounts()
    schedule = SchedulePump(schedule_workers(app), _SECONDS_BETWEEN_BEATS, surroundings.clock.now)
    streams = [StreamPump(surroundings.stream_arn, worker) for worker in stream_workers(app)]
    for stream in streams:
        wake_after_writes(stream, connection().client)
    app.register_blueprint(local_blueprint(_local_pages(surroundings, schedule)))
    app.register_blueprint(night_blueprint(_night_page(surroundings, schedule)))
    server = create_server(app, surroundings.port, surroundings.base_path, surroundings.verbose)
    services = create_sample_service(surroundings.services, surroundings.clock)
    with _pumping([schedule, *streams, *queue_pumps(app)]), _serving(server), _serving(services):
        yield


def _local_pages(surroundings: Surroundings, schedule: SchedulePump) -> LocalPages:
    return LocalPages(
        mails=surroundings.mails,
        clock=surroundings.clock,
        people=samples.people(),
        base_path=surroundings.base_path,
        after_advance=lambda: schedule.run_now(_SECONDS_FOR_A_BEAT),
    )


def _night_page(surroundings: Surroundings, schedule: SchedulePump) -> NightPage:
    def go_on() -> None:
        surroundings.clock.advance(timedelta(days=1))
        schedule.run_now(_SECONDS_FOR_A_BEAT)

    return NightPage(Nights(go_on, register), surroundings.base_path)


@contextmanager
def _pumping(pumps: Sequence[SchedulePump | StreamPump | QueuePump]) -> Iterator[None]:
    for pump in pumps:
        pump.start()
    try:
        yield
    finally:
        for pump in pumps:
            pump.stop()
        for pump in pumps:
            pump.join(_SECONDS_TO_END)


@contextmanager
def _serving(server: HTTPServer) -> Iterator[None]:
    threading.Thread(target=server.serve_forever, args=(0.1,), name="server", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
