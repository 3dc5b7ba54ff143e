"""The commands that list failed mails, send them again, show the life of a delegation, and sweep."""

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.domain.mails import MailKind
from chalicelib.store.mails import MailItem, read_failed
from infra.operations.outbox import main
from tests.integration import aws_calls
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.scenes import CLAIRE

Said = pytest.CaptureFixture[str]


def failed(outbox: Outbox) -> list[MailItem]:
    """Write two invitations whose mails were all rejected."""
    outbox.ses.otherwise = Answer.REJECTED
    for _ in range(2):
        outbox.scenes.invitation()
    outbox.deliver()
    outbox.ses.otherwise = Answer.TAKEN
    return outbox.rows()


def test_failed_mails_are_listed_by_name_with_the_reason_and_without_an_address(outbox: Outbox, capsys: Said) -> None:
    rows = failed(outbox)
    assert main(["failed"]) == 0
    said = capsys.readouterr().out
    lines = [line for line in said.splitlines() if "MessageRejected" in line]
    assert sorted(line.split()[0] for line in lines) == sorted(row.id for row in rows)
    assert "@" not in said


def report_on_creation(outbox: Outbox, *kinds: str) -> MailItem:
    """Send Claire's mail about a creation, and report these events about it."""
    found = outbox.scenes.invitation()
    outbox.deliver()
    row = outbox.row(found, MailKind.CREATION_DELEGANT)
    outbox.report(*(event(kind, row, "claire@autre.example") for kind in kinds))
    return row


def test_a_bounced_mail_is_listed_with_the_failed_ones(outbox: Outbox, capsys: Said) -> None:
    row = report_on_creation(outbox, "Bounce")
    main(["failed"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split() == [row.id, "echec", "tries", "1", "Permanent", "rejete"]


def test_a_bounced_mail_that_is_sent_again_shows_its_new_delivery(outbox: Outbox, capsys: Said) -> None:
    row = report_on_creation(outbox, "Bounce")
    before = outbox.row(row.about, row.mail_kind)
    assert main(["resend", row.id]) == 0
    assert [mail.name for mail in outbox.beat(minutes=1)] == [row.id]
    again = outbox.row(row.about, row.mail_kind)
    assert (again.state, bool(again.delivery)) == ("envoye", False)

    outbox.report(event("Bounce", before, "claire@autre.example"))
    assert not outbox.row(row.about, row.mail_kind).delivery, "a doubled report about the message before"
    outbox.report(event("Delivery", again, "claire@cabinet.example"))
    assert outbox.row(row.about, row.mail_kind).delivery == "remis"
    main(["failed"])
    assert not capsys.readouterr().out


@pytest.mark.parametrize("kinds", [("Bounce",), ("Delivery",), ("Complaint",)])
def test_resend_all_leaves_out_the_mails_that_ses_accepted(outbox: Outbox, kinds: tuple[str, ...]) -> None:
    report_on_creation(outbox, *kinds)
    main(["resend-all"])
    assert not outbox.beat(minutes=1)


def test_the_list_of_failed_mails_does_not_scan_the_table(outbox: Outbox) -> None:
    failed(outbox)
    with aws_calls.counted() as calls:
        assert len(list(read_failed())) == 4
    assert set(calls) == {"dynamodb.Query", "dynamodb.BatchGetItem"}


def test_one_mail_is_sent_again_once(outbox: Outbox, capsys: Said) -> None:
    row = next(row for row in failed(outbox) if row.mail_kind == MailKind.CREATION_DELEGANT)
    assert main(["resend", row.id]) == 0
    assert [mail.name for mail in outbox.beat(minutes=1)] == [row.id]
    assert main(["resend", row.id]) == 1, "it has been sent"
    assert not outbox.beat(minutes=1)
    assert "has not failed" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "rien", "a.b", "a.000001.creation_delegant.delegant"])
def test_an_unknown_mail_name_changes_nothing(outbox: Outbox, name: str) -> None:
    items = outbox.world.items()
    assert main(["resend", name]) == 1
    assert outbox.world.items() == items


def test_resend_all_sends_every_failed_mail_again(outbox: Outbox) -> None:
    rows = failed(outbox)
    assert main(["resend-all"]) == 0
    assert main(["resend-all"]) == 0
    sent = outbox.beat(minutes=1)
    assert sorted(mail.name for mail in sent) == sorted(row.id for row in rows)
    assert not list(read_failed())


def test_a_mail_sent_again_in_vain_is_cancelled(outbox: Outbox) -> None:
    rows = failed(outbox)
    delete(runtime.context(), outbox.scenes.session(CLAIRE), rows[0].about, Hint())
    main(["resend-all"])
    outbox.beat(minutes=1)
    assert outbox.row(rows[0].about, MailKind.INVITATION).state == "annule"


def test_the_life_of_a_delegation_is_shown_in_order(outbox: Outbox, capsys: Said) -> None:
    found = outbox.scenes.validated()
    outbox.deliver()
    assert main(["life", found]) == 0
    said = capsys.readouterr().out
    assert said.startswith("validee, gone at ")
    for told in ("act     creation by delegant", "act     acceptation by espace", "notice  demande to the délégué"):
        assert told in said
    assert "demande.delegue  annule" in said
    assert "@" not in said

    delete(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint())
    main(["life", found])
    assert capsys.readouterr().out.startswith("supprimee at ")
    assert main(["life", "aucune"]) == 1


def test_the_manual_sweep_does_the_work_of_the_schedule(outbox: Outbox) -> None:
    outbox.scenes.invitation()
    assert main(["sweep"]) == 0
    assert len(outbox.ses.sent) == 2
