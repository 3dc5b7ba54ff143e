"""What a complaint of SES means for the address: only a person who says that he does not want our mails closes it."""

from collections.abc import Mapping
from typing import Any

NOT_SPAM = "not-spam"

UNWANTED: Mapping[str, bool] = {
    # RFC 5965, section 7.3, and the registry of IANA that it opens (« Feedback Report Type Values »).
    "": True,  # no report, or one without a type: the mailbox provider forwards the button « spam » and nothing more
    "abuse": True,  # the person reports unsolicited mail
    "fraud": True,  # the person reports phishing: he must not get the same mail again
    NOT_SPAM: False,  # the person takes our mail out of his spam folder
    "virus": False,  # a scanner found something in the message; no person has spoken
    "auth-failure": False,  # SPF, DKIM or DMARC failed at the recipient's system; no person has spoken
    "other": False,  # neither of these; nothing says that a person does not want our mails
}
"""By type, whether the person wants no more mail. A type that is not here is treated like « other »."""

UNKNOWN = "unknown"


def type_of(complaint: Mapping[str, Any]) -> str:
    """Return the type of a complaint as one word of a closed list: nobody else's text reaches the log."""
    given = str(complaint.get("complaintFeedbackType") or "")
    return given if given in UNWANTED else UNKNOWN


def is_unwanted(complaint: Mapping[str, Any]) -> bool:
    """Return whether the person says by this complaint that he wants no more mail from us."""
    return UNWANTED.get(type_of(complaint), False)
