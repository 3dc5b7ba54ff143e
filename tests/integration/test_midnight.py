"""After midnight in Paris, and before midnight in UTC."""

from datetime import UTC, datetime

import pytest

from tests.integration.scenes import Scenes
from tests.integration.test_story import create_comptable


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 11, 25, 23, 30, tzinfo=UTC), datetime(2026, 7, 14, 22, 30, tzinfo=UTC)],
    ids=["winter", "summer"],
)
def test_a_delegation_created_after_midnight_starts_on_the_day_of_paris(scenes: Scenes, moment: datetime) -> None:
    scenes.world.now = moment
    board = create_comptable(scenes.world, scenes.browser("claire"), "zoe.nouvelle@exemple.fr")
    assert "La délégation a bien été créée" in board.text
    assert f"{moment.day + 1}/{moment:%m/%Y}" in board.text
