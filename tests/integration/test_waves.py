"""Many acts of time at once: the schedule hands them to a queue, and its workers carry each out exactly once."""

import copy
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.pass_time import pass_time
from chalicelib.context import Context
from chalicelib.settings import settings
from chalicelib.store import due_queue, restored
from chalicelib.workers import due, schedule
from infra.operations import outbox
from tests.builders import DAY
from tests.integration import small_queue
from tests.integration.aws_clients import client
from tests.integration.scene_parts import built_once
from tests.integration.scenes import CLAIRE, LEA, Scenes
from tests.integration.small_queue import SmallQueue

Logged = pytest.LogCaptureFixture


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallQueue]:
    """Yield the queue of a stage on which more than one act is many."""
    monkeypatch.setattr(schedule, "HANDFUL", 1)
    with small_queue.running() as made:
        yield made


@built_once
def _overdue(scenes: Scenes, count: int = 3) -> tuple[str, ...]:
    """Return demands that nobody has treated in time."""
    found = tuple(scenes.invitation(f"personne{number}@exemple.fr") for number in range(count))
    scenes.world.deliver()
    scenes.world.now += 40 * DAY
    return found


def _gone(scenes: Scenes) -> set[str]:
    """Return the delegations of which a tombstone is left."""
    return {item["pk"]["S"].removeprefix("DELEG#") for item in scenes.world.of_kind("tombstone")}


def _acts(scenes: Scenes) -> Counter[str]:
    """Return how often each act is in the histories."""
    return Counter(item["content"]["M"]["act"]["S"] for item in scenes.world.of_kind("history"))


def _drain(queue: SmallQueue) -> None:
    while queue.messages:
        due.handle(queue.take())


def test_a_handful_of_acts_is_done_by_the_beat_itself(scenes: Scenes) -> None:
    found = _overdue(scenes)
    with small_queue.running() as queue:
        schedule.handle()
    assert queue.sent == []
    assert _gone(scenes) == set(found)


def test_a_wave_is_handed_to_the_queue_and_carried_out_by_its_workers(scenes: Scenes, queue: SmallQueue) -> None:
    found = _overdue(scenes)
    schedule.handle()
    assert _gone(scenes) == set()
    _drain(queue)
    assert _gone(scenes) == set(found)


def test_a_large_wave_is_sent_ten_keys_at_a_time(scenes: Scenes, queue: SmallQueue) -> None:
    _overdue(scenes, 12)
    schedule.handle()
    assert queue.sent == [10, 2]


def test_messages_that_come_twice_and_in_any_order_change_nothing_more(scenes: Scenes, queue: SmallQueue) -> None:
    found = _overdue(scenes)
    schedule.handle()
    messages = list(queue.messages)
    _drain(queue)
    once = _acts(scenes), scenes.world.of_kind("mail")
    for order in (messages, messages[::-1]):
        due.handle({"Records": [one.record for one in order]})
    assert _gone(scenes) == set(found)
    assert (_acts(scenes), scenes.world.of_kind("mail")) == once


def test_a_beat_that_finds_the_same_acts_adds_nothing_for_five_minutes(scenes: Scenes, queue: SmallQueue) -> None:
    _overdue(scenes)
    for _ in range(3):
        schedule.handle()
    assert len(queue.messages) == 3


def test_acts_whose_messages_were_lost_are_handed_over_again(scenes: Scenes, queue: SmallQueue) -> None:
    found = _overdue(scenes)
    schedule.handle()
    queue.take()
    queue.forget_ids()
    schedule.handle()
    _drain(queue)
    assert _gone(scenes) == set(found)


def test_the_acts_of_one_delegant_are_one_group(scenes: Scenes, queue: SmallQueue) -> None:
    scenes.demand()
    scenes.demand(LEA)
    other = copy.deepcopy(scenes.world.of_kind("delegation")[0])
    other["pk"]["S"] = "DELEG#d1"
    other["content"]["M"]["delegant"]["M"]["account_id"]["S"] = "helene"
    client("dynamodb").put_item(TableName=settings().table_name, Item=other)
    scenes.world.now += 40 * DAY
    schedule.handle()
    assert Counter(one.group for one in queue.messages) == {CLAIRE: 2, "helene": 1}


def test_what_is_due_to_an_account_is_in_its_own_group(scenes: Scenes, queue: SmallQueue) -> None:
    _overdue(scenes)
    schedule.handle()
    _drain(queue)
    scenes.world.now += 40 * DAY
    schedule.handle()
    owners = [json.loads(one.body)[1] for one in queue.messages]
    assert len(set(owners)) == 3, "the accounts of the three that nobody invites any more"
    assert [f"ACC#{one.group}" for one in queue.messages] == owners


def test_a_wave_without_its_queue_is_done_by_the_beat_itself(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, caplog: Logged
) -> None:
    monkeypatch.setattr(schedule, "HANDFUL", 1)
    found = _overdue(scenes)
    schedule.handle()
    assert _gone(scenes) == set(found)
    assert "wave_not_handed_over" in [entry.message for entry in caplog.records]


