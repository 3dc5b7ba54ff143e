"""The table's stream wakes the mailer up; whatever it misses, the schedule finds (docs/architecture.md)."""

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
"""Seconds that one mail may take, its turn and SES's time-outs included: with less, none is begun."""


class OutOfTime(Exception):
    """The function's time is nearly over, and not all is done that nothing else would do."""


def handle(event: Mapping[str, Any], seconds_left: Callable[[], float] = lambda: inf) -> None:
    """Treat each record by itself: one that fails holds up no other, and waits for the schedule.

    A removal is the one thing that the table holds no more: it comes first, and the first error of one is raised at the
    end, so that Lambda gives the batch again; what was done is not done twice. Mails that no time is left for stay due.
    """
    first: Exception | None = None
    records = sorted(event.get("Records", ()), key=lambda record: not _is_removal(record))
    for number, record in enumerate(records):
        if seconds_left() < ENOUGH:
            log.warning("left_to_the_schedule", extra={"records": len(records) - number})
            first = first or (OutOfTime() if _is_removal(record) else None)
            break
        try:
            _treat(runtime.context(), record)
        except Exception as error:
            keys = record.get("dynamodb", {}).get("Keys", {})
            where = "/".join(keys.get(name, {}).get("S", "") for name in ("pk", "sk"))
            log.error("record_not_treated", extra={"item": where, "error": type(error).__name__})
            if _is_removal(record):
                first = first or error
    if first is not None:
        raise first


def _is_removal(record: Mapping[str, Any]) -> bool:
    return record.get("eventName") == "REMOVE"


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
