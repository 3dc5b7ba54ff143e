"""Compose a mail: a subject, a text part and an HTML part with the same content, from facts and links."""

import re
from collections.abc import Mapping
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from typing import Any, NamedTuple

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.mails import MailKind
from chalicelib.identity.addresses import ascii_domain
from chalicelib.settings import Settings
from chalicelib.templating import html_environment, text_environment

SENDER = "amelipro - Délégation d’accès"


class _Folded(NamedTuple):
    """A header as it is sent, of which `email` asks no more than this."""

    name: str
    text: str

    def fold(self, *, policy: object) -> str:
        """Return its lines."""
        return self.text


class BadAddress(ValueError):
    """The address of a recipient cannot be written in a header, so no mail will ever reach it."""


def compose(
    kind: MailKind | AccountMail,
    facts: Mapping[str, Any],
    links: Mapping[str, str],
    recipient: str,
    mail_id: str,
    now: datetime,
    settings: Settings,
) -> bytes:
    """Return the message (MIME) of `kind` to `recipient`, made of `facts` and `links`.

    Raises jinja2's UndefinedError when a fact or a link that the mail needs is missing, and `BadAddress` when
    `recipient` is no address: no text that somebody typed can add a header.
    """
    source = f"mails/{kind}.jinja"
    plain = text_environment().get_template(source)
    subject = "".join(plain.blocks["sujet"](plain.new_context())).strip()
    values = {
        **facts,
        "liens": links,
        "subject": subject,
        "assistance_number": settings.assistance_number,
    }
    text = plain.render(values)
    html = html_environment().get_template(source).render(values)
    message = _envelope(subject, recipient, mail_id, now, settings)
    message.set_content(_without_gaps(text), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _envelope(subject: str, recipient: str, mail_id: str, now: datetime, settings: Settings) -> EmailMessage:
    """Return a message that has its headers and no content."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = _sender(settings.mail_from)
    message["To"] = _recipient(recipient)
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = f"<{mail_id}@{_address(settings.mail_from).domain}>"
    message["Content-Language"] = "fr"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Delegation-Mail"] = mail_id
    return message


@cache
def _sender(address: str) -> Any:
    """Return the header of the sender, folded once: that takes a quarter of the time of a mail, for its accents."""
    header: Any = policy.SMTP.header_factory("From", _address(address, SENDER))
    return _Folded("From", header.fold(policy=policy.SMTP))


def _recipient(address: str) -> Address:
    try:
        return _address(address)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress("the recipient's address is not one") from error


def _address(address: str, display_name: str = "") -> Address:
    """Return `address` in the form of a header, an international domain in ASCII; raises ValueError and others."""
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("an address has two parts around its @")
    if not domain.isascii():
        domain = ascii_domain(domain)
    return Address(display_name, addr_spec=f"{local}@{domain}")


def _without_gaps(text: str) -> str:
    """Leave one empty line between paragraphs where a template skipped some of them."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
