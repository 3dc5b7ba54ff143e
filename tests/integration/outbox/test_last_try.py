"""Only a fault of the mail itself uses up its last try."""

import pytest

from chalicelib import runtime
from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox


@pytest.mark.parametrize("waits", [Answer.RATE, Answer.QUOTA, Answer.NOT_VERIFIED])
def test_a_wait_does_not_use_up_the_last_try(outbox: Outbox, waits: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    few = settings()._replace(mail_tries=3)
    monkeypatch.setattr(runtime, "settings", lambda: few)
    found = outbox.scenes.demand()
    outbox.ses.otherwise = Answer.BROKEN
    for _ in range(few.mail_tries - 1):
        outbox.beat(hours=3)
    outbox.ses.otherwise = waits
    outbox.beat(hours=3)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries) == ("a_envoyer", few.mail_tries - 1)

    outbox.ses.otherwise = Answer.BROKEN
    outbox.beat(hours=3)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries) == ("echec", few.mail_tries)
