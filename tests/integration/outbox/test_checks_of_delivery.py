"""A sender leaves a mail alone before its time, and while another sender has the lease."""

import pytest

from chalicelib import runtime
from chalicelib.domain.mails import MailKind
from chalicelib.mail import deliver
from chalicelib.mail.faults import Fault
from chalicelib.mail.lease import LEASE, lease_row
from chalicelib.settings import settings
from chalicelib.store.mails import MailItem
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox, event


def test_a_delayed_mail_is_not_sent_early_by_repeated_records_of_the_stream(
    outbox: Outbox,
) -> None:
    found = outbox.scenes.demand()
    outbox.ses.script += [Answer.BROKEN, Answer.BROKEN]
    outbox.deliver(found)
    asked = outbox.ses.asked
    for _ in range(3):
        outbox.deliver(found)
    assert outbox.ses.asked == asked
    assert len(outbox.beat(hours=1)) == 2


def test_a_mail_that_waits_for_quota_or_turn_never_fails(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    for number in range(settings().mail_tries + 3):
        outbox.ses.script += [(Answer.QUOTA, Answer.RATE)[number % 2]] * 2
        outbox.beat(hours=2)
    assert outbox.row(found, MailKind.DEMANDE).state == "a_envoyer"
    assert len(outbox.beat(hours=2)) == 2


def test_a_row_shows_the_last_error_until_a_try_without_one(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = outbox.scenes.demand()
    outbox.ses.script += [Answer.BROKEN, Answer.BROKEN]
    outbox.deliver(found)
    assert outbox.row(found, MailKind.DEMANDE).error
    monkeypatch.setattr("chalicelib.mail.deliver.wait_for_turn", lambda *_: False)
    outbox.beat(hours=1)
    assert outbox.row(found, MailKind.DEMANDE).error is None


def test_an_unreadable_row_is_logged_each_time(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.demand()
    for raw in outbox.world.of_kind("mail"):
        outbox.put({**raw, "facts": {"S": "no map"}})
    outbox.run_schedule()
    assert [entry.message for entry in logged.records] == ["due_not_done"] * 2, found


def test_an_unreadable_row_that_is_settled_meanwhile_stays_settled(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    (raw,) = [item for item in outbox.world.of_kind("mail") if item["mail_kind"]["S"] == MailKind.DEMANDE]
    outbox.put({**raw, "facts": {"S": "no map"}, "tries": {"N": str(settings().mail_tries)}})

    def settle() -> None:
        outbox.put({**raw, "state": {"S": "envoye"}, "tries": {"N": "99"}})

    with meanwhile(UPDATE, settle, about="illisible"):
        outbox.deliver(found)
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"


def lease_demand(outbox: Outbox) -> MailItem:
    """Lease the row of the demand, as a sender does."""
    row = lease_row(runtime.context(), outbox.row(outbox.rows()[0].about, MailKind.DEMANDE).key)
    assert row is not None
    return row


def record_failure(logged: pytest.LogCaptureFixture, slow: MailItem) -> list[str]:
    """Have a sender record a failure; return the lines that it logs."""
    logged.clear()
    deliver._fail(runtime.context(), slow, print, Fault.OTHER, "late")
    return [entry.message for entry in logged.records if entry.message != "mail_not_sent"]


def test_a_sender_that_lost_its_lease_writes_nothing_to_the_row(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.demand()
    slow = lease_demand(outbox)
    outbox.world.now += LEASE
    holder = lease_demand(outbox)
    assert record_failure(logged, slow) == ["mail_lease_lost"]
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.lease_until) == ("en_envoi", holder.lease_until)
    outbox.report(event("Delivery", holder, "paul@exemple.fr"))
    assert record_failure(logged, slow) == ["mail_lease_lost"]
    assert outbox.row(found, MailKind.DEMANDE).lease_until == holder.lease_until


def test_a_sender_overtaken_by_a_report_has_not_lost_its_lease(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.demand()
    slow = lease_demand(outbox)
    outbox.report(event("Delivery", slow, "paul@exemple.fr"))
    assert record_failure(logged, slow) == []
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"


def test_a_sender_overtaken_by_another_writer_has_lost_its_lease(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.demand()
    slow = lease_demand(outbox)
    MailItem(*slow.key).update(actions=[MailItem.state.set("annule")])
    assert record_failure(logged, slow) == ["mail_lease_lost"]
    assert outbox.row(found, MailKind.DEMANDE).state == "annule"
