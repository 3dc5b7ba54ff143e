"""The last of the tries that a mail has: whatever is no fault of its own does not use it up."""

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox


@pytest.mark.parametrize("waits", [Answer.RATE, Answer.QUOTA, Answer.NOT_VERIFIED])
def test_a_mail_that_must_wait_at_its_last_try_is_tried_again(outbox: Outbox, waits: Answer) -> None:
    found = outbox.scenes.demand()
    outbox.ses.otherwise = Answer.BROKEN
    for _ in range(settings().mail_tries - 1):
        outbox.beat(hours=3)
    outbox.ses.otherwise = waits
    outbox.beat(hours=3)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries) == ("a_envoyer", settings().mail_tries - 1)

    outbox.ses.otherwise = Answer.BROKEN
    outbox.beat(hours=3)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries) == ("echec", settings().mail_tries)
