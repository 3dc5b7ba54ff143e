"""Fixtures: the outbox with its fake SES, in an outage."""

import pytest

from chalicelib import runtime
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import epoch
from tests.builders import DAY
from tests.integration.outbox.conftest import logged, outbox, ses
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import LEA
from tests.prove.outages.outage import Outage

__all__ = ["logged", "outbox", "ses"]


@pytest.fixture
def outage(outbox: Outbox) -> Outage:
    """Return an outbox for an outage; nothing waits for Léa's account, so time will examine it."""
    looked_at = epoch(runtime.context().now + 30 * DAY)
    HeadItem(*keys.head(LEA)).update(
        actions=[HeadItem.due_shard.set(keys.due_shard("TIME", LEA)), HeadItem.due_at.set(looked_at)]
    )
    return Outage(outbox)
