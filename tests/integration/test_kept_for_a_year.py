"""What is kept for twelve months is shown no second longer, whatever day the store removes it (spec §3, §7)."""

from datetime import timedelta

import pytest

from chalicelib.domain.decisions import Denial
from chalicelib.settings import settings
from chalicelib.store.denials import DeniedAccess, count, read_denials
from chalicelib.store.history import read_history
from chalicelib.store.notices import read_notices
from tests.integration.scenes import CLAIRE, Scenes

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("late", "shown"), [(-SECOND, True), (timedelta(), False)])
def test_the_history_the_notifications_and_the_refusals(scenes: Scenes, late: timedelta, shown: bool) -> None:
    now, kept = scenes.world.now, timedelta(days=settings().history_kept_days)
    found = scenes.demand()
    count({DeniedAccess(CLAIRE, "paul", "paiements", Denial.SERVICE): 1}, now, kept)
    then = now + kept + late
    assert bool(read_history(found, then)) is shown
    assert bool(read_notices(CLAIRE, 50, then)) is shown
    assert bool(read_denials(CLAIRE, 50, then)) is shown
