"""A mail that SES does not allow yet waits for as long as necessary, and its reason is visible."""

from datetime import timedelta

import pytest

from chalicelib import runtime
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
    """The state of the domain and of the account in SES."""

    verified = False

    def client(self, _: str) -> "Sesv2":
        """Stand in for the command's clients."""
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
def test_a_mail_that_ses_does_not_allow_yet_is_held_for_days_and_then_sent(
    outbox: Outbox, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = settings()._replace(mail_tries=4)
    monkeypatch.setattr(runtime, "settings", lambda: few)
    outbox.ses.otherwise = answer
    found = outbox.scenes.demand()
    outbox.deliver()
    for _ in range(few.mail_tries + 1):
        outbox.beat(hours=12)
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.tries, row.error) == ("a_envoyer", 0, f"attente: {answer.value[1]}")
    assert "non_remis" not in outbox.scenes.delegation(found).status
    assert not outbox.scenes.delegation(found).address_is_correctable

    outbox.ses.otherwise = Answer.TAKEN
    assert len(outbox.beat(hours=1)) == 2
    assert outbox.row(found, MailKind.DEMANDE).error is None


def test_a_held_mail_is_tried_less_and_less_often(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED
    found = outbox.scenes.demand()
    outbox.deliver()
    first = wait(outbox, outbox.row(found, MailKind.DEMANDE))
    assert timedelta(seconds=29) <= first <= timedelta(minutes=1)
    outbox.beat(hours=5)
    assert timedelta(minutes=29) <= wait(outbox, outbox.row(found, MailKind.DEMANDE)) <= timedelta(hours=1)


def test_a_held_mail_has_a_log_event_of_its_own(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED_HERE
    outbox.scenes.demand()
    outbox.deliver()
    assert {entry.message for entry in logged.records} == {"mail_held"}
    assert "@" not in logged.text


def test_a_held_demand_that_can_no_longer_be_answered_is_never_sent(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.NOT_VERIFIED
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.beat(days=31)
    outbox.ses.otherwise = Answer.TAKEN
    outbox.beat(hours=2)
    assert outbox.row(found, MailKind.DEMANDE).state == "annule"


def test_the_command_lists_the_held_mails_and_their_obstacle(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    ses = Sesv2()
    monkeypatch.setattr(command, "Clients", lambda: ses)
    outbox.ses.script.extend([Answer.NOT_VERIFIED_HERE, Answer.TAKEN])
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
