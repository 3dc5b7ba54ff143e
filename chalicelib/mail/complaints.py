"""What a complaint of SES means: an address is closed only when a person says that our mails are not wanted."""

from collections.abc import Mapping
from typing import Any

NOT_SPAM = "not-spam"

UNWANTED: Mapping[str, bool] = {
    # RFC 5965, section 7.3, and the registry of IANA that it opens (« Feedback Report Type Values »).
    "": True,  # no report, or a report without a type: the provider forwards a click on « spam » and nothing else
    "abuse": True,  # the person reports unsolicited mail
    "fraud": True,  # the person reports phishing, and must not get the same mail again
    NOT_SPAM: False,  # the person takes our mail out of the spam folder
    "virus": False,  # a scanner found something in the message; this is not a person's choice
    "auth-failure": False,  # SPF, DKIM or DMARC failed at the recipient's system; this is not a person's choice
    "other": False,  # none of these; nothing says that a person does not want our mails
}
"""Whether the person wants no further mail, by type. A type that is not listed is treated like « other »."""

UNKNOWN = "unknown"


def type_of(complaint: Mapping[str, Any]) -> str:
    """Return the type of a complaint as one word of a closed list, so that no foreign text reaches the log."""
    feedback_type = str(complaint.get("complaintFeedbackType") or "")
    return feedback_type if feedback_type in UNWANTED else UNKNOWN


def is_unwanted(complaint: Mapping[str, Any]) -> bool:
    """Return whether this complaint says that the person wants no further mail from us."""
    return UNWANTED.get(type_of(complaint), False)
