"""Whether a bounce blames the address: read from the recipient's status, because SES's own types do not tell.

SES calls a dead domain or an unknown user « Transient » or « Undetermined » as often as « Permanent ». The status code
of RFC 3463 (class.subject.detail), which the receiving system gave for this recipient, is more precise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ADDRESS_AT_FAULT: Mapping[str, bool] = {
    # RFC 3463, section 3.2: the address itself. 5.1.5 says that it is right, 5.1.7 and 5.1.8 speak of the sender's.
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
    "5.2.3": False,  # message too long for it
    "5.2.4": False,  # mailing list expansion problem
    # RFC 3463, section 3.5: the way to it.
    "5.4.4": True,  # unable to route: the domain is not in the DNS
    "5.4.6": False,  # routing loop
    "5.4.7": False,  # delivery time expired
}
"""By status, whether the address is at fault. Statuses of the subjects below need no entry each."""

_SUBJECTS_OF_OTHERS = ("5.6.", "5.7.")
"""The content of the message and the policy of the recipient's system (RFC 3463, 3.7 and 3.8): not the address."""

_NOT_TRIED = frozenset({"Suppressed", "OnAccountSuppressionList"})
"""Subtypes by which SES itself refuses an address that bounced before: nothing was sent, and no status says more."""

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")


def blames_address(bounce: Mapping[str, Any], recipient: str) -> bool:
    """Return whether this bounce of SES says that `recipient` is no address.

    The first status that decides is believed. Where none does, SES's « Permanent » is.
    """
    if bounce.get("bounceSubType") in _NOT_TRIED:
        return True
    decided = [verdict for status in statuses(bounce, recipient) if (verdict := _verdict(status)) is not None]
    return decided[0] if decided else bounce.get("bounceType") == "Permanent"


def statuses(bounce: Mapping[str, Any], recipient: str) -> Iterator[str]:
    """Yield the status codes that SES reports for `recipient`; the one in the server's own words after the field."""
    for one in _recipients(bounce, recipient):
        for name in ("status", "diagnosticCode"):
            yield from _STATUS.findall(str(one.get(name) or ""))


def _verdict(status: str) -> bool | None:
    """Return whether a status blames the address; None when it says neither (5.0.0, 5.3.0 and the like)."""
    if status.startswith(("4.", "2.")) or status.startswith(_SUBJECTS_OF_OTHERS):
        return False
    return ADDRESS_AT_FAULT.get(status)


def _recipients(bounce: Mapping[str, Any], recipient: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries about `recipient`; all of them when none is: his mailbox may forward to another one."""
    entries = bounce.get("bouncedRecipients")
    found = [one for one in entries if isinstance(one, Mapping)] if isinstance(entries, list) else []
    own = [one for one in found if str(one.get("emailAddress", "")).casefold() == recipient.casefold()]
    return own or found
