"""The command that lists failed mails, sends them again, shows a life and sweeps by hand."""

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
    """Two invitations whose mails were all rejected."""
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


def came_back(outbox: Outbox, *kinds: str) -> MailItem:
    """Claire's own mail about a creation, of which SES has told."""
    found = outbox.scenes.invitation()
    outbox.deliver()
    row = outbox.row(found, MailKind.CREATION_DELEGANT)
    outbox.report(*(event(kind, row, "claire@autre.example") for kind in kinds))
    return row


def test_a_mail_that_came_back_is_listed_with_them(outbox: Outbox, capsys: Said) -> None:
    row = came_back(outbox, "Bounce")
    main(["failed"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split() == [row.id, "echec", "tries", "1", "Permanent", "rejete"]


def test_a_mail_that_came_back_and_is_sent_again_tells_its_new_delivery(outbox: Outbox, capsys: Said) -> None:
    row = came_back(outbox, "Bounce")
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
def test_whatever_ses_took_is_not_sent_again_with_all_others(outbox: Outbox, kinds: tuple[str, ...]) -> None:
    came_back(outbox, *kinds)
    main(["resend-all"])
    assert not outbox.beat(minutes=1)


def test_nothing_scans_the_table_to_find_them(outbox: Outbox) -> None:
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
def test_a_name_that_is_no_mails_changes_nothing(outbox: Outbox, name: str) -> None:
    items = outbox.world.items()
    assert main(["resend", name]) == 1
    assert outbox.world.items() == items


def test_all_mails_are_sent_again(outbox: Outbox) -> None:
    rows = failed(outbox)
    assert main(["resend-all"]) == 0
    assert main(["resend-all"]) == 0
    sent = outbox.beat(minutes=1)
    assert sorted(mail.name for mail in sent) == sorted(row.id for row in rows)
    assert not list(read_failed())


def test_a_mail_sent_again_that_nobody_needs_any_more_is_cancelled(outbox: Outbox) -> None:
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


def test_the_sweep_by_hand_does_what_the_schedule_does(outbox: Outbox) -> None:
    outbox.scenes.invitation()
    assert main(["sweep"]) == 0
    assert len(outbox.ses.sent) == 2
