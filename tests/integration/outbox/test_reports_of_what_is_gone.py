"""SES may speak of mails, and to accounts, that the table holds no more: nothing is written, nothing goes wrong."""

from chalicelib.domain.mails import MailKind
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.test_mended_addresses import bounce
from tests.integration.scenes import PAUL


def test_a_report_of_a_mail_whose_row_is_gone_writes_nothing(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    told = bounce(outbox, found, outbox.world.now)
    key = outbox.row(found, MailKind.DEMANDE).key
    for raw in outbox.world.of_kind("mail"):
        if (raw["pk"]["S"], raw["sk"]["S"]) == key:
            outbox.remove(raw)
    before = outbox.world.items()
    outbox.report(told)
    assert outbox.world.items() == before


def test_a_report_to_an_account_that_is_gone_marks_the_row_alone(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    told = bounce(outbox, found, outbox.world.now)
    (head,) = [raw for raw in outbox.world.of_kind("head") if PAUL in raw["pk"]["S"]]
    outbox.remove(head)
    outbox.report(told)
    assert outbox.row(found, MailKind.DEMANDE).delivery == "rejete"
    assert head["pk"] not in [raw["pk"] for raw in outbox.world.of_kind("head")]
