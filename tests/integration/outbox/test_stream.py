"""The stream runs the mailer for new mails and for removals by TTL, and for nothing else."""

from typing import Any

import pytest
from chalice.local import LambdaContext
from chalice.test import Client

from app import app
from chalicelib.store.calls import Busy
from chalicelib.workers import schedule, stream
from tests.builders import DAY
from tests.integration import aws_calls
from tests.integration.outbox.outbox import TTL, Outbox, Record, record
from tests.integration.outbox.steps import history
from tests.integration.scenes import SITUATIONS

SOMEBODY = {"type": "Service", "principalId": "somebody.amazonaws.com"}


def removal(outbox: Outbox, found: str, who: Record | None = TTL) -> Record:
    """Remove the item and return the stream's record of the removal."""
    (image,) = [item for item in outbox.world.of_kind("delegation") if item["pk"]["S"] == f"DELEG#{found}"]
    outbox.remove(image)
    return record("REMOVE", old=image, who=who)


def test_only_insertions_of_mails_and_removals_by_ttl_cost_a_call(outbox: Outbox) -> None:
    outbox.scenes.every()
    items = outbox.world.items()
    others: list[Any] = [record("INSERT", new=item) for item in items if item["kind"]["S"] != "mail"]
    others += [record("MODIFY", new=item, old=item) for item in items]
    others += [record("REMOVE", old=item) for item in items]
    others += [record("REMOVE", old=item, who=SOMEBODY) for item in items]
    others += [record("REMOVE", old=item, who=TTL) for item in items if item["kind"]["S"] != "delegation"]

    with aws_calls.counted() as calls:
        stream.handle({"Records": others})

    assert not calls
    assert not outbox.ses.asked
    assert outbox.world.items() == items


def test_an_invalid_record_does_not_block_the_others(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    outbox.scenes.invitation()
    good = outbox.insertions()
    stream.handle({"Records": [{}, {"eventName": "INSERT"}, *good, {"eventName": "INSERT", "dynamodb": {}}]})
    assert len(outbox.ses.sent) == 2
    assert [entry.message for entry in logged.records] == ["record_not_treated"] * 2


def test_a_repeated_batch_sends_each_mail_once(outbox: Outbox) -> None:
    for _ in range(3):
        outbox.scenes.invitation()
    batch = {"Records": outbox.insertions()}
    for _ in range(3):
        stream.handle(batch)
    assert sorted(outbox.ses.counts.values()) == [1] * 6


def test_repeated_runs_of_the_schedule_do_everything_once(outbox: Outbox) -> None:
    found = [outbox.scenes.to_validate(), outbox.scenes.demand(), outbox.scenes.invitation()]
    for step in (15, 9):
        outbox.world.now += step * DAY
        for _ in range(3):
            schedule.handle()
    assert set(outbox.ses.counts.values()) == {1}
    assert [history(outbox, one).count("rappel") for one in found] == [1, 1, 1]


def test_a_stream_that_stops_for_three_days_loses_nothing(outbox: Outbox) -> None:
    found = [outbox.scenes.invitation() for _ in range(3)]
    records = outbox.insertions()
    assert len(outbox.beat(days=3)) == 6
    stream.handle({"Records": records})
    assert sorted(outbox.ses.counts.values()) == [1] * 6
    assert {mail.tags["about"] for mail in outbox.ses.sent} == set(found)


@pytest.mark.parametrize("order", ["schedule", "removal", "removal, schedule", "schedule, removal", "removal, removal"])
def test_a_purge_happens_once_by_the_schedule_or_by_ttl(outbox: Outbox, order: str) -> None:
    found = outbox.scenes.to_validate()
    outbox.deliver()
    (image,) = outbox.world.of_kind("delegation")
    told = record("REMOVE", old=image, who=TTL)
    outbox.world.now += 25 * DAY
    # The schedule has not run so far: its reminder is overdue too.
    for step in order.split(", "):
        if step == "schedule":
            schedule.handle()
            continue
        if outbox.world.of_kind("delegation"):
            outbox.remove(image)
        stream.handle({"Records": [told]})
    schedule.handle()
    outbox.deliver()

    assert history(outbox, found) == ["creation", "acceptation", "purge"]
    sent = [mail.tags["kind"] for mail in outbox.ses.sent if mail.tags["kind"].startswith(("purge", "rappel"))]
    assert sorted(sent) == ["purge_delegant", "purge_delegue"]
    assert [item["end"]["S"] for item in outbox.world.of_kind("tombstone")] == ["purgee"]
    assert not outbox.world.of_kind("summary")


def test_a_removal_during_a_busy_table_is_retried_and_does_not_block_mails(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, other = outbox.scenes.demand(), outbox.scenes.invitation()
    outbox.world.now += 25 * DAY
    told = removal(outbox, found)
    batch = {"Records": [told, *outbox.insertions(other)]}

    def busy(*_: Any) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.acts.make_up_purge.commit", busy)
        with pytest.raises(Busy):
            stream.handle(batch)
    assert len(outbox.ses.sent) == 2

    stream.handle(batch)
    assert history(outbox, found)[-1] == "purge"
    assert len(outbox.ses.sent) == 2


def test_no_mail_is_started_too_late_and_none_is_lost(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        outbox.scenes.invitation()
    left = iter([300.0, 100.0, stream.ENOUGH - 1])
    stream.handle({"Records": outbox.insertions()}, lambda: next(left))
    assert len(outbox.ses.sent) == 2
    assert [vars(entry)["records"] for entry in logged.records if entry.message == "left_to_the_schedule"] == [4]
    assert {(row.state, row.tries) for row in outbox.rows()} == {("envoye", 1), ("a_envoyer", 0)}
    assert len(outbox.beat(minutes=1)) == 4


def test_a_removal_is_completed_before_the_mails_and_retried_when_time_runs_out(
    outbox: Outbox,
) -> None:
    found, other = outbox.scenes.demand(), outbox.scenes.invitation()
    outbox.world.now += 25 * DAY
    batch = {"Records": [*outbox.insertions(other), removal(outbox, found)]}
    with pytest.raises(stream.OutOfTime):
        stream.handle(batch, lambda: 1.0)

    left = iter([100.0, 1.0])
    stream.handle(batch, lambda: next(left))
    assert history(outbox, found)[-1] == "purge"
    assert not outbox.ses.sent


@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name not in {"deleted", "given_up", "overdue"}])
def test_the_removal_of_a_settled_or_live_delegation_causes_nothing(outbox: Outbox, situation: str) -> None:
    found = SITUATIONS[situation](outbox.scenes)
    before = history(outbox, found)
    told = removal(outbox, found)
    if situation not in {"invitation", "demand", "undeliverable", "to_validate", "accepted_unseen", "wish"}:
        outbox.world.now += 200 * DAY
    stream.handle({"Records": [told]})
    assert history(outbox, found) == before


def test_the_function_gives_the_mailer_its_remaining_time(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.scenes.invitation()
    batch = {"Records": outbox.insertions()}
    with Client(app) as client:
        with monkeypatch.context() as patched:
            patched.setattr(LambdaContext, "get_remaining_time_in_millis", lambda _: 44_000)
            client.lambda_.invoke("mailer", batch)
        assert not outbox.ses.sent
        monkeypatch.setattr(LambdaContext, "get_remaining_time_in_millis", lambda _: 46_000)
        client.lambda_.invoke("mailer", batch)
    assert len(outbox.ses.sent) == 2
