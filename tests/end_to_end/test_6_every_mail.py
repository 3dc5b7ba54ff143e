"""After all the stories: every mail of the catalogue was sent to its recipient, and no other mail was."""

import re

import pytest

from chalicelib.domain.mails import MailKind
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.mailbox import Received
from tests.end_to_end.people import World


def test_the_catalogue_names_every_kind_of_mail_and_the_ten_of_the_user_guide() -> None:
    assert {mail.name for mail in Mail} == {kind.name for kind in MailKind}
    assert sum(mail.value.in_guide for mail in Mail) == 10


@pytest.mark.parametrize("mail", Mail, ids=lambda mail: mail.name)
def test_each_mail_was_read_by_its_recipient(mail: Mail, seen: list[tuple[Mail, Received]]) -> None:
    assert [received for kind, received in seen if kind is mail], f"{mail.name} was never sent"


def test_every_sent_mail_about_a_delegation_is_in_the_catalogue(worlds: list[World]) -> None:
    for received in (received for world in worlds for received in world.mailbox.about_delegations()):
        assert sum(received.fits(mail.value) for mail in Mail) == 1, f"{received.subject}\n{received.text}"


def test_no_story_left_an_unexpected_mail(worlds: list[World]) -> None:
    unexpected = [(mail.to, mail.subject, mail.flat[:200]) for world in worlds for mail in world.mailbox.unread()]
    assert unexpected == []


def test_the_log_of_the_platform_has_no_error_and_names_nobody(worlds: list[World]) -> None:
    for line in (line for world in worlds for line in world.platform.log):
        assert not re.search(r"Traceback|WARNING|ERROR|CRITICAL|@|/lien/[^{]", line), line
