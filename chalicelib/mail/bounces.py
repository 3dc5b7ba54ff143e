"""Whether a bounce blames the address.

The type that SES gives a bounce does not answer this: SES calls a dead domain or an unknown user « Transient » or
« Undetermined » as often as « Permanent ». The status code of RFC 3463 (class.subject.detail), which the receiving
system gave for the recipient, is more precise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ADDRESS_AT_FAULT: Mapping[str, bool] = {
    # RFC 3463, section 3.2: the address itself. 5.1.5 says that it is valid; 5.1.7 and 5.1.8 are about the sender's.
    "5.1.0": True,  # other address status
    "5.1.1": True,  # bad destination mailbox address
    "5.1.2": True,  # bad destination system address
    "5.1.3": True,  # bad destination mailbox address syntax
    "5.1.4": True,  # ambiguous destination mailbox address
    "5.1.5": False,  # destination address valid
    "5.1.6": True,  # mailbox has moved, no forwarding address
    "5.1.7": False,  # bad sender's mailbox address syntax
    "5.1.8": False,  # bad sender's system address
    "5.1.9": False,  # message relayed to a system that does not speak the protocol (RFC 3886)
    "5.1.10": True,  # the domain accepts no mail: null MX (RFC 7505)
    # RFC 3463, section 3.3: the mailbox.
    "5.2.0": False,  # other mailbox status
    "5.2.1": True,  # mailbox disabled
    "5.2.2": False,  # mailbox full
    "5.2.3": False,  # message too long for the mailbox
    "5.2.4": False,  # mailing list expansion problem
    # RFC 3463, section 3.5: the route to the mailbox.
    "5.4.4": True,  # unable to route: the domain is not in the DNS
    "5.4.6": False,  # routing loop
    "5.4.7": False,  # delivery time expired
}
"""Whether the address is at fault, by status. `_OTHER_SUBJECTS` covers whole subjects, without an entry for each."""

_OTHER_SUBJECTS = ("5.6.", "5.7.")
"""The content of the message, and the policy of the recipient's system (RFC 3463, 3.7 and 3.8): never the address."""

_NOT_TRIED = frozenset({"Suppressed", "OnAccountSuppressionList"})
"""Subtypes of the bounces that SES makes itself, without sending, for an address that bounced before: no status."""

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")


def blames_address(bounce: Mapping[str, Any], recipient: str) -> bool:
    """Return whether this bounce of SES says that mail cannot reach `recipient` at all.

    The first status that blames or clears the address decides. Without one, the address is at fault when SES calls the
    bounce « Permanent ».
    """
    if bounce.get("bounceSubType") in _NOT_TRIED:
        return True
    verdicts = [verdict for status in statuses(bounce, recipient) if (verdict := _verdict(status)) is not None]
    return verdicts[0] if verdicts else bounce.get("bounceType") == "Permanent"


def statuses(bounce: Mapping[str, Any], recipient: str) -> Iterator[str]:
    """Yield the status codes that SES reports for `recipient`: its own field first, then the server's diagnostic."""
    for entry in _recipients(bounce, recipient):
        for name in ("status", "diagnosticCode"):
            yield from _STATUS.findall(str(entry.get(name) or ""))


def _verdict(status: str) -> bool | None:
    """Return whether a status blames the address; None when it does not decide (5.0.0, 5.3.0 and the like)."""
    if status.startswith(("4.", "2.")) or status.startswith(_OTHER_SUBJECTS):
        return False
    return ADDRESS_AT_FAULT.get(status)


def _recipients(bounce: Mapping[str, Any], recipient: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries about `recipient`; without one, all entries: the mailbox may forward to another address."""
    listed = bounce.get("bouncedRecipients")
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    own = [entry for entry in entries if str(entry.get("emailAddress", "")).casefold() == recipient.casefold()]
    return own or entries
