"""Mails still waiting long after their time are counted, and nothing else is."""

from datetime import timedelta

import pytest

from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox

SECOND = timedelta(seconds=1)
TEN_MINUTES, FOUR_HOURS = timedelta(minutes=10), timedelta(hours=4)


def late_counts(logged: pytest.LogCaptureFixture) -> list[int]:
    """Return the logged counts."""
    return [entry.mails for entry in logged.records if entry.message == "mails_late"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("after", "counts"),
    [(TEN_MINUTES, []), (TEN_MINUTES + SECOND, [1]), (FOUR_HOURS, [1]), (FOUR_HOURS + SECOND, [2])],
)
def test_the_demand_is_late_after_ten_minutes_and_what_can_wait_after_four_hours(
    outbox: Outbox, logged: pytest.LogCaptureFixture, after: timedelta, counts: list[int]
) -> None:
    outbox.scenes.demand()
    outbox.world.now += after
    outbox.run_schedule()
    assert late_counts(logged) == counts


def test_a_late_purge_is_not_counted_as_a_late_mail(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.world.now = outbox.scenes.delegation(found).gone_at + DAY / 24
    outbox.run_schedule()
    assert len(outbox.world.of_kind("tombstone")) == 1
    assert late_counts(logged) == []
