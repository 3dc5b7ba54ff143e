"""Fixtures: Debian's Chromium, and a platform of its own: what the pages show must not depend on the other stories."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import needs
from tests.end_to_end.browser.stage import Stage, prepare
from tests.end_to_end.local_platform import running
from tests.end_to_end.mailbox import Mailbox
from tests.end_to_end.people import World

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """What pytest-playwright launches: Debian's Chromium, not one of its own."""
    return {**browser_type_launch_args, "executable_path": str(needs.chromium()), "args": _FLAGS}


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """The platform, what has happened on it, and a browser."""
    with running(tmp_path_factory.mktemp("platform")) as platform:
        found = Stage(World(platform, Mailbox(platform)), browser)
        prepare(found)
        yield found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What judges all that was written comes last."""
    items.sort(key=lambda item: item.path.name == "test_written.py")
