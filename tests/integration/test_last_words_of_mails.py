"""What a sender logs of a mail's end: after a restore, and before an alarm, the log is all that is asked."""

import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.domain.mails import MailKind
from chalicelib.mail import deliver, transport
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item
from tests.integration.scenes import Scenes

_REJECTED = ClientError({"Error": {"Code": "MessageRejected", "Message": "Invalid content."}}, "SendEmail")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the service logs."""
    caplog.set_level(logging.INFO, logger="chalicelib")
    return caplog


def _demand(scenes: Scenes) -> MailItem:
    """Return the row of the newest demand."""
    rows = [Item.from_raw_data(raw) for raw in scenes.world.of_kind("mail")]
    return [row for row in rows if isinstance(row, MailItem) and row.mail_kind == MailKind.DEMANDE][-1]


def _ends(said: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return the event and the state of each line that says how a mail ended."""
    kinds = {"mail", "mail_given_up"}
    return [(line.message, vars(line).get("state", "")) for line in said.records if line.message in kinds]


def test_a_mail_that_is_cancelled_has_its_line(scenes: Scenes, said: pytest.LogCaptureFixture) -> None:
    scenes.deleted()
    send_mail(runtime.context(), _demand(scenes).key)
    assert _ends(said) == [("mail", "annule")]


def test_a_mail_that_is_given_up_has_its_lines(
    scenes: Scenes, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rejected(*_: Any) -> str:
        raise _REJECTED

    scenes.demand()
    monkeypatch.setattr(deliver, "send", rejected)
    send_mail(runtime.context(), _demand(scenes).key)
    assert _ends(said) == [("mail", "echec"), ("mail_given_up", "")]


def test_who_has_lost_his_lease_gives_up_nothing(
    scenes: Scenes, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.demand()
    key = _demand(scenes).key

    def overtaken(*_: Any) -> str:
        monkeypatch.setattr(deliver, "send", transport.send)
        scenes.world.now += deliver.LEASE
        send_mail(runtime.context(), key)
        raise _REJECTED

    monkeypatch.setattr(deliver, "send", overtaken)
    send_mail(runtime.context(), key)
    assert _ends(said) == [("mail", "envoye")]
    assert _demand(scenes).state == "envoye"
