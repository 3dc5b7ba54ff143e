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


def _fault_told(error: ClientError) -> Fault:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "").lower()
    if "daily message quota" in message:
        return Fault.QUOTA
    if code in _RATE or "maximum sending rate" in message:
        return Fault.RATE
    if code in {*_INVALID, _MESSAGE} and message.startswith(_OF_AN_ADDRESS):
        return Fault.ADDRESS
    # A sender that is not verified (yet, or any more) is our fault, and can be mended: again.
    return Fault.REJECTED if code == _MESSAGE and "not verified" not in message else Fault.OTHER


def delay_after(fault: Fault, tries: int, chance: float) -> timedelta:
    """Return how long to wait before the next try; `chance` in [0, 1) spreads those that failed together."""
    if fault is Fault.RATE:
        return SOON * (1 + chance)
    if fault is Fault.QUOTA:
        return PARKED * (1 + chance)
    # Full jitter on an exponential back-off; the exponent is bounded so that the delay stays a number.
    longest: timedelta = min(FIRST_DELAY * 2 ** min(tries, 16), LONGEST_DELAY)
    return longest * (0.5 + chance / 2)
