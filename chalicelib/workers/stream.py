"""The table's stream sends each new mail at once; the schedule finds those that it misses (docs/architecture.md)."""

import logging
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from chalicelib import runtime
from chalicelib.acts.make_up_purge import make_up_purge
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context

log = logging.getLogger(__name__)

_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


ENOUGH = 45.0
"""Seconds that one mail may take, with its turn and SES's time-outs. With less time left, no mail is begun."""


class OutOfTime(Exception):
    """The function's time is nearly over, and a removal has not been treated."""


def handle(event: Mapping[str, Any], seconds_left: Callable[[], float] = lambda: inf) -> None:
    """Treat each record on its own; a failure does not stop the others.

    The schedule finds every mail that failed or for which no time was left. It cannot find a removed item, so removals
    come first, and their first error is raised at the end: Lambda then delivers the batch again. A record that is
    treated twice changes nothing the second time.
    """
    first_error: Exception | None = None
    records = sorted(event.get("Records", ()), key=lambda record: not _is_removal(record))
    for number, record in enumerate(records):
        if seconds_left() < ENOUGH:
            log.warning("left_to_the_schedule", extra={"records": len(records) - number})
            first_error = first_error or (OutOfTime() if _is_removal(record) else None)
            break
        try:
            _treat(runtime.context(), record)
        except Exception as error:
            keys = record.get("dynamodb", {}).get("Keys", {})
            where = "/".join(keys.get(name, {}).get("S", "") for name in ("pk", "sk"))
            log.error("record_not_treated", extra={"item": where, "error": type(error).__name__})
            if _is_removal(record):
                first_error = first_error or error
    if first_error is not None:
        raise first_error


def _is_removal(record: Mapping[str, Any]) -> bool:
    return record.get("eventName") == "REMOVE"


def _treat(context: Context, record: Mapping[str, Any]) -> None:
    """Send a new mail, or make up for a purge that DynamoDB's TTL overtook; ignore every other record."""
    change = record["dynamodb"]
    if record["eventName"] == "INSERT" and change.get("NewImage", {}).get("kind") == {"S": "mail"}:
        send_mail(context, (change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]))
    elif _is_removal_by_ttl(record) and change.get("OldImage", {}).get("kind") == {"S": "delegation"}:
        make_up_purge(context, change["OldImage"])


def _is_removal_by_ttl(record: Mapping[str, Any]) -> bool:
    """Whether TTL removed the item (DynamoDB guide, « Working with expired items and TTL »)."""
    fields = record.get("userIdentity") or {}
    identity = {name[0].lower() + name[1:]: value for name, value in fields.items()}
    return record["eventName"] == "REMOVE" and identity == _TTL
