"""The table's stream sends each new mail at once; the schedule finds those that it misses (docs/architecture.md)."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any

from chalicelib import runtime
from chalicelib.acts.make_up_purge import make_up_purge
from chalicelib.domain.awaited import is_awaited
from chalicelib.mail.pace import LONGEST_WAIT, NO_WAIT, SHORT_WAIT
from chalicelib.settings import settings
from chalicelib.store.key_parts import kind_of_mail
from chalicelib.store.table import Key
from chalicelib.workers.sending import Sending

log = logging.getLogger(__name__)

Record = Mapping[str, Any]
_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}

ENOUGH = 45.0
"""Seconds that one mail may take. With less time left, no mail is begun.

Ten to ask for its turn, and twelve for two updates that are slow to answer then; ten until the turn; SES's time-outs.
"""

OLD = 600.0
"""Seconds after which the record of a mail is passed over: the schedule has found its row many times by then."""

FEW = 5
"""Mails that can wait, in one batch, for whose turns it waits a moment: an act makes one or two. In a wave the batches
grow beyond that, because records come while it waits, and then it does not wait."""

MOMENT = 1.0
"""Seconds for which a batch begins mails that can wait."""


class OutOfTime(Exception):
    """The function's time is nearly over, and a removal has not been treated."""


def handle(event: Mapping[str, Any], seconds_left: Callable[[], float] = lambda: inf) -> None:
    """Treat each record on its own; a failure does not stop the others.

    The schedule finds every mail that failed, or for which no time or turn was left: of many that can wait, each takes
    a turn only when one is free at once, so that a night's mails do not hold up the records behind them. It cannot find
    a removed item, so removals come first, and their first error is raised at the end: Lambda then delivers the batch
    again. A record that is treated twice changes nothing the second time.
    """
    has_time = _Time(seconds_left)
    records: Sequence[Record] = event.get("Records", ())
    removals = [record for record in records if _is_removal(record)]
    treated, first_error = _make_up(removals, has_time)
    awaited, others = _mails(record for record in records if not _is_removal(record))
    unsent = len(removals) - treated + _send(awaited, LONGEST_WAIT, has_time)
    ends = time.monotonic() + MOMENT
    longest = SHORT_WAIT if len(others) <= FEW else NO_WAIT
    waiting = _send(others, longest, lambda: time.monotonic() < ends and has_time())
    if waiting and not has_time.is_over:
        log.info("mails_can_wait", extra={"mails": waiting})
    if left := unsent + (waiting if has_time.is_over else 0):
        log.warning("left_to_the_schedule", extra={"records": left})
    if first_error is not None:
        raise first_error


class _Time:
    """Says whether there is time for one more mail; once it has said no, it goes on to."""

    def __init__(self, seconds_left: Callable[[], float]) -> None:
        self._seconds_left = seconds_left
        self.is_over = False

    def __call__(self) -> bool:
        self.is_over = self.is_over or self._seconds_left() < ENOUGH
        return not self.is_over


def _is_removal(record: Record) -> bool:
    return record.get("eventName") == "REMOVE"


def _make_up(removals: Sequence[Record], has_time: Callable[[], bool]) -> tuple[int, Exception | None]:
    """Make up for purges that DynamoDB's TTL overtook; return how many removals were treated, and the first error."""
    first_error: Exception | None = None
    for number, record in enumerate(removals):
        if not has_time():
            return number, first_error or OutOfTime()
        try:
            image = record["dynamodb"].get("OldImage", {})
            if _is_removal_by_ttl(record) and image.get("kind") == {"S": "delegation"}:
                make_up_purge(runtime.context(), image)
        except Exception as error:
            _log(record, error)
            first_error = first_error or error
    return len(removals), first_error


def _mails(records: Iterable[Record]) -> tuple[list[Key], list[Key]]:
    """Return the keys of the new mails that somebody waits for, and of those that can wait."""
    keys = list(_new_mails(records))
    awaited = [key for key in keys if is_awaited(kind_of_mail(key))]
    return awaited, [key for key in keys if not is_awaited(kind_of_mail(key))]


def _new_mails(records: Iterable[Record]) -> Iterator[Key]:
    """Yield the key of each new mail; pass over every other record, and over those that are old."""
    for record in records:
        try:
            change = record["dynamodb"]
            if record["eventName"] != "INSERT" or change.get("NewImage", {}).get("kind") != {"S": "mail"}:
                continue
            if time.time() - float(change.get("ApproximateCreationDateTime", inf)) < OLD:
                yield change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]
        except Exception as error:
            _log(record, error)


def _send(rows: Sequence[Key], longest: float, has_time: Callable[[], bool]) -> int:
    """Send mails; return how many were not begun."""
    at_once = max(1, settings().mails_at_once // 2)  # this function has a quarter of the schedule's processor
    sending = Sending(rows, longest, has_time, "record_not_treated", at_once=at_once, is_patient=False)
    return sum(1 for _ in sending.run())


def _log(record: Record, error: Exception) -> None:
    keys = record.get("dynamodb", {}).get("Keys", {})
    where = "/".join(keys.get(name, {}).get("S", "") for name in ("pk", "sk"))
    log.error("record_not_treated", extra={"item": where, "error": type(error).__name__})


def _is_removal_by_ttl(record: Record) -> bool:
    """Whether TTL removed the item (DynamoDB guide, « Working with expired items and TTL »)."""
    fields = record.get("userIdentity") or {}
    identity = {name[0].lower() + name[1:]: value for name, value in fields.items()}
    return record["eventName"] == "REMOVE" and identity == _TTL