def test_a_sweep_by_hand_does_without_the_workers(scenes: Scenes, queue: SmallQueue) -> None:
    found = _overdue(scenes)
    assert outbox.main(["sweep"]) == 0
    assert queue.sent == []
    assert _gone(scenes) == set(found)


def test_what_the_queue_does_not_take_stays_due_and_the_beat_does_the_rest(
    scenes: Scenes, queue: SmallQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_queue, "MOST", 1)
    found = _overdue(scenes)
    queue.refuses_after = 1
    schedule.handle()
    handed = json.loads(queue.messages[0].body)[1].removeprefix("DELEG#")
    assert len(_gone(scenes)) == 1, "one was handed over, one was refused, one is done"
    assert handed not in _gone(scenes)
    queue.refuses_after = 10**6
    for _ in range(2):
        schedule.handle()
        _drain(queue)
    assert _gone(scenes) == set(found)


def test_a_beat_hands_over_nothing_while_the_queue_holds_enough(
    scenes: Scenes, queue: SmallQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "ENOUGH_WAITING", 1)
    found = _overdue(scenes)
    queue.messages.append(small_queue.Message("g", "i", "of an earlier beat"))
    schedule.handle()
    assert queue.sent == []
    assert _gone(scenes) == set(), "they are left to the workers"
    _drain(queue)
    schedule.handle()
    _drain(queue)
    assert _gone(scenes) == set(found)


def test_a_beat_whose_part_is_over_hands_over_no_more(scenes: Scenes, queue: SmallQueue) -> None:
    _overdue(scenes)
    schedule.handle(seconds=0)
    assert queue.sent == []


POISON = {
    "no JSON": "nothing",
    "another shape": '{"pk": "DELEG#d1"}',
    "an unknown kind": '["strange", "DELEG#d1", "STATE"]',
    "a kind without an act of time": '["mail", "MAIL#d1", "1#rappel#delegue"]',
    "nothing there": '["delegation", "DELEG#absent", "STATE"]',
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON)
def test_a_message_that_can_never_succeed_holds_up_no_other(scenes: Scenes, queue: SmallQueue, body: str) -> None:
    found = _overdue(scenes)
    schedule.handle()
    queue.messages.insert(0, small_queue.Message("claire", "poison", body))
    _drain(queue)
    assert _gone(scenes) == set(found)


def test_an_act_that_fails_is_logged_and_found_again(
    scenes: Scenes, queue: SmallQueue, monkeypatch: pytest.MonkeyPatch, caplog: Logged
) -> None:
    found = _overdue(scenes)
    schedule.handle()
    failing = found[1]

    def shaky(context: Context, delegation_id: str) -> None:
        if delegation_id == failing:
            raise ConnectionError
        pass_time(context, delegation_id)

    with monkeypatch.context() as patched:
        patched.setattr(due, "pass_time", shaky)
        _drain(queue)
    assert _gone(scenes) == set(found) - {failing}
    (logged,) = [entry for entry in caplog.records if entry.message == "due_not_done"]
    assert failing in vars(logged)["item"]
    schedule.handle()
    assert _gone(scenes) == set(found), "alone it is a handful, and the beat does it"


def test_a_worker_whose_time_is_nearly_over_begins_no_act(scenes: Scenes, queue: SmallQueue, caplog: Logged) -> None:
    _overdue(scenes)
    schedule.handle()
    left = iter([due.ENOUGH, due.ENOUGH - 1])
    due.handle(queue.take(), lambda: next(left))
    assert len(_gone(scenes)) == 1
    (logged,) = [entry for entry in caplog.records if entry.message == "acts_left_to_the_schedule"]
    assert vars(logged)["records"] == 2


def test_an_act_done_meanwhile_by_somebody_is_not_undone(scenes: Scenes, queue: SmallQueue) -> None:
    found = [scenes.demand(), scenes.demand(LEA)]
    scenes.world.now += 15 * DAY
    schedule.handle()
    delete(runtime.context(), scenes.session(CLAIRE), found[0], Hint())
    _drain(queue)
    assert _acts(scenes)["rappel"] == 1, "of the one that is left"
    assert _gone(scenes) == {found[0]}


def test_no_message_is_treated_in_a_table_that_is_shut(
    scenes: Scenes, queue: SmallQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _overdue(scenes)
    schedule.handle()
    monkeypatch.setattr(restored, "is_shut", lambda: True)
    _drain(queue)
    assert _gone(scenes) == set()


def test_the_queue_of_the_settings_is_that_of_the_worker() -> None:
    from app import app  # noqa: PLC0415

    (source,) = [one for one in app.event_sources if one.name == "due"]
    assert vars(source)["queue"] == settings().due_queue
    assert vars(source)["maximum_concurrency"] == settings().due_workers
