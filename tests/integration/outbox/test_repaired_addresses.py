"""A late report on a mail sent before the repair of its address does not count."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from infra.operations.suppression import main
from tests.integration.outbox.outbox import Outbox, Record, event
from tests.integration.outbox.test_suppression import List
from tests.integration.scenes import PAUL

ADDRESS = "paul@exemple.fr"
SECOND = timedelta(seconds=1)


def bounce(outbox: Outbox, found: str, sent_at: datetime) -> Record:
    """Return the report of SES on the bounce of the demand of `found`, sent at `sent_at`."""
    return event("Bounce", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=sent_at)


def is_doubted(outbox: Outbox, found: str) -> tuple[bool, bool]:
    """Return whether the account gets no mails, and whether the délégant's page says so."""
    return HeadItem.get(*keys.head(PAUL)).suppressed, outbox.scenes.delegation(found).undeliverable


def test_a_late_bounce_of_a_mail_sent_before_the_repair_of_its_address_does_not_count(outbox: Outbox) -> None:
    first, second = outbox.scenes.demand(), outbox.scenes.demand()
    outbox.deliver()
    sent_at = outbox.world.now
    outbox.report(bounce(outbox, first, sent_at))
    assert is_doubted(outbox, first) == (True, True)
    outbox.world.pass_time(hours=1)
    assert main(["lift", ADDRESS], List()) == 0
    for late in (second, first):
        outbox.report(bounce(outbox, late, sent_at))
    assert is_doubted(outbox, second) == (False, False)
    assert outbox.row(second, MailKind.DEMANDE).delivery == "rejete", "the row itself says what became of it"


@pytest.mark.parametrize(("after", "counts"), [(timedelta(), False), (SECOND, True)])
def test_a_bounce_of_a_mail_sent_after_the_repair_counts(outbox: Outbox, after: timedelta, counts: bool) -> None:
    first, second = outbox.scenes.demand(), outbox.scenes.demand()
    outbox.deliver()
    outbox.report(bounce(outbox, first, outbox.world.now))
    outbox.world.pass_time(hours=1)
    main(["lift", ADDRESS], List())
    outbox.report(bounce(outbox, second, outbox.world.now + after))
    assert is_doubted(outbox, second) == (counts, counts)
