"""Only a complaint about unwanted mail closes an address."""

import logging

import pytest

from chalicelib.domain.mails import MailKind
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.outbox.reports import ADDRESS, invitation, suppressed_addresses


@pytest.mark.parametrize("kind", ["abuse", "fraud", "", None])
def test_a_complaint_about_unwanted_mail_closes_the_address(
    outbox: Outbox, logged: pytest.LogCaptureFixture, kind: str | None
) -> None:
    found, row = invitation(outbox)
    message = event("Complaint", row, ADDRESS)
    message["complaint"] |= {"complaintSubType": None, "userAgent": "ExampleCorp Feedback Loop (V0.01)"}
    message["complaint"] |= {} if kind is None else {"complaintFeedbackType": kind}
    outbox.report(message)
    assert outbox.row(found, MailKind.INVITATION).delivery == "plainte"
    assert suppressed_addresses(outbox) == {ADDRESS}
    assert outbox.scenes.delegation(found).undeliverable
    assert not logged.records


@pytest.mark.parametrize(
    ("kind", "word", "delivery"),
    [
        ("not-spam", "not-spam", "remis"),
        ("virus", "virus", "pris"),
        ("auth-failure", "auth-failure", "pris"),
        ("other", "other", "pris"),
        (f"text of a stranger, {ADDRESS}", "unknown", "pris"),
        (["abuse"], "unknown", "pris"),
    ],
)
def test_any_other_complaint_leaves_the_address_open_and_is_logged_as_one_word(
    outbox: Outbox, caplog: pytest.LogCaptureFixture, kind: object, word: str, delivery: str
) -> None:
    caplog.set_level(logging.INFO, "chalicelib.workers.feedback")
    found, row = invitation(outbox)
    message = event("Complaint", row, ADDRESS)
    message["complaint"]["complaintFeedbackType"] = kind
    outbox.report(message)
    assert outbox.row(found, MailKind.INVITATION).delivery == delivery
    assert not suppressed_addresses(outbox)
    assert not outbox.scenes.delegation(found).undeliverable
    said = [entry for entry in caplog.records if entry.name == "chalicelib.workers.feedback"]
    assert [(entry.message, vars(entry)["type"]) for entry in said] == [("complaint_not_followed", word)]
    assert "@" not in caplog.text


def test_a_not_spam_report_does_not_cancel_an_earlier_complaint(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    outbox.report(event("Complaint", row, ADDRESS))
    message = event("Complaint", row, ADDRESS)
    message["complaint"]["complaintFeedbackType"] = "not-spam"
    outbox.report(message)
    assert outbox.row(found, MailKind.INVITATION).delivery == "plainte"
    assert suppressed_addresses(outbox) == {ADDRESS}, "SES lists it too; `suppression lift` clears both lists"
