"""The table's stream wakes the mailer up; whatever it misses, the schedule finds (docs/architecture.md)."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib import runtime
from chalicelib.mail.deliver import deliver
from chalicelib.store.table import Key

log = logging.getLogger(__name__)


def handle(event: Mapping[str, Any]) -> None:
    """Send the mails whose rows were just written; a failure holds up nothing and waits for the schedule."""
    for key in new_mails(event):
        try:
            deliver(runtime.context(), key)
        except Exception as error:
            log.error("mail_not_sent", extra={"mail": "/".join(key), "error": type(error).__name__})


def new_mails(event: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the keys of the mail rows that the event's records have inserted."""
    for record in event.get("Records", ()):
        change = record.get("dynamodb", {})
        if record.get("eventName") != "INSERT" or change.get("NewImage", {}).get("kind") != {"S": "mail"}:
            continue
        keys = change["Keys"]
        yield keys["pk"]["S"], keys["sk"]["S"]
