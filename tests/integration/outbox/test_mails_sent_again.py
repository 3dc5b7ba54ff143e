"""A mail that operations sent again is a new message: only the reports about it count."""

from datetime import timedelta

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.store.mails import send_again
from tests.integration.outbox.outbox import Outbox, event

ADDRESS = "paul@exemple.fr"


def test_the_reports_on_the_second_message_count(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    first = outbox.row(found, MailKind.DEMANDE)
    outbox.report(event("Reject", first, ADDRESS))
    assert send_again(first.key, outbox.world.now)
    outbox.beat(minutes=1)
    second = outbox.row(found, MailKind.DEMANDE)
    assert second.message_id != first.message_id

    outbox.report(event("Bounce", first, ADDRESS))
    assert not outbox.scenes.delegation(found).undeliverable
    outbox.report(event("Bounce", second, ADDRESS))
    assert outbox.scenes.delegation(found).undeliverable
    assert outbox.row(found, MailKind.DEMANDE).delivery == "rejete"


def test_a_report_on_an_earlier_message_does_not_stop_a_mail_from_being_sent_again(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    first = event("Reject", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=outbox.world.now)
    outbox.report(first)
    for again in (True, False):
        outbox.world.pass_time(hours=1)
        assert send_again(outbox.row(found, MailKind.DEMANDE).key, outbox.world.now)
        if again:
            outbox.beat(minutes=1)
            outbox.report(event("Reject", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=outbox.world.now))
    outbox.report(first)
    assert [mail.to for mail in outbox.beat(minutes=1)] == [ADDRESS]


@pytest.mark.parametrize(("behind", "counts"), [(30, True), (31, False)])
def test_the_clock_of_ses_may_be_half_a_minute_behind_ours(outbox: Outbox, behind: int, counts: bool) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.report(event("Reject", outbox.row(found, MailKind.DEMANDE), ADDRESS))
    assert send_again(outbox.row(found, MailKind.DEMANDE).key, outbox.world.now)
    sent_at = outbox.world.now - timedelta(seconds=behind)
    outbox.beat(minutes=1)
    outbox.report(event("Delivery", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=sent_at))
    assert (outbox.row(found, MailKind.DEMANDE).delivery == "remis") is counts
