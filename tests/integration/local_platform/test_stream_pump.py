"""The local platform reads the stream of the table as soon as it has written something, and seldom otherwise."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.store.table import connection
from infra.local import pump
from tests.integration.scenes import Scenes
from tests.integration.world import World

_AN_HOUR = 3600.0


class Stream:
    """A stream of one record, which is there once somebody has written."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.was_read = threading.Event()

    def describe_stream(self, **_: Any) -> dict[str, Any]:
        """Name the one shard."""
        return {"StreamDescription": {"Shards": [{"ShardId": "shard"}]}}

    def get_shard_iterator(self, **_: Any) -> dict[str, Any]:
        """Return a place in it."""
        return {"ShardIterator": "here"}

    def get_records(self, **_: Any) -> dict[str, Any]:
        """Return what has been written since the last time."""
        found, self.records = self.records, []
        self.was_read.set()
        return {"Records": found, "NextShardIterator": "there"}


@pytest.fixture
def stream() -> Stream:
    """Return an empty stream."""
    return Stream()


@pytest.fixture
def delivered(world: World, stream: Stream, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Run a pump that would pause for an hour; the event is set once its worker has had a record."""
    got = threading.Event()
    monkeypatch.setattr(pump, "_SECONDS_BETWEEN_POLLS", _AN_HOUR)
    running = pump.StreamPump("arn", lambda event, _: got.set())
    monkeypatch.setattr(running, "_client", stream)
    pump.wake_after_writes(running, connection().client)
    running.start()
    yield got
    running.stop()
    running.join(10)
    assert not running.is_alive()


def test_a_write_is_delivered_without_waiting_for_the_pause(
    world: World, anew: None, stream: Stream, delivered: threading.Event
) -> None:
    assert stream.was_read.wait(10)
    stream.records.append({"dynamodb": {"SequenceNumber": "1"}})
    Scenes(world).demand()
    assert delivered.wait(10)
