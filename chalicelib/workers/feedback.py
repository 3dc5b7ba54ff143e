"""SES's events, through SNS: taken, delivered, bounced, complained of, delayed (SES guide, « event publishing »)."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib import runtime
from chalicelib.acts.note_delivery import REJECTED, Report, note_delivery
from chalicelib.mail.deliver import row_of
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
            message = json.loads(record["Sns"]["Message"])
            delivery, mail = _delivery(message), message["mail"]
            tags = {name: values[0] for name, values in mail["tags"].items()}
            if delivery is not None:
                address, message_id = str(mail["destination"][0]), str(mail["messageId"])
                sent_at = datetime.fromisoformat(mail["timestamp"])
                yield row_of(tags), Report(delivery, address, message_id, sent_at, _reason(message))
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            log.warning("feedback_not_understood", extra={"sns": str(record.get("Sns", {}).get("MessageId", ""))})


def _delivery(message: Mapping[str, Any]) -> Delivery | None:
    kind = message.get("eventType")
    if kind == "Bounce":
        # « Transient » bounces (a full mailbox, a server that is away) are no reason to doubt the address. Answers of
        # whoever is absent come as such, too, after the delivery, which ranks higher.
        return Delivery.BOUNCED if message["bounce"]["bounceType"] == "Permanent" else Delivery.UNDELIVERED
    if kind == "Complaint" and message["complaint"].get("complaintSubType") == _NOT_TRIED:
        return Delivery.BOUNCED
    return _KINDS.get(str(kind))


_NOT_TRIED = "OnAccountSuppressionList"
"""SES took the mail and sent it to nobody: somebody complained before, and the account's own list holds his address."""

_KINDS = {
    "Send": Delivery.TAKEN,
    "Delivery": Delivery.DELIVERED,
    "Complaint": Delivery.COMPLAINED,
    "DeliveryDelay": Delivery.DELAYED,
    REJECTED: Delivery.UNDELIVERED,
}


def _reason(message: Mapping[str, Any]) -> str:
    """Return what operations will read beside a mail that did not arrive: SES's own words."""
    told = {**message.get("bounce", {}), **message.get("complaint", {})}
    names = ("bounceType", "bounceSubType", "complaintSubType")
    return " ".join(told[name] for name in names if told.get(name)) or message["eventType"]
