"""The table's stream wakes the mailer up; whatever it misses, the schedule finds (docs/architecture.md)."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib import runtime
from chalicelib.acts.make_up_purge import make_up_purge
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context

log = logging.getLogger(__name__)

_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def handle(event: Mapping[str, Any]) -> None:
    """Treat each record by itself: one that fails holds up no other, and waits for the schedule.

    A removal is the one thing that the table holds no more: raises its first error at the end, so that Lambda gives
    the batch again; what was done is not done twice.
    """
    first: Exception | None = None
    for record in event.get("Records", ()):
        try:
            _treat(runtime.context(), record)
        except Exception as error:
            keys = record.get("dynamodb", {}).get("Keys", {})
            where = "/".join(keys.get(name, {}).get("S", "") for name in ("pk", "sk"))
            log.error("record_not_treated", extra={"item": where, "error": type(error).__name__})
            if record.get("eventName") == "REMOVE":
                first = first or error
    if first is not None:
        raise first


def _treat(context: Context, record: Mapping[str, Any]) -> None:
    """Send a mail just written; make up for a purge that TTL has overtaken; leave everything else at once."""
    change = record["dynamodb"]
    if record["eventName"] == "INSERT" and change.get("NewImage", {}).get("kind") == {"S": "mail"}:
        send_mail(context, (change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]))
    elif _is_removal_by_ttl(record) and change.get("OldImage", {}).get("kind") == {"S": "delegation"}:
        make_up_purge(context, change["OldImage"])


def _is_removal_by_ttl(record: Mapping[str, Any]) -> bool:
    """Whether DynamoDB itself removed the item (DynamoDB guide, « Working with expired items and TTL »)."""
    who = record.get("userIdentity") or {}
    given = {name[0].lower() + name[1:]: value for name, value in who.items()}
    return record["eventName"] == "REMOVE" and given == _TTL
