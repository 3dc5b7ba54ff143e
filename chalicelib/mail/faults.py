"""What an error of SES means for the mail: try soon, try later, wait for tomorrow, or never again."""

from datetime import timedelta
from enum import StrEnum

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from chalicelib.mail.compose import BadAddress


class Fault(StrEnum):
    """Kinds of failure, told apart because each is treated otherwise."""

    RATE = "debit"
    """Too many a second: again in a moment; it does not count as a try."""
    QUOTA = "quota"
    """The day's quota is used up: parked; it does not count as a try."""
    HELD = "attente"
    """SES lets nothing of ours leave yet: a domain that is not verified, an account that is paused, rights that lack.

    Nothing is wrong with the mail: it waits, later and later, and it does not count as a try.
    """
    ADDRESS = "adresse"
    """SES will never take this address."""
    REJECTED = "rejet"
    """SES will never take this message, whomever it is for: ended, and no address is blamed."""
    UNKNOWN = "inconnu"
    """No answer came: SES may have taken it. Again once the lease is over, later and later; so it may arrive twice."""
    OTHER = "autre"
    """Anything else: again, later and later."""


SOON = timedelta(seconds=2)
PARKED = timedelta(hours=1)
FIRST_HOLD = timedelta(minutes=1)
LONGEST_HOLD = timedelta(hours=1)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)

_INVALID = frozenset({"BadRequestException", "InvalidParameterValue"})
_OF_AN_ADDRESS = (
    # A bad request is most often one of ours (a tag, a header, the name of the configuration set): only these sentences
    # speak of an address. SES reads addresses with JavaMail (`InternetAddress`), and answers with what that says.
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
"""In the sentence of a sender, or of a recipient in the sandbox, whose identity SES has not verified."""
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
"""What SES says while it lets nothing of ours leave (API references of SES v2 and v1, « SendEmail », « Errors »)."""
_RATE = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException"})


def fault_of(error: Exception) -> Fault:
    """Return what an error of SendEmail means (SES v2 API reference, « Errors »)."""
    if isinstance(error, ConnectTimeoutError | EndpointConnectionError):
        return Fault.OTHER  # nothing was sent: the connection itself failed
    if isinstance(error, HTTPClientError):
        return Fault.UNKNOWN
    if isinstance(error, BadAddress):
        return Fault.ADDRESS
    return _fault_told(error) if isinstance(error, ClientError) else Fault.OTHER


def name_of(error: Exception) -> str:
    """Return the word for an error that its row and the log keep: SES's own code, or the kind of the error."""
    code = error.response["Error"].get("Code") if isinstance(error, ClientError) else ""
    return code or type(error).__name__


def _fault_told(error: ClientError) -> Fault:
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
    """Return how long to wait before the next try; `chance` in [0, 1) spreads those that failed together.

    `waited` is the time since the mail was written: what is held is not counted, so its delay grows with its age.
    """
    if fault is Fault.HELD:
        return min(max(waited, FIRST_HOLD), LONGEST_HOLD) * (0.5 + chance / 2)
    if fault is Fault.RATE:
        return SOON * (1 + chance)
    if fault is Fault.QUOTA:
        return PARKED * (1 + chance)
    # Full jitter on an exponential back-off; the exponent is bounded so that the delay stays a number.
    longest: timedelta = min(FIRST_DELAY * 2 ** min(tries, 16), LONGEST_DELAY)
    return longest * (0.5 + chance / 2)
