"""Fixtures: an AWS in this process, and a world of people in it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib import runtime
from chalicelib.store import secrets
from tests import small_directory
from tests.integration import moto_lock
from tests.integration.infra import calls
from tests.integration.scenes import Scenes
from tests.integration.world import World


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """An AWS in this process, whose transactions are kept apart."""
    with mock_aws():
        moto_lock.install()
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
    with small_directory.port(small_directory.of_the_table):
        yield built
    built.destroy()


@pytest.fixture
def scenes(world: World) -> Scenes:
    """The people, and delegations in every situation on demand."""
    return Scenes(world)
