"""The log lines at the end of a mail, which the restore and the alarms read."""

import logging
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.domain.mails import MailKind
from chalicelib.mail import deliver, transport
from chalicelib.mail.lease import LEASE
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return the log of the service."""
    caplog.set_level(logging.INFO, logger="chalicelib")
    return caplog


def _ends(said: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return the event and the state of each line about the end of a mail."""
    kinds = {"mail", "mail_given_up"}
    return [(line.message, vars(line).get("state", "")) for line in said.records if line.message in kinds]


def test_a_cancelled_mail_has_its_log_line(outbox: Outbox, log: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.deleted()
    send_mail(runtime.context(), outbox.row(found, MailKind.DEMANDE).key)
    assert _ends(log) == [("mail", "annule")]


def test_an_abandoned_mail_has_its_log_lines(outbox: Outbox, log: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.demand()
    outbox.ses.script.append(Answer.REJECTED)
    send_mail(runtime.context(), outbox.row(found, MailKind.DEMANDE).key)
    assert _ends(log) == [("mail", "echec"), ("mail_given_up", "")]


def test_a_sender_that_lost_its_lease_abandons_no_mail(
    outbox: Outbox, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = outbox.scenes.demand()
    key = outbox.row(found, MailKind.DEMANDE).key

    def overtaken(*mail: Any) -> str:
        monkeypatch.setattr(deliver, "send", transport.send)
        outbox.world.now += LEASE
        send_mail(runtime.context(), key)
        outbox.ses.script.append(Answer.REJECTED)
        return transport.send(*mail)

    monkeypatch.setattr(deliver, "send", overtaken)
    send_mail(runtime.context(), key)
    assert _ends(log) == [("mail", "envoye")]
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"
