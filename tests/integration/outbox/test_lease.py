"""A sender leases a row: two senders never have it at once, and a dead sender loses it."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context
from chalicelib.domain.mails import MailKind
from chalicelib.mail import deliver
from chalicelib.mail.faults import Fault
from chalicelib.mail.lease import LEASE, lease_row
from chalicelib.settings import settings
from chalicelib.store.mails import read_failed, send_again
from chalicelib.store.table import Item
from chalicelib.workers import due, schedule
from tests.builders import DAY
from tests.integration.outbox.fake_ses import Answer, Crash
from tests.integration.outbox.outbox import Outbox
from tests.integration.world import World


def test_eight_concurrent_senders_send_each_mail_once(outbox: Outbox) -> None:
    for _ in range(6):
        outbox.scenes.invitation()
    keys = [row.key for row in outbox.rows()]
    ready = threading.Barrier(8)

    def send_all(number: int) -> None:
        ready.wait()
        for key in keys[number:] + keys[:number]:
            send_mail(runtime.context(), key)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send_all, range(8)))

    assert sorted(outbox.ses.counts) == sorted(row.id for row in outbox.rows())
    assert set(outbox.ses.counts.values()) == {1}
    assert {row.state for row in outbox.rows()} == {"envoye"}


def test_the_lease_is_longer_than_the_turn_and_every_time_out_of_ses(outbox: Outbox) -> None:
    longest_wait = timedelta(seconds=12 * 1.2)
    silence = timedelta(seconds=3 + 10)
    assert longest_wait + silence < LEASE / 2


@pytest.mark.parametrize("answer", [Answer.CRASH_BEFORE, Answer.CRASH_AFTER])
def test_the_row_of_a_dead_sender_is_taken_over_after_the_lease(outbox: Outbox, answer: Answer) -> None:
    outbox.scenes.invitation()
    outbox.ses.script.append(answer)
    with pytest.raises(Crash):
        outbox.deliver()

    assert len(outbox.deliver()) == 1, "the other mail"
    seconds = LEASE.total_seconds()
    assert not outbox.beat(seconds=seconds - 1)
    assert len(outbox.beat(seconds=1)) == 1
    assert sorted(outbox.ses.counts.values()) == ([1, 2] if answer is Answer.CRASH_AFTER else [1, 1])
    assert {row.state for row in outbox.rows()} == {"envoye"}


@pytest.mark.parametrize(("said", "kept"), [("Throttled", "Throttled"), ("", "inconnu")])
def test_a_mail_without_a_recorded_result_fails_with_its_last_error(outbox: Outbox, said: str, kept: str) -> None:
    found = outbox.scenes.invitation()
    raw = next(item for item in outbox.world.of_kind("mail") if item["mail_kind"]["S"] == MailKind.INVITATION)
    error = {"error": {"S": said}} if said else {}
    outbox.put({**raw, **error, "tries": {"N": str(settings().mail_tries)}})
    outbox.deliver()
    row = outbox.row(found, MailKind.INVITATION)
    assert (row.state, row.error) == ("echec", kept)


def test_a_mail_that_kills_its_senders_fails_in_the_end(outbox: Outbox) -> None:
    outbox.scenes.invitation()
    outbox.deliver(*[outbox.rows()[0].about])
    found = outbox.scenes.invitation()
    outbox.ses.otherwise = Answer.CRASH_BEFORE
    for _ in range(3 * settings().mail_tries):
        try:
            outbox.beat(seconds=LEASE.total_seconds())
        except Crash:
            continue
    assert {row.state for row in outbox.rows(found)} == {"echec"}
    assert outbox.ses.asked - 2 == 2 * settings().mail_tries


def test_a_row_that_cannot_be_composed_fails_in_the_end(outbox: Outbox) -> None:
    found = outbox.scenes.invitation()
    (raw, _) = outbox.world.of_kind("mail")
    outbox.put({**raw, "party": {"S": "titulaire"}, "mail_kind": {"S": "inconnu"}, "tries": {"N": "11"}})
    for _ in range(3):
        outbox.beat(seconds=LEASE.total_seconds())
    assert sorted(row.state for row in outbox.rows(found)) == ["echec", "envoye"]


def test_an_unreadable_row_fails_is_listed_and_can_be_tried_again(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    rows = outbox.insertions(outbox.scenes.invitation())
    outbox.scenes.invitation()
    raw, other = (row["dynamodb"]["NewImage"] for row in rows)
    for one in (raw, other):
        outbox.put({**one, "facts": {"S": "no map"}})
    for _ in range(settings().mail_tries + 3):
        outbox.beat(hours=1)

    ended = [item for item in outbox.world.of_kind("mail") if item["facts"] == {"S": "no map"}]
    assert [(one["state"]["S"], one["tries"]["N"]) for one in ended] == [("echec", str(settings().mail_tries))] * 2
    assert len(outbox.ses.sent) == 2, "they hold up no other"
    assert len([entry for entry in logged.records if entry.message == "mail_given_up"]) == 2
    listed = {row.key: row.error for row in read_failed()}
    assert listed == {(one["pk"]["S"], one["sk"]["S"]): "illisible" for one in (raw, other)}

    outbox.put({**ended[0], "facts": raw["facts"]})
    assert all(send_again(key, outbox.world.now) for key in listed)
    assert len(outbox.beat(minutes=1)) == 1, "the one that can be read by now"


def test_a_sender_that_returns_after_its_lease_cannot_write_to_the_row(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    outbox.scenes.invitation()
    key = outbox.rows()[0].key
    slow = lease_row(runtime.context(), key)
    assert slow is not None
    outbox.world.now += LEASE
    send_mail(runtime.context(), key)

    deliver._fail(runtime.context(), slow, print, Fault.OTHER, "late")

    assert outbox.rows()[0].state == "envoye"
    assert "mail_lease_lost" in [entry.message for entry in logged.records]


def test_a_long_beat_counts_each_lease_from_the_present(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        outbox.scenes.invitation()
    began = outbox.world.now
    seen: list[timedelta] = []

    def slow_turn(*_: object) -> bool:
        seen.append(runtime.context().now - began)
        outbox.world.now += timedelta(seconds=60)
        return True

    monkeypatch.setattr("chalicelib.mail.deliver.wait_for_turn", slow_turn)
    schedule.handle()

    leases = sorted(int(row.lease_until) - int(began.timestamp()) for row in outbox.rows())
    assert leases == [int((passed + LEASE).total_seconds()) for passed in seen]


def test_a_beat_stops_starting_work_before_the_next_one(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        outbox.scenes.invitation()
    schedule.handle(seconds=0)
    assert outbox.ses.asked == 0
    assert "beat_too_short" in [entry.message for entry in logged.records]

    assert len(outbox.beat(minutes=1)) == 6


def test_many_acts_of_time_leave_the_mails_their_share_of_a_beat(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        outbox.scenes.invitation()
    outbox.world.now += 40 * DAY
    slow: list[str] = []

    monkeypatch.setattr(schedule, "time", SimpleNamespace(monotonic=lambda: 20.0 * len(slow), time=lambda: 0.0))
    monkeypatch.setattr(due, "pass_time", lambda _, found: slow.append(found))
    schedule.handle()
    assert len(slow) == 2, "two of four are for the next beat"
    assert len(outbox.ses.sent) == 4, "what tells of the creations"


def test_each_beat_begins_with_another_shard(world: World, every_shard: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def note(shard: str, *_: object) -> list[object]:
        asked.append(shard)
        return []

    monkeypatch.setattr(Item.due, "query", note)
    for _ in range(8):
        world.now += timedelta(minutes=1)
        schedule.handle()
    assert len(asked) == 8 * 16
    assert set(asked[::16]) == {f"TIME#{number}" for number in range(8)}
    assert set(asked[8::16]) == {"MAIL#0", "MAIL#1"}, "the mails that somebody waits for"
    assert set(asked[10::16]) == {f"MAIL#{number}" for number in range(2, 8)}


def test_a_passing_failure_to_read_the_keys_does_not_end_a_beat(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        outbox.scenes.invitation()
    original, calls = runtime.context, itertools.count()

    def shaky() -> Context:
        if next(calls) % 3 == 2:
            raise ConnectionError
        return original()

    with monkeypatch.context() as patched:
        patched.setattr(runtime, "context", shaky)
        schedule.handle()
    assert 0 < len(outbox.ses.sent) < 8
    outbox.beat(minutes=1)
    assert sorted(outbox.ses.counts.values()) == [1] * 8


def test_mails_that_wait_for_ten_minutes_are_counted_in_the_log(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    outbox.scenes.invitation()
    outbox.beat(minutes=11)
    assert [entry.mails for entry in logged.records if entry.message == "mails_late"] == [1]  # type: ignore[attr-defined]
    logged.clear()
    outbox.scenes.invitation()
    outbox.beat(minutes=9)
    assert not [entry for entry in logged.records if entry.message == "mails_late"]
