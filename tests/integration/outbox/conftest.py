"""Fixtures: a fake SES, the outbox, and the log of the application."""

import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from chalicelib.store import keys
from tests.free_turns import free_turns
from tests.integration.outbox.clock import Clock
from tests.integration.outbox.fake_ses import FakeSes, fake_ses
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import Scenes
from tests.integration.world import World

EVERY_SHARD = keys.DUE_SHARDS


@pytest.fixture
def ses(world: World) -> Iterator[FakeSes]:
    """Yield a fake SES, which accepts every mail by default."""
    with fake_ses() as fake:
        yield fake


@pytest.fixture
def outbox(scenes: Scenes, ses: FakeSes) -> Iterator[Outbox]:
    """Yield the outbox, without waits for a turn."""
    with free_turns():
        yield Outbox(scenes, ses)


@pytest.fixture
def every_shard(world: World) -> Iterator[None]:
    """Use as many shards of due items as the service has."""
    with patch.object(keys, "DUE_SHARDS", EVERY_SHARD):
        yield


@pytest.fixture
def clock(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock in the place of the machine's."""
    clock = Clock()
    monkeypatch.setattr("time.time", lambda: clock.now)
    monkeypatch.setattr("time.sleep", clock.sleep)
    return clock


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return the log, from warnings on."""
    caplog.set_level(logging.WARNING, logger="chalicelib")
    return caplog
