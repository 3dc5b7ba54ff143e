"""A report may arrive before its sender has its answer: in either order, the row has the right state."""

import logging
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.domain.mails import MailKind
from chalicelib.mail import transport
from chalicelib.store.mails import send_again
from tests.integration.outbox.fake_ses import Answer, Crash
from tests.integration.outbox.outbox import UNMARKED, Outbox, event
from tests.integration.outbox.reports import ADDRESS, DELIVERIES, FAILED, invitation, suppressed_addresses


@pytest.mark.parametrize("kind", DELIVERIES)
def test_a_report_that_arrives_before_the_sender_records_its_result_stays(outbox: Outbox, kind: str) -> None:
    found = outbox.scenes.invitation(ADDRESS)
    outbox.ses.script.extend([Answer.CRASH_AFTER])
    with pytest.raises(Crash):
        outbox.deliver()
    outbox.report(event(kind, outbox.row(found, MailKind.INVITATION), ADDRESS))

    outbox.beat(seconds=90)

    row = outbox.row(found, MailKind.INVITATION)
    assert row.delivery == DELIVERIES[kind]
    assert (row.state, outbox.ses.counts[row.id]) == ("echec" if kind in FAILED else "envoye", 1)


@pytest.mark.parametrize("kind", ["Send", *DELIVERIES])
def test_a_report_stops_the_retries_of_a_mail_whose_answer_was_lost(
    outbox: Outbox, kind: str, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.invitation(ADDRESS)
    outbox.ses.script.extend([Answer.SILENT_BUT_TAKEN, Answer.TAKEN])
    outbox.deliver(found)
    row = outbox.row(found, MailKind.INVITATION)
    assert row.state == "en_envoi"

    outbox.report(event(kind, row, ADDRESS))
    for _ in range(5):
        outbox.beat(hours=3)

    row = outbox.row(found, MailKind.INVITATION)
    state = "echec" if kind in FAILED else "envoye"
    assert (outbox.ses.counts[row.id], row.state, row.message_id) == (1, state, UNMARKED)
    assert ("mail_given_up" in [entry.message for entry in logged.records]) is (kind == "Reject")


def test_an_abandoned_mail_that_arrived_counts_as_sent_and_is_not_sent_again(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.SILENT_BUT_TAKEN
    found = outbox.scenes.invitation(ADDRESS)
    for _ in range(16):
        outbox.beat(hours=3)
    row = outbox.row(found, MailKind.INVITATION)
    copies = outbox.ses.counts[row.id]
    assert row.state == "echec"

    outbox.report(event("Delivery", row, ADDRESS))
    assert not send_again(row.key, outbox.world.now)
    outbox.beat(hours=3)

    assert outbox.ses.counts[row.id] == copies
    row = outbox.row(found, MailKind.INVITATION)
    assert row.state == "envoye"
    assert row.error is None


@pytest.mark.parametrize("answer", [Answer.SILENT_BUT_TAKEN, Answer.TAKEN])
def test_a_report_may_arrive_while_the_sender_waits_for_the_answer(
    outbox: Outbox, answer: Answer, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged.set_level(logging.INFO, logger="chalicelib")
    found = outbox.scenes.invitation(ADDRESS)
    row = outbox.row(found, MailKind.INVITATION)
    outbox.ses.otherwise = answer

    def told_meanwhile(*given: Any) -> str:
        outbox.report(event("Send", row, ADDRESS))
        return transport.send(*given)

    monkeypatch.setattr("chalicelib.mail.deliver.send", told_meanwhile)
    send_mail(runtime.context(), row.key)
    outbox.beat(days=1)

    row = outbox.row(found, MailKind.INVITATION)
    assert (row.state, outbox.ses.counts[row.id]) == ("envoye", 1)
    assert "mail_lease_lost" not in [entry.message for entry in logged.records]
    lines = [vars(entry)["mail"] for entry in logged.records if entry.message == "mail"]
    assert lines.count(row.id) == (answer is Answer.TAKEN), "what SES was heard to take is in the log, whoever marks it"


def test_a_mail_rejected_for_its_content_fails_without_blaming_the_address(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found, row = invitation(outbox)
    outbox.report(event("Reject", row, ADDRESS), event("Reject", row, ADDRESS))
    row = outbox.row(found, MailKind.INVITATION)
    assert (row.state, row.error) == ("echec", "Reject")
    assert [entry.message for entry in logged.records] == ["mail_given_up"]
    assert not outbox.scenes.delegation(found).undeliverable
    assert not suppressed_addresses(outbox)
