"""What keeps a mail from whoever has no business with it: its time, and the lease of another sender."""

from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.outbox.conftest import outbox, ses
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox

__all__ = ["outbox", "ses"]


def test_a_mail_that_is_put_off_is_not_sent_before_its_time_however_often_the_stream_speaks_of_it(
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


def test_a_row_that_nobody_can_read_and_that_is_settled_meanwhile_stays_settled(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    (raw,) = [item for item in outbox.world.of_kind("mail") if item["mail_kind"]["S"] == MailKind.DEMANDE]
    outbox.put({**raw, "facts": {"S": "no map"}, "tries": {"N": str(settings().mail_tries)}})

    def settle() -> None:
        outbox.put({**raw, "state": {"S": "envoye"}, "tries": {"N": "99"}})

    with meanwhile(UPDATE, settle, about="illisible"):
        outbox.deliver(found)
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"
