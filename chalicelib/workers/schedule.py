"""The schedule does the work that is due: acts of time, and mails that the stream missed.

Many acts of time at once, as at midnight, are a wave: it hands them to the workers of a queue (`due.py`).
"""

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context
from chalicelib.store import due_queue, restored
from chalicelib.store.keys import due_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, epoch, query_due
from chalicelib.workers import due

log = logging.getLogger(__name__)

SECONDS = 45.0
"""How long a beat begins new work. The next beat starts within a minute, and Lambda must not stop one during a mail."""

SHARES = (("TIME", 2 / 3), ("MAIL", 1))
"""The order of the kinds, and the part of the beat at which each must end. Acts of time are many at midnight and must
not delay mails; a mail takes twenty seconds when SES does not answer, and must not delay acts of time."""

HANDFUL = 25
"""Acts of time that a beat does itself, in a second or two. The queue would cost the same work a message each, and some
seconds; and this is the way that is left when the queue does not answer."""

ENOUGH_WAITING = 10_000
"""Messages in the queue that keep its workers busy until the next beat, which then hands over more. More of them would
be there longer than the five minutes for which SQS knows a message again."""

_LATE = 600
"""Seconds after which a mail that is still due counts as late."""


def handle(seconds: float = SECONDS, *, alone: bool = False) -> None:
    """Do the work that is due now. Work that fails, or does not fit into `seconds`, stays due for the next beat.

    `alone`: without the workers of a wave, as operations do it by hand when those fail.

    In a table that is shut (`restored.py`) nothing is done, because much of the work that is due there has been done
    since. Late mails are logged all the same, in case operations forgot to open the table.
    """
    began = time.monotonic()
    if restored.is_shut():
        late = sum(_is_late(runtime.context(), item) for item in _due("MAIL"))
    else:
        late = sum(_carry_out(kind, began + seconds * share, alone=alone) for kind, share in SHARES)
    if late:
        log.warning("mails_late", extra={"mails": late})


def _carry_out(kind: str, ends: float, *, alone: bool) -> int:
    """Do the due work of a kind until `ends` on the monotonic clock; return how many mails were late."""
    late = 0
    found = _due(kind)
    for item in _wave_handed_over(found, ends) if kind == "TIME" and not alone else found:
        if time.monotonic() >= ends:
            log.warning("beat_too_short", extra={"kind": kind})
            break
        try:
            # Each item has its own context: a lease begins now, not at the start of the beat.
            context = runtime.context()
            late += _is_late(context, item)
            _act(context, item)
        except Exception as error:
            log.error("due_not_done", extra={"item": "/".join(item.key), "error": type(error).__name__})
    return late


def _wave_handed_over(found: Iterator[Item], ends: float) -> Iterator[Item]:
    """Return the acts of time that are left to this beat: a handful, or what the queue did not take of a wave."""
    few = list(islice(found, HANDFUL + 1))
    every = chain(few, found)
    if len(few) <= HANDFUL:
        return every
    try:
        if due_queue.waiting() < ENOUGH_WAITING:
            while time.monotonic() < ends and (some := list(islice(every, due_queue.MOST))):
                due_queue.hand_over(some)
    except Exception as error:
        log.error("wave_not_handed_over", extra={"error": type(error).__name__})
        return every
    return iter(())


def _due(kind: str) -> Iterator[Item]:
    """Yield the due items of a kind; a shard that cannot be read does not stop the others."""
    for shard in _rotated(due_shards(kind)):
        try:
            yield from query_due(shard, runtime.now())
        except Exception as error:
            log.error("due_not_done", extra={"item": shard, "error": type(error).__name__})


def _rotated(shards: Sequence[str]) -> Iterator[str]:
    """Yield the shards, each minute beginning with another, so that a short beat does not always skip the same ones."""
    first = epoch(runtime.now()) // 60 % len(shards)
    yield from (*shards[first:], *shards[:first])


def _is_late(context: Context, item: Item) -> bool:
    return isinstance(item, MailItem) and (item.due_at or 0) < epoch(context.now) - _LATE


def _act(context: Context, item: Item) -> None:
    if isinstance(item, MailItem):
        send_mail(context, item.key)
    else:
        due.carry_out(context, type(item), item.key)
