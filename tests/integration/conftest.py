"""Fixtures: an AWS in this process, and the world of the tests."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from moto import mock_aws

from chalicelib import runtime
from chalicelib.acts.walks import Bound
from chalicelib.mail import pace
from chalicelib.store import keys, secrets
from infra.local import samples
from tests import small_directory
from tests.builders import DAY
from tests.dynamodb.memory import hook, short_way
from tests.integration import botocore_speed, replays, small_aws
from tests.integration import zoe as zoes_account
from tests.integration.cards import Cards
from tests.integration.infra import calls
from tests.integration.scenes import Scenes
from tests.integration.stages import FEW_FAILURES, with_settings
from tests.integration.world import World


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """Yield an AWS in this process, whose tables are plain dictionaries."""
    with mock_aws():
        hook.install()
        short_way.install(small_aws.is_known)
        botocore_speed.install()
        yield


@pytest.fixture(scope="package", autouse=True)
def _replays() -> Iterator[None]:
    """Put back what another test built from the same moment."""
    with replays.allowed():
        yield


@pytest.fixture
def asked(aws: None) -> Iterator[calls.Seen]:
    """Yield the calls of the functions to AWS during the test; afterwards, check that each policy allows them."""
    with calls.record_calls() as seen:
        yield seen
    assert calls.refusals_in(seen) == []


@pytest.fixture
def world(asked: calls.Seen, request: pytest.FixtureRequest) -> Iterator[World]:
    """Yield the whole service with an empty table and a stopped clock.

    A beat asks each shard of due items, most of which are empty, so there are four: one of the mails that somebody
    waits for, and three of the others.
    """
    built = World()
    secrets.forget()
    pace.forget()
    runtime.set_clock(lambda: built.now)
    built.create()
    shards, directory = patch.object(keys, "DUE_SHARDS", 4), small_directory.port(small_directory.of_the_table)
    with directory, shards, replays.in_world(built) if _may_replay(request) else replays.anew():
        yield built
    built.destroy()


def _may_replay(request: pytest.FixtureRequest) -> bool:
    """Whether a test may begin with what another has left: not one that reads logs or that patches what acts do."""
    code = request.function.__code__
    patches = "patch" in vars(request.module) or "monkeypatch" in code.co_varnames[: code.co_argcount]
    return not patches and not {"caplog", "capsys"}.intersection(request.fixturenames)


@pytest.fixture
def anew() -> Iterator[None]:
    """Let everything happen, without anything that happened in another test."""
    with replays.anew():
        yield


@pytest.fixture
def scenes(world: World) -> Scenes:
    """Return the people, and builders of delegations in every situation."""
    return Scenes(world)


@pytest.fixture
def long_scenes(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Return scenes whose delegations last longer than the delay of an answer."""
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 60 * DAY)
    return scenes


@pytest.fixture
def left_to_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a request make no step of a walk."""
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(0))


@pytest.fixture
def few_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock a name after few failed sign-ins: ten take as many requests."""
    with_settings(monkeypatch, login_failures=FEW_FAILURES)


@pytest.fixture
def zoe(world: World) -> None:
    """Give Zoé an account and a password."""
    zoes_account.give_account(world)


@pytest.fixture
def cards(scenes: Scenes) -> Iterator[Cards]:
    """Yield a Pro Santé Connect with the sample people, and the directory that knows them and their numéros AM."""
    with small_directory.directory_at(str(samples.DIRECTORY_FILE)):
        yield Cards(scenes)
