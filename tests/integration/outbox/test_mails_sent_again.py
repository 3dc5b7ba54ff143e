"""A mail that operations sent again is another message: what SES says of that one counts, and of the first no more."""

from chalicelib.domain.mails import MailKind
from chalicelib.store.mails import send_again
from tests.integration.outbox.outbox import Outbox, event

ADDRESS = "paul@exemple.fr"


def test_what_ses_says_of_the_second_message_counts(outbox: Outbox) -> None:
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
