"""Fixtures: a platform of their own, because the guide is told with people of the other stories."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.local_platform import TABLE_IN_PLATFORM, running
from tests.end_to_end.mailbox import Mailbox
from tests.end_to_end.people import World


@pytest.fixture(scope="module")
def told_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Yield a fresh platform."""
    with running(tmp_path_factory.mktemp("platform"), **TABLE_IN_PLATFORM) as platform:
        yield World(platform, Mailbox(platform))
