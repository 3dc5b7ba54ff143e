"""Records kept for twelve months are not shown a second longer, even if still stored (specification §7)."""

from datetime import timedelta

import pytest

from chalicelib.domain.decisions import Denial
from chalicelib.settings import settings
from chalicelib.store.denials import DeniedAccess, count, read_denials
from chalicelib.store.history import read_history
from chalicelib.store.notices import read_notices
from tests.integration.scenes import CLAIRE, PAUL, Scenes

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("late", "shown"), [(-SECOND, True), (timedelta(), False)])
def test_history_notifications_and_denials_are_shown_for_a_year_exactly(
    scenes: Scenes, late: timedelta, shown: bool
) -> None:
    now, kept = scenes.world.now, timedelta(days=settings().history_kept_days)
    found = scenes.demand()
    count({DeniedAccess(CLAIRE, "paul", "paiements", Denial.SERVICE): 1}, now, kept)
    then = now + kept + late
    assert bool(read_history(found, then)) is shown
    assert bool(read_notices(PAUL, 50, then)) is shown
    assert bool(read_denials(CLAIRE, 50, then)) is shown
