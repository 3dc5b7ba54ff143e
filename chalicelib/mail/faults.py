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
    REJECTED = "rejet"
    """SES will never take this message, or this address."""
    UNKNOWN = "inconnu"
    """No answer came: SES may have taken it. Again once the lease is over, later and later; so it may arrive twice."""
    OTHER = "autre"
    """Anything else: again, later and later."""


SOON = timedelta(seconds=2)
PARKED = timedelta(hours=1)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)

_REJECTED = frozenset({"MessageRejected", "BadRequestException", "InvalidParameterValue"})
_RATE = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException"})


def fault_of(error: Exception) -> Fault:
    """Return what an error of SendEmail means (SES v2 API reference, « Errors »)."""
    if isinstance(error, ConnectTimeoutError | EndpointConnectionError):
        return Fault.OTHER  # nothing was sent: the connection itself failed
    if isinstance(error, HTTPClientError):
        return Fault.UNKNOWN
    if isinstance(error, BadAddress):
        return Fault.REJECTED
    return _fault_told(error) if isinstance(error, ClientError) else Fault.OTHER


def _fault_told(error: ClientError) -> Fault:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "").lower()
    if "daily message quota" in message:
        return Fault.QUOTA
    if code in _RATE or "maximum sending rate" in message:
        return Fault.RATE
    # A sender that is not verified (yet, or any more) is our fault: nobody's address is to be doubted for it.
    return Fault.REJECTED if code in _REJECTED and "not verified" not in message else Fault.OTHER


def delay_after(fault: Fault, tries: int, chance: float) -> timedelta:
    """Return how long to wait before the next try; `chance` in [0, 1) spreads those that failed together."""
    if fault is Fault.RATE:
        return SOON * (1 + chance)
    if fault is Fault.QUOTA:
        return PARKED * (1 + chance)
    # Full jitter on an exponential back-off; the exponent is bounded so that the delay stays a number.
    longest: timedelta = min(FIRST_DELAY * 2 ** min(tries, 16), LONGEST_DELAY)
    return longest * (0.5 + chance / 2)
