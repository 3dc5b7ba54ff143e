"""The instant in which something ends, and the instant before."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.make_up_purge import make_up_purge
from chalicelib.acts.pass_time import pass_time
from chalicelib.store.turns import take_turns
from tests.builders import DAY, MICROSECOND
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.world import World


@pytest.mark.parametrize(("early", "purged"), [(MICROSECOND, False), (timedelta(), True)])
def test_a_delegation_removed_by_ttl_counts_as_purged_from_its_deadline_on(
    scenes: Scenes, early: timedelta, purged: bool
) -> None:
    found = scenes.demand()
    scenes.world.now = scenes.delegation(found).gone_at - early
    (image,) = scenes.world.of_kind("delegation")
    Outbox.remove(image)
    make_up_purge(runtime.context(), image)
    assert [item["end"]["S"] for item in scenes.world.of_kind("tombstone")] == ["purgee"] * purged


def test_a_change_of_the_last_second_finds_the_delegation_ended_when_time_is_faster(scenes: Scenes) -> None:
    found = scenes.validated()
    terms = scenes.delegation(found).terms.validity
    scenes.world.now = terms.ends_at - timedelta(seconds=1)
    browser = scenes.browser(CLAIRE)
    page = browser.get(f"/delegations/{found}/modifier")

    def midnight() -> None:
        scenes.world.now = terms.ends_at
        pass_time(runtime.context(), found)

    with meanwhile(TRANSACTION, midnight):
        fields = {"debut": terms.start.isoformat(), "fin": (terms.end + 7 * DAY).isoformat()}
        answer = scenes.submit(browser, page, "/modifier", **fields)
    assert answer.status == 409
    assert scenes.delegation(found).proposal is None
    assert not scenes.world.of_kind("grant")


def test_a_sender_waits_for_a_turn_exactly_for_the_longest_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)
    taken = [take_turns("ses", 10, 1, 0.3, 0.3) for _ in range(5)]
    assert taken == [[pytest.approx(1_700_000_000 + wait)] for wait in (0, 0.1, 0.2, 0.3)] + [[]]


@pytest.mark.parametrize(("behind", "wait"), [(0.5, None), (0.625, 0)])
def test_a_stored_turn_is_believed_up_to_twice_the_longest_wait(
    world: World, monkeypatch: pytest.MonkeyPatch, behind: float, wait: float | None
) -> None:
    moments = iter([1_700_000_000.0, 1_700_000_000.0 - behind])
    monkeypatch.setattr("time.time", lambda: next(moments))
    _, taken = [take_turns("ses", 10, 1, 0.3, 0.3) for _ in range(2)]
    assert taken == ([] if wait is None else [1_700_000_000.0 - behind + wait])
