"""The state of SES: whether the sender's domain is verified, and the account is out of the sandbox."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


def state(ses: Any, mail_from: str) -> Iterator[str]:
    """Yield a line for each reason why mails wait, or one line when there is none; `ses` is a client of SESv2."""
    try:
        found = reasons(ses, mail_from)
    except (BotoCoreError, ClientError) as error:
        # This is only information: without the right to ask, the command goes on.
        yield f"Mails: SES was not asked whether they may leave ({type(error).__name__})."
        return
    yield from found or [f"Mails: SES sends them for {_domain(mail_from)}."]


def reasons(ses: Any, mail_from: str) -> list[str]:
    """Return a sentence for each reason why mails wait; raises what botocore raises."""
    return [*_identity(ses, _domain(mail_from)), *_account(ses)]


def _domain(mail_from: str) -> str:
    return mail_from.rpartition("@")[2]


def _identity(ses: Any, domain: str) -> Iterator[str]:
    try:
        identity = ses.get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
        yield f"Mails wait: SES does not know the domain {domain}."
        return
    if not identity.get("VerifiedForSendingStatus"):
        dkim = identity.get("DkimAttributes", {}).get("Status", "unknown")
        yield f"Mails wait: SES has not verified {domain} yet (DKIM: {dkim}); docs/operations.md, step « Domain »."
    if identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "SUCCESS") != "SUCCESS":
        yield f"Mails wait: the records of the MAIL FROM domain of {domain} are not found yet."


def _account(ses: Any) -> Iterator[str]:
    account = ses.get_account()
    if account.get("SendingEnabled") is False:
        yield "Mails wait: SES has paused the sending of this account."
    if account.get("ProductionAccessEnabled") is False:
        yield "SES sandbox: only verified addresses and domains are written to; mails to others wait."
