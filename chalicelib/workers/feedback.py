"""SES's events, through SNS: taken, delivered, bounced, complained of, delayed (SES guide, « event publishing »)."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib import runtime
from chalicelib.acts.note_delivery import REJECTED, Report, note_delivery
from chalicelib.mail import complaints
from chalicelib.mail.bounces import blames_address
from chalicelib.mail.tags import row_of
from chalicelib.store.mails import Delivery
from chalicelib.store.table import Key

log = logging.getLogger(__name__)

_GREETING = "Successfully validated SNS topic"
"""What SES says to a topic that it is given: no news of a mail."""


def handle(event: Mapping[str, Any]) -> None:
    """Note every report of an event, each by itself; raises the first error at the end, so that SNS tries again."""
    first: Exception | None = None
    for key, report in reports(event):
        try:
            note_delivery(runtime.context(), key, report)
        except Exception as error:
            log.error("feedback_not_noted", extra={"error": type(error).__name__})
            first = first or error
    if first is not None:
        raise first


def reports(event: Mapping[str, Any]) -> Iterator[tuple[Key, Report]]:
    """Yield the row and the news of each record; what is about no row of ours, or no news, is passed over.

    A mail of ours has one recipient.
    """
    for record in event.get("Records", ()):
        try:
            if record["Sns"]["Message"].startswith(_GREETING):
                continue
            found = _report(json.loads(record["Sns"]["Message"]))
            if found is not None:
                yield found
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            log.warning("feedback_not_understood", extra={"sns": str(record.get("Sns", {}).get("MessageId", ""))})


def _report(message: Mapping[str, Any]) -> tuple[Key, Report] | None:
    """Return the row and the news of a message; None for one that is no news."""
    mail = message["mail"]
    tags = {name: values[0] for name, values in mail["tags"].items()}
    if message.get("eventType") not in _EVENTS:
        return None
    address, sent_at = str(mail["destination"][0]), datetime.fromisoformat(mail["timestamp"])
    report = Report(_delivery(message, address), address, str(mail["messageId"]), sent_at, _reason(message))
    return row_of(tags), report


def _delivery(message: Mapping[str, Any], address: str) -> Delivery:
    kind = message["eventType"]
    if kind == "Bounce":
        # A bounce that does not blame the address may be the answer of an absent reader: it comes after the delivery,
        # which ranks higher.
        return Delivery.BOUNCED if blames_address(message["bounce"], address) else Delivery.UNDELIVERED
    if kind == "Complaint":
        return _complained(message["complaint"])
    return _KINDS[kind]


def _complained(complaint: Mapping[str, Any]) -> Delivery:
    if complaint.get("complaintSubType") == _NOT_TRIED:
        return Delivery.BOUNCED
    kind = complaints.type_of(complaint)
    if complaints.is_unwanted(complaint):
        return Delivery.COMPLAINED
    log.info("complaint_not_followed", extra={"type": kind})
    # The reader of a message that is « not-spam » has it; a machine's report proves only that SES took it.
    return Delivery.DELIVERED if kind == complaints.NOT_SPAM else Delivery.TAKEN


_NOT_TRIED = "OnAccountSuppressionList"
"""SES took the mail and sent it to nobody: somebody complained before, and the account's own list holds his address."""

_KINDS = {
    "Send": Delivery.TAKEN,
    "Delivery": Delivery.DELIVERED,
    "DeliveryDelay": Delivery.DELAYED,
    REJECTED: Delivery.UNDELIVERED,
}
_EVENTS = frozenset({"Bounce", "Complaint", *_KINDS})


def _reason(message: Mapping[str, Any]) -> str:
    """Return what operations will read beside a mail that did not arrive: SES's own words."""
    told = {**message.get("bounce", {}), **message.get("complaint", {})}
    names = ("bounceType", "bounceSubType", "complaintSubType")
    return " ".join(str(told[name]) for name in names if told.get(name)) or message["eventType"]
