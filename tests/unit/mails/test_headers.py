"""Subjects, headers and sizes suit relays and mailboxes."""

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.mails import MailKind
from chalicelib.mail.compose import SENDER
from chalicelib.templating import TEMPLATES
from tests.unit.mails.composing import (
    NOW,
    RECIPIENT,
    SETTINGS,
    SUBJECTS,
    AnyKind,
    composed_mail,
    every_kind,
    message_of,
    variants,
)


@every_kind
def test_subjects_are_fixed_and_name_nobody(kind: AnyKind) -> None:
    subjects = {message_of(mail)["Subject"] for mail in variants(kind)}
    assert subjects == {SUBJECTS[kind]}
    assert message_of(composed_mail(kind))["Subject"] == SUBJECTS[kind]


def test_there_is_one_template_for_each_mail_and_no_other() -> None:
    templates = {path.stem for path in (TEMPLATES / "mails").glob("[!_]*")}
    assert templates == {kind.value for kind in (*MailKind, *AccountMail)}


def test_headers_give_the_sender_the_date_and_that_the_mail_is_automatic() -> None:
    message = message_of(composed_mail(MailKind.REFUS))
    assert message["From"] == "amelipro - Délégation d’accès <ne-pas-repondre@exemple.fr>"
    assert message["To"] == RECIPIENT
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<01JMAIL@exemple.fr>"
    assert message["X-Delegation-Mail"] == "01JMAIL"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_sender_is_written_as_email_writes_it() -> None:
    plain = EmailMessage(policy=policy.SMTP)
    plain["From"] = Address(SENDER, addr_spec=SETTINGS.mail_from)
    assert composed_mail(MailKind.DEMANDE).startswith(plain.as_bytes().removesuffix(b"\r\n"))


@pytest.mark.parametrize(
    "recipient",
    [
        "a@exemple.fr\r\nBcc: b@exemple.fr",
        "a@exemple.fr\nBcc: b@exemple.fr",
        "a@exemple.fr, b@exemple.fr",
        "a@exemple.fr> <b@exemple.fr",
        "",
    ],
)
def test_a_recipient_that_is_not_one_address_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match=r"address|addr_spec|domain"):
        composed_mail(MailKind.REFUS, recipient=recipient)


def test_an_international_domain_is_written_in_ascii() -> None:
    for domain, written in (("café.example", "xn--caf-dma.example"), ("straße.example", "xn--strae-oqa.example")):
        assert message_of(composed_mail(MailKind.REFUS, recipient=f"a@{domain}"))["To"] == f"a@{written}"


@every_kind
def test_lines_and_sizes_suit_every_relay(kind: AnyKind) -> None:
    for mail in variants(kind):
        assert len(mail) < 30_000
        assert mail.isascii()
        assert max(map(len, mail.split(b"\r\n"))) <= 998
