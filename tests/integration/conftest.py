"""Fixtures: an AWS in this process, and a world of people in it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from chalicelib import runtime
from chalicelib.store import secrets
from tests.integration import moto_lock
from tests.integration.world import World


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """An AWS in this process, whose transactions are kept apart."""
    with mock_aws():
        moto_lock.install()
        yield


@pytest.fixture
def world(aws: None) -> Iterator[World]:
    """The whole service with an empty table, its clock standing still."""
    built = World()
    secrets.forget()
    runtime.set_clock(lambda: built.now)
    built.create()
    yield built
    built.destroy()
