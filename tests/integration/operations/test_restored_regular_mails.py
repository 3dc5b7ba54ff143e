"""In a restored table, no summary and no yearly reminder that left after the moment leaves again."""

import pytest

from chalicelib import runtime
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.summarize import summarize
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.weeks import next_summary
from chalicelib.store.reviews import marking
from chalicelib.store.writes import transact
from tests.builders import DAY
from tests.integration.operations.functions_logs import Logs
from tests.integration.operations.restoring import HOUR, Back, open_and_go_on
from tests.integration.scenes import CLAIRE, Scenes


@pytest.mark.parametrize("row", ["not written yet", "waiting"])
def test_a_summary_sent_after_the_moment_is_sent_once(scenes: Scenes, logs: Logs, restore: Back, row: str) -> None:
    world = scenes.world
    scenes.validated()
    world.deliver()
    choose_preferences(runtime.context(), scenes.session(CLAIRE), end_notices=True, weekly=True)
    monday = world.now = next_summary(world.now)
    if row == "waiting":
        summarize(runtime.context(), CLAIRE)
    before = world.items()
    world.run_schedule()
    world.deliver()
    assert "Votre résumé" in world.mails()[-1].subject
    world.now += HOUR
    restore(before)
    assert open_and_go_on(world, logs, 2 * HOUR) == []
    world.now = next_summary(monday)
    world.run_schedule()
    assert "Votre résumé" in world.mail("claire@cabinet.example").subject


def test_a_yearly_reminder_sent_after_the_moment_is_sent_once(
    scenes: Scenes, logs: Logs, restore: Back, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = scenes.world
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)
    scenes.validated()
    world.deliver()
    year = world.now = leaves_at(scenes.today + 365 * DAY)
    before = world.items()
    world.run_schedule()
    assert "Qui a encore accès" in world.mails()[-1].subject
    world.now += HOUR
    restore(before)
    assert open_and_go_on(world, logs, 2 * HOUR) == []
    transact([marking(CLAIRE, scenes.today + 100 * DAY, scenes.today)])
    world.now, sent = leaves_at(scenes.today + DAY), len(world.mails())
    world.run_schedule()
    assert len(world.mails()) == sent, "nor when a prolongation brings the next look forward"
    world.now = year + 366 * DAY
    world.run_schedule()
    assert "Qui a encore accès" in world.mails()[-1].subject
