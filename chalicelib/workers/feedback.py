"""The reports of SES about mails, which arrive through SNS (SES guide, « event publishing »)."""

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
"""The beginning of SES's first message to a new topic, which is about no mail."""


def handle(event: Mapping[str, Any]) -> None:
    """Note each report of an event; raises the first error after all of them, so that SNS sends the event again."""
    first_error: Exception | None = None
    for key, report in reports(event):
        try:
            note_delivery(runtime.context(), key, report)
        except Exception as error:
            log.error("feedback_not_noted", extra={"error": type(error).__name__})
            first_error = first_error or error
    if first_error is not None:
        raise first_error


def reports(event: Mapping[str, Any]) -> Iterator[tuple[Key, Report]]:
    """Yield each report with the key of its row. Skip records that are no report, or about none of our rows.

    Our mails have one recipient each.
    """
    for record in event.get("Records", ()):
        try:
            if record["Sns"]["Message"].startswith(_GREETING):
                continue
            keyed_report = _report(json.loads(record["Sns"]["Message"]))
            if keyed_report is not None:
                yield keyed_report
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            log.warning("feedback_not_understood", extra={"sns": str(record.get("Sns", {}).get("MessageId", ""))})


def _report(message: Mapping[str, Any]) -> tuple[Key, Report] | None:
    """Return the key of the row and the report in a message; None for an event that we do not use."""
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
        # A bounce that does not blame the address may be an automatic « out of office ». It follows a delivery, which
        # ranks higher.
        return Delivery.BOUNCED if blames_address(message["bounce"], address) else Delivery.UNDELIVERED
    if kind == "Complaint":
        return _delivery_of_complaint(message["complaint"])
    return _KINDS[kind]


def _delivery_of_complaint(complaint: Mapping[str, Any]) -> Delivery:
    if complaint.get("complaintSubType") == _NOT_TRIED:
        return Delivery.BOUNCED
    kind = complaints.type_of(complaint)
    if complaints.is_unwanted(complaint):
        return Delivery.COMPLAINED
    log.info("complaint_not_followed", extra={"type": kind})
    # A person who reports « not-spam » has received the mail. The report of a machine proves only that SES took it.
    return Delivery.DELIVERED if kind == complaints.NOT_SPAM else Delivery.TAKEN


_NOT_TRIED = "OnAccountSuppressionList"
"""SES took the mail and did not send it: after an earlier complaint, the address is on the account's own list."""

_KINDS = {
    "Send": Delivery.TAKEN,
    "Delivery": Delivery.DELIVERED,
    "DeliveryDelay": Delivery.DELAYED,
    REJECTED: Delivery.UNDELIVERED,
}
_EVENTS = frozenset({"Bounce", "Complaint", *_KINDS})


def _reason(message: Mapping[str, Any]) -> str:
    """Return the reason that operations read beside a mail that did not arrive, in SES's own words."""
    fields = {**message.get("bounce", {}), **message.get("complaint", {})}
    names = ("bounceType", "bounceSubType", "complaintSubType")
    return " ".join(str(fields[name]) for name in names if fields.get(name)) or message["eventType"]
