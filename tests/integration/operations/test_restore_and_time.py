"""In a restored table, time does not repeat its acts from after the moment."""

import logging

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.domain.mails import MailKind, Purpose
from chalicelib.domain.periods import start_of_day
from chalicelib.settings import settings
from chalicelib.store.mails import MailState
from chalicelib.workers import stream
from tests.builders import DAY
from tests.integration import aws_clients
from tests.integration.operations.functions_logs import Logs
from tests.integration.operations.restoring import HOUR, Back, items_of_act, notices_of, open_and_go_on, reconcile
from tests.integration.outbox.outbox import TTL, Outbox, record
from tests.integration.scenes import CLAIRE, LEA, Scenes, asked_terms
from tests.integration.world import World


def test_the_schedule_waits_for_a_restored_table_to_open_and_then_does_everything_due(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world = scenes.world
    scenes.every()
    delete(runtime.context(), scenes.session(CLAIRE), scenes.invitation("reservee@exemple.fr"), Hint())
    world.now += 40 * DAY
    before = world.items()
    restore(before)
    world.pass_time(minutes=5)
    assert world.items() == before

    open_and_go_on(world, logs, HOUR)
    after = {(item["pk"]["S"], item["sk"]["S"]): item for item in world.items()}
    ended = [item for item in before if item["pk"]["S"].startswith("ACC#") and item["sk"]["S"] == "HEAD"]
    assert any((item["pk"]["S"], "HEAD") not in after for item in ended), "an account has ended"
    assert [item["end"]["S"] for item in after.values() if item["kind"]["S"] == "tombstone"].count("purgee") > 1
    assert notices_of(world, "terminee")


def test_mails_in_a_shut_table_count_as_late(scenes: Scenes, restore: Back, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="chalicelib")
    scenes.demand()
    restore(scenes.world.items())
    scenes.world.pass_time(minutes=11)
    assert [vars(entry)["mails"] for entry in caplog.records if entry.message == "mails_late"] == [1]


def test_a_delegation_deleted_after_the_moment_gets_no_notice_of_a_purge(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.demand()
    world.deliver()
    world.pass_time(days=15)
    world.now = scenes.delegation(found).gone_at - HOUR
    before = world.items()
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    world.deliver()
    world.now += HOUR
    restore(before)
    world.run_schedule()
    assert open_and_go_on(world, logs, 2 * HOUR) == []
    assert [item["end"]["S"] for item in world.of_kind("tombstone")] == ["supprimee"]


def test_a_purge_announced_after_the_moment_is_announced_once(scenes: Scenes, logs: Logs, restore: Back) -> None:
    world, found = scenes.world, scenes.to_validate()
    world.deliver()
    world.pass_time(days=15)
    world.now = scenes.delegation(found).gone_at - HOUR
    before = world.items()
    world.pass_time(hours=1)
    world.run_schedule()
    assert [mail.to for mail in world.mails()[-2:]] == ["claire@cabinet.example", "lea@exemple.fr"]
    world.now += HOUR
    restore(before)
    world.run_schedule()
    assert open_and_go_on(world, logs, 3 * HOUR) == []
    assert notices_of(world, MailKind.PURGE_DELEGANT) == 0


def test_a_reminder_sent_after_the_moment_is_sent_once(scenes: Scenes, logs: Logs, restore: Back) -> None:
    world, found = scenes.world, scenes.demand()
    world.deliver()
    world.now += 10 * DAY
    before = world.items()
    already = len(world.mails())
    world.pass_time(days=5)
    assert [mail.to for mail in world.mails()[already:]] == ["paul@exemple.fr"]
    restore(before)
    assert open_and_go_on(world, logs, 6 * DAY) == []
    assert scenes.delegation(found).reminded
    assert notices_of(world, MailKind.RAPPEL_DEMANDE) == 0


def test_a_reminder_of_a_lost_acceptance_does_not_replace_that_of_the_demand(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.demand(LEA)
    world.deliver()
    world.now += 10 * DAY
    before = world.items()
    accept_by_link(runtime.context(), scenes.token(found, Purpose.ACCEPT))
    world.deliver()
    world.pass_time(days=7)
    assert "Rappel" in world.mail("claire@cabinet.example").subject
    restore(before)
    assert [mail.to for mail in open_and_go_on(world, logs, 8 * DAY)] == ["lea@exemple.fr"]


def test_a_last_day_notified_after_the_moment_is_notified_once(scenes: Scenes, logs: Logs, restore: Back) -> None:
    world, found = scenes.world, scenes.validated()
    world.now = scenes.delegation(found).terms.validity.ends_at - HOUR
    _is_notified_once(world, logs, restore, "terminee")
    assert scenes.delegation(found).ended


def test_a_last_day_that_is_near_is_notified_once(scenes: Scenes, logs: Logs, restore: Back) -> None:
    world, found = scenes.world, scenes.validated()
    world.now = start_of_day(scenes.delegation(found).terms.validity.end - 15 * DAY) - HOUR
    _is_notified_once(world, logs, restore, "fin_proche")
    assert scenes.delegation(found).forewarned


def test_an_unanswered_proposal_is_notified_once(long_scenes: Scenes, logs: Logs, restore: Back) -> None:
    scenes = long_scenes
    world, found = scenes.world, scenes.proposal()
    proposal = scenes.delegation(found).proposal
    assert proposal
    world.now = proposal.lapses_at - HOUR
    _is_notified_once(world, logs, restore, "proposition_expiree")
    assert scenes.delegation(found).proposal is None


def _is_notified_once(world: World, logs: Logs, restore: Back, kind: str) -> None:
    world.deliver()
    before = world.items()
    world.pass_time(hours=1)
    assert notices_of(world, kind) == 2
    restore(before)
    open_and_go_on(world, logs, 2 * HOUR)
    assert notices_of(world, kind) == 0


def test_acts_of_time_on_delegations_now_over_are_left_to_the_schedule(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.demand()
    world.deliver()
    world.now += 10 * DAY
    before = world.items()
    world.pass_time(days=5)
    world.now = scenes.delegation(found).gone_at + HOUR
    restore(before)
    assert [mail.to for mail in open_and_go_on(world, logs, 13 * DAY)] == ["claire@cabinet.example"]


@pytest.mark.parametrize("state", [MailState.DUE, MailState.LEASED])
def test_a_mail_sent_after_the_moment_is_sent_once(scenes: Scenes, logs: Logs, restore: Back, state: MailState) -> None:
    world = scenes.world
    scenes.demand()
    before = world.items()
    for item in before:
        if item["kind"]["S"] == "mail":
            item["state"] = {"S": state.value}
    assert len(world.deliver()) == 2
    world.now += HOUR
    before += items_of_act(world, lambda: scenes.invitation("tard@exemple.fr"))
    restore(before)
    assert {mail.to for mail in open_and_go_on(world, logs, 2 * HOUR)} == {"claire@cabinet.example", "tard@exemple.fr"}
    assert {item["state"]["S"] for item in world.of_kind("mail")} <= {"envoye", "annule"}
    assert not [item for item in world.of_kind("mail") if "due_shard" in item]


def test_a_mail_requested_again_in_a_shut_table_is_sent(scenes: Scenes, logs: Logs, restore: Back) -> None:
    world, found = scenes.world, scenes.demand()
    world.deliver()
    world.now += HOUR
    before = world.items()
    for again in ("first", "second"):
        resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), again)
        if again == "first":
            assert len(world.deliver()) == 1
            world.now += HOUR
            restore(before)
    assert [mail.to for mail in open_and_go_on(world, logs, 2 * HOUR)] == ["paul@exemple.fr"]


def test_a_purge_done_by_ttl_in_a_shut_table_is_completed_without_a_notice(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.to_validate()
    world.deliver()
    world.now = scenes.delegation(found).gone_at + 2 * DAY
    restore(world.items())
    (image,) = world.of_kind("delegation")
    Outbox.remove(image)
    stream.handle({"Records": [record("REMOVE", old=image, who=TTL)]})
    assert [item["end"]["S"] for item in world.of_kind("tombstone")] == ["purgee"]
    assert open_and_go_on(world, logs, HOUR) == []
    assert notices_of(world, MailKind.PURGE_DELEGANT) == 0


def test_ttl_removes_nothing_before_the_table_is_open(scenes: Scenes, logs: Logs, restore: Back) -> None:
    def status() -> str:
        client = aws_clients.client("dynamodb")
        found = client.describe_time_to_live(TableName=settings().table_name)
        return str(found["TimeToLiveDescription"]["TimeToLiveStatus"])

    restore(scenes.world.items())
    assert status() == "DISABLED"
    reconcile(scenes.world, logs, HOUR)
    assert status() == "ENABLED"


def test_a_second_run_does_not_end_delegations_changed_after_the_opening(
    scenes: Scenes, logs: Logs, restore: Back, capsys: pytest.CaptureFixture[str]
) -> None:
    world, found = scenes.world, scenes.validated()
    restore(world.items())
    reconcile(world, logs, HOUR)
    validity = scenes.delegation(found).terms.validity
    shorter = asked_terms(validity.start, validity.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, shorter, "raccourcir")
    before = world.items()
    reconcile(world, logs, HOUR)
    assert world.items() == before
    assert "open already" in capsys.readouterr().err
