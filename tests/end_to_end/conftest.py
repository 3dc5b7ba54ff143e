"""Fixtures: a platform for the stories of one day, another for those in which time passes, and Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end.browser import needs
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.local_platform import TABLE_IN_PLATFORM, running
from tests.end_to_end.mailbox import Mailbox, Received
from tests.end_to_end.people import World

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",
]
"""The last: a page lives too short for what V8's optimizing compilers cost, a seventh of the inspection of a page."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let pytest-playwright launch Debian's Chromium instead of its own."""
    return {**browser_type_launch_args, "executable_path": str(needs.headless_chromium()), "args": _FLAGS}


@pytest.fixture(scope="session")
def worlds() -> list[World]:
    """Return the list of the platforms of the session."""
    return []


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, worlds: list[World]) -> Iterator[World]:
    """Yield the platform whose clock no test advances."""
    yield from _world(tmp_path_factory, worlds, **TABLE_IN_PLATFORM)


@pytest.fixture(scope="session")
def later_world(tmp_path_factory: pytest.TempPathFactory, worlds: list[World]) -> Iterator[World]:
    """Yield a second platform, because reminders and purges would reach the other stories; its tables are MiniStack's.

    So what botocore makes of the arguments of acts and beats, and what another DynamoDB does, is seen end to end.
    """
    yield from _world(tmp_path_factory, worlds)


def _world(folders: pytest.TempPathFactory, worlds: list[World], **settings: str) -> Iterator[World]:
    with running(folders.mktemp("platform"), **settings) as platform:
        worlds.append(World(platform, Mailbox(platform)))
        yield worlds[-1]


@pytest.fixture
def seen(worlds: list[World]) -> list[tuple[Mail, Received]]:
    """Return every mail that a story has read so far."""
    return [one for world in worlds for one in world.mailbox.seen]
