"""Fixtures: an AWS in this process, and a world of people in it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib import runtime
from chalicelib.store import secrets
from tests.dynamodb.memory import hook
from tests.integration import botocore_speed
from tests.integration.infra import calls
from tests.integration.scenes import Scenes
from tests.integration.world import World


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """An AWS in this process, whose table is lean."""
    with mock_aws():
        hook.install()
        botocore_speed.install()
        yield


@pytest.fixture
def asked(aws: None) -> Iterator[calls.Seen]:
    """What the functions ask of AWS during the test; afterwards, each one's policy has allowed all of it."""
    with calls.noted() as seen:
        yield seen
    assert calls.refused(seen) == []


@pytest.fixture
def world(asked: calls.Seen) -> Iterator[World]:
    """The whole service with an empty table, its clock standing still."""
    built = World()
    secrets.forget()
    runtime.set_clock(lambda: built.now)
    built.create()
    yield built
    built.destroy()


@pytest.fixture
def scenes(world: World) -> Scenes:
    """The people, and delegations in every situation on demand."""
    return Scenes(world)
