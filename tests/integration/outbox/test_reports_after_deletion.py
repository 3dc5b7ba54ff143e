"""Reports on mails and accounts that are no longer in the table write nothing and raise no error."""

from chalicelib.domain.mails import MailKind
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.test_repaired_addresses import bounce
from tests.integration.scenes import PAUL


def test_a_report_on_a_deleted_row_writes_nothing(outbox: Outbox) -> None:
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


def test_a_report_about_a_deleted_account_only_marks_the_row(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    told = bounce(outbox, found, outbox.world.now)
    (head,) = [raw for raw in outbox.world.of_kind("head") if PAUL in raw["pk"]["S"]]
    outbox.remove(head)
    outbox.report(told)
    assert outbox.row(found, MailKind.DEMANDE).delivery == "rejete"
    assert head["pk"] not in [raw["pk"] for raw in outbox.world.of_kind("head")]
