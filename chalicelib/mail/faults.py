"""What an error of SES means for the mail: try again soon, try again later, wait for the quota, or give up."""

from datetime import timedelta
from enum import StrEnum

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from chalicelib.mail.compose import BadAddress


class Fault(StrEnum):
    """Kinds of failure. Each is treated differently."""

    RATE = "debit"
    """Too many mails a second: tried again in a moment."""
    QUOTA = "quota"
    """The day's quota is used up: tried again after an hour or more."""
    HELD = "attente"
    """SES lets none of our mails leave: the domain is not verified, the account is paused, or rights are missing.

    Nothing is wrong with the mail. It is tried again, with growing delays.
    """
    ADDRESS = "adresse"
    """SES will never take this address."""
    REJECTED = "rejet"
    """SES will never take this message, to any address: the mail is given up, and no address is blamed."""
    UNKNOWN = "inconnu"
    """SES did not answer and may have taken the mail. It is tried again after the lease, and so may arrive twice."""
    OTHER = "autre"
    """Any other failure: tried again, with growing delays."""


UNCOUNTED = frozenset({Fault.RATE, Fault.QUOTA, Fault.HELD})
"""Faults that say nothing of the mail: a try that ends with one does not count."""


SOON = timedelta(seconds=2)
PARKED = timedelta(hours=1)
FIRST_HOLD = timedelta(minutes=1)
LONGEST_HOLD = timedelta(hours=1)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)

_INVALID = frozenset({"BadRequestException", "InvalidParameterValue"})
_OF_AN_ADDRESS = (
    # Most bad requests are our own mistake (a tag, a header, the name of the configuration set). Only these sentences
    # are about an address. SES parses addresses with JavaMail (`InternetAddress`) and returns its messages.
    "missing final '@domain'",
    "missing domain",
    "missing local name",
    "illegal address",
    "illegal whitespace in address",
    "invalid email address",
    "empty address",
    "local address ",
    "domain contains ",
    "domain starts with dot",
    "domain ends with dot",
    "address blacklisted",
)
_MESSAGE = "MessageRejected"
_NOT_VERIFIED = "not verified"
"""Part of SES's message about a sender, or a recipient in the sandbox, whose identity it has not verified."""
_HELD = frozenset(
    {
        "MailFromDomainNotVerifiedException",
        "MailFromDomainNotVerified",
        "AccountSuspendedException",
        "SendingPausedException",
        "AccountSendingPausedException",
        "ConfigurationSetSendingPausedException",
        "AccessDenied",
        "AccessDeniedException",
    }
)
"""SES's codes while it lets none of our mails leave (API references of SES v2 and v1, « SendEmail », « Errors »)."""
_RATE = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException"})


def fault_of(error: Exception) -> Fault:
    """Return the fault that an error of SendEmail stands for (SES v2 API reference, « Errors »)."""
    if isinstance(error, ConnectTimeoutError | EndpointConnectionError):
        return Fault.OTHER  # the connection failed, so nothing was sent
    if isinstance(error, HTTPClientError):
        return Fault.UNKNOWN
    if isinstance(error, BadAddress):
        return Fault.ADDRESS
    return _fault_of_reply(error) if isinstance(error, ClientError) else Fault.OTHER


def name_of(error: Exception) -> str:
    """Return the name of an error for its row and the log: SES's own code, or the class of the error."""
    code = error.response["Error"].get("Code") if isinstance(error, ClientError) else ""
    return code or type(error).__name__


def _fault_of_reply(error: ClientError) -> Fault:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "").lower()
    if "daily message quota" in message:
        return Fault.QUOTA
    if code in _RATE or "maximum sending rate" in message:
        return Fault.RATE
    if code in {*_INVALID, _MESSAGE} and message.startswith(_OF_AN_ADDRESS):
        return Fault.ADDRESS
    if code in _HELD or (code == _MESSAGE and _NOT_VERIFIED in message):
        return Fault.HELD
    return Fault.REJECTED if code == _MESSAGE else Fault.OTHER


def delay_after(fault: Fault, tries: int, waited: timedelta, chance: float) -> timedelta:
    """Return how long to wait before the next try; `chance` in [0, 1) spreads mails that failed together.

    `waited` is the time since the mail was written. The delay of a held mail grows with it, because its tries do not
    count.
    """
    if fault is Fault.HELD:
        return min(max(waited, FIRST_HOLD), LONGEST_HOLD) * (0.5 + chance / 2)
    if fault is Fault.RATE:
        return SOON * (1 + chance)
    if fault is Fault.QUOTA:
        return PARKED * (1 + chance)
    # Exponential back-off with jitter. The exponent is bounded, so that the delay does not overflow.
    longest: timedelta = min(FIRST_DELAY * 2 ** min(tries, 16), LONGEST_DELAY)
    return longest * (0.5 + chance / 2)
