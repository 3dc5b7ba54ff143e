"""The commands rotate the keys while two instances reload them, each every five minutes."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import boto3
import pytest

from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.settings import settings
from chalicelib.store import secrets
from infra.deploy.project import read_stage
from infra.secrets import main
from tests.builders import NOW
from tests.integration.scenes import PAUL, Scenes
from tests.integration.world import SECRETS, World

PARAMETER = read_stage("dev").secrets_parameter


class Instance:
    """One running copy of the functions, with its cached keys."""

    def __init__(self, scenes: Scenes, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scenes = scenes
        self._found = found
        self._monkeypatch = monkeypatch
        self._kept: dict[str, tuple[float, Keyring]] = {}

    @contextmanager
    def _running(self) -> Iterator[None]:
        self._monkeypatch.setattr(secrets, "_kept", self._kept)
        yield

    def keys(self, kind: str) -> int:
        """Return the number of keys of a kind that it accepts now."""
        return len(self._held(kind))

    def signs_with(self, kind: str) -> str:
        """Return the key of a kind with which it signs now."""
        return self._held(kind)[-1]

    def _held(self, kind: str) -> tuple[str, ...]:
        with self._running():
            return tuple(getattr(secrets.keyring(), kind))

    def link(self) -> str:
        """Make a link, as for a mail sent now."""
        with self._running():
            return self.scenes.token(self._found, Purpose.DISOWN)

    def opens(self, link: str) -> bool:
        """Whether the link opens its page."""
        with self._running():
            status = self.scenes.world.browser().get(f"/lien/{Purpose.DISOWN}/{link}").status
        assert status in {200, 404}
        return status == 200

    def session(self) -> str:
        """Sign Paul in and return his cookie."""
        with self._running():
            (cookie,) = self.scenes.world.signed_in(PAUL).cookies.values()
        return cookie

    def knows(self, cookie: str) -> bool:
        """Whether the cookie signs Paul in."""
        with self._running():
            browser = self.scenes.world.signed_in(PAUL)
            browser.cookies = dict.fromkeys(browser.cookies, cookie)
            return "Paul" in browser.get("/compte").text


@pytest.fixture
def instances(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Instance, Instance]]:
    """Return two instances: the second read the keys 200 seconds after the first, by a clock that the test moves."""
    monkeypatch.setenv("SECRETS_PARAMETER", PARAMETER)
    settings.cache_clear()
    boto3.client("ssm").put_parameter(Name=PARAMETER, Type="SecureString", Value=json.dumps(SECRETS), Overwrite=True)

    def monotonic() -> float:
        return (world.now - NOW).total_seconds()

    monkeypatch.setattr(time, "monotonic", monotonic)
    scenes = Scenes(world)
    found = scenes.invitation()
    first, second = (Instance(scenes, found, monkeypatch) for _ in range(2))
    first.link()
    _at(world, 200)
    second.link()
    yield first, second
    monkeypatch.undo()
    settings.cache_clear()
    secrets.forget()


def _at(world: World, seconds: int) -> None:
    world.now = NOW + timedelta(seconds=seconds)


def test_links_survive_a_rotation_and_die_with_a_withdrawn_key(
    world: World, instances: tuple[Instance, Instance]
) -> None:
    first, second = instances
    before = [one.link() for one in instances]
    _at(world, 250)
    assert main(["dev", "add", "links"]) == 0

    _at(world, 310)
    assert (first.keys("links"), second.keys("links")) == (2, 1), "their lists differ"
    during = [one.link() for one in instances]
    assert _all_open(instances, before + during)

    _at(world, 510)
    assert second.keys("links") == 2
    _at(world, 250 + 360 + 1)
    assert first.keys("links") == 2
    assert main(["dev", "use", "links"]) == 0
    _at(world, 820)
    old, new = (one.link() for one in instances)
    assert first.signs_with("links") == SECRETS["links"][-1]
    assert second.signs_with("links") != first.signs_with("links"), "the second has heard of it already"
    assert _all_open(instances, [*before, *during, old, new])

    after = []
    for seconds, one in ((1250, first), (1400, second)):
        _at(world, seconds)
        after.append(one.link())
    assert first.signs_with("links") == second.signs_with("links")
    assert _all_open(instances, [*before, *during, *after])

    assert main(["dev", "withdraw", "links"]) == 0
    _at(world, 1560)
    assert (first.keys("links"), second.keys("links")) == (1, 2), "the second has not heard of it yet"
    assert _all_open(instances, after)
    _at(world, 1710)
    assert not any(one.opens(link) for one in instances for link in [*before, *during, old])
    assert _all_open(instances, after)


def _all_open(instances: tuple[Instance, Instance], links: list[str]) -> bool:
    return all(one.opens(link) for one in instances for link in links)


def test_a_key_used_too_early_makes_links_that_another_instance_refuses(
    world: World, instances: tuple[Instance, Instance]
) -> None:
    first, second = instances
    _at(world, 301)
    assert main(["dev", "add", "links"]) == 0
    assert main(["dev", "use", "links"]) == 0
    assert first.keys("links") == 2
    assert not second.opens(first.link()), "hence the six minutes of docs/operations.md"


def test_a_session_lasts_until_its_key_is_withdrawn(world: World, instances: tuple[Instance, Instance]) -> None:
    before = [one.session() for one in instances]
    _at(world, 250)
    assert main(["dev", "add", "sessions"]) == 0
    _at(world, 250 + 360)
    assert main(["dev", "use", "sessions"]) == 0
    _at(world, 820)
    during = [one.session() for one in instances]
    assert all(one.knows(cookie) for one in instances for cookie in before + during)
    _at(world, 1300)
    after = [one.session() for one in instances]
    assert main(["dev", "withdraw", "sessions"]) == 0
    _at(world, 1700)
    assert all(one.knows(cookie) for one in instances for cookie in after)
    assert not any(one.knows(cookie) for one in instances for cookie in before)
