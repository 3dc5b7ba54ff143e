"""Fixtures: a separate platform, because the pages must not depend on the other stories."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser.played import prepare
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.local_platform import TABLE_IN_PLATFORM, running
from tests.end_to_end.mailbox import Mailbox
from tests.end_to_end.people import World


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """Yield the platform with its prepared delegations, and a browser."""
    with running(tmp_path_factory.mktemp("platform"), **TABLE_IN_PLATFORM) as platform:
        found = Stage(World(platform, Mailbox(platform, scans=False)), browser)
        prepare(found)
        yield found


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """Yield a second platform, whose stage asks for cards and whose clock advances."""
    settings = {"SIGN_IN_MODES": "remplacant=carte assistant_medical=carte", **TABLE_IN_PLATFORM}
    with running(tmp_path_factory.mktemp("strict"), **settings) as platform:
        yield Stage(World(platform, Mailbox(platform, scans=False)), browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the trees first, before other tests change what pages list, and the written pages and mails last."""
    order = {"test_trees.py": 0, "test_written.py": 2}
    items.sort(key=lambda item: order.get(item.path.name, 1))
