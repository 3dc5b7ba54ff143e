"""A mail that SES does not let leave yet waits, for as long as it takes, and everybody who looks is told why."""

from datetime import timedelta

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from infra.operations import outbox as command
from infra.operations.outbox import main
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.test_faults import wait

Said = pytest.CaptureFixture[str]
HOLDS = [
    Answer.NOT_VERIFIED,
    Answer.NOT_VERIFIED_HERE,
    Answer.NO_MAIL_FROM,
    Answer.NO_RIGHT,
    Answer.SUSPENDED,
    Answer.PAUSED,
]


class Sesv2:
    """What SES says of the domain and of the account."""

    verified = False

    def client(self, _: str) -> "Sesv2":
        """Stand in for the clients of the shell."""
        return self

    def get_email_identity(self, *, EmailIdentity: str) -> dict[str, object]:  # noqa: N803
        """Describe the domain."""
        assert EmailIdentity == settings().mail_from.rpartition("@")[2]
        status = "SUCCESS" if self.verified else "PENDING"
        return {"VerifiedForSendingStatus": self.verified, "DkimAttributes": {"Status": status}}

    def get_account(self) -> dict[str, object]:
        """Describe the account."""
        return {"SendingEnabled": True, "ProductionAccessEnabled": self.verified}


@pytest.mark.parametrize("answer", HOLDS)
def test_a_mail_that_may_not_leave_yet_is_held_for_days_and_leaves_when_it_may(outbox: Outbox, answer: Answer) -> None:
    outbox.ses.otherwise = answer
    found = outbox.scenes.demand()
    outbox.deliver()
    for _ in range(settings().mail_tries + 60):
        outbox.beat(hours=1)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries, row.error) == ("a_envoyer", 0, f"attente: {answer.value[1]}")
    assert "non_remis" not in outbox.scenes.delegation(found).status
    assert not outbox.scenes.delegation(found).address_is_correctable

    outbox.ses.otherwise = Answer.TAKEN
    assert len(outbox.beat(hours=1)) == 2
    assert outbox.row(found, MailKind.DEMANDE).error is None


def test_a_held_mail_is_asked_for_less_and_less_often(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED
    found = outbox.scenes.demand()
    outbox.deliver()
    first = wait(outbox, outbox.row(found, MailKind.DEMANDE))
    assert timedelta(seconds=29) <= first <= timedelta(minutes=1)
    outbox.beat(hours=5)
    assert timedelta(minutes=29) <= wait(outbox, outbox.row(found, MailKind.DEMANDE)) <= timedelta(hours=1)


def test_a_held_mail_is_logged_by_a_word_of_its_own(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED_HERE
    outbox.scenes.demand()
    outbox.deliver()
    assert {entry.message for entry in logged.records} == {"mail_held"}
    assert "@" not in logged.text


def test_a_held_demand_that_nobody_can_answer_any_more_never_leaves(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.beat(days=31)
    outbox.ses.otherwise = Answer.TAKEN
    outbox.beat(hours=2)
    assert outbox.row(found, MailKind.DEMANDE).state == "annule"


def test_the_command_lists_what_is_held_and_says_what_ses_waits_for(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    ses = Sesv2()
    monkeypatch.setattr(command, "Clients", lambda: ses)
    outbox.ses.script.extend([Answer.TAKEN, Answer.NOT_VERIFIED_HERE])
    found = outbox.scenes.demand()
    outbox.deliver()
    row = outbox.row(found, MailKind.DEMANDE)

    assert main(["held"]) == 0
    said = capsys.readouterr()
    (line,) = [one for one in said.out.splitlines() if not one.startswith("{")]
    assert line.split()[0] == row.id
    assert "attente: MessageRejected" in line
    assert "not verified" in said.err or "has not verified" in said.err
    assert "sandbox" in said.err
    assert "1 held" in said.err

    ses.verified = True
    outbox.beat(hours=1)
    main(["held"])
    said = capsys.readouterr()
    assert "SES sends them" in said.err
    assert "0 held" in said.err
