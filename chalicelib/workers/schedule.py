"""The schedule does the work that is due: acts of time, and mails that the stream missed.

Many acts of time at once, as at midnight, are a wave: it hands them to the workers of a queue (`due.py`).
"""

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from chalicelib import runtime
from chalicelib.domain.awaited import LATE, LATE_THAT_CAN_WAIT, is_awaited
from chalicelib.mail.pace import LONGEST_WAIT, SHORT_WAIT
from chalicelib.settings import settings
from chalicelib.store import due_queue, restored
from chalicelib.store.key_parts import kind_of_mail
from chalicelib.store.keys import due_shards, mail_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, Key, epoch, query_due
from chalicelib.workers import due
from chalicelib.workers.sending import Sending

log = logging.getLogger(__name__)

SECONDS = 45.0
"""How long a beat begins new work. The next beat starts within a minute, and Lambda must not stop one during a mail."""

SHARE_OF_ACTS = 2 / 3
"""The part of the beat at which the acts of time end, and mails begin. Acts are many at midnight and must not delay
mails; a mail takes twenty seconds when SES does not answer, and must not delay acts."""

HANDFUL = 25
"""Acts of time that a beat does itself, in a second or two. The queue would cost the same work a message each, and some
seconds; and this is the way that is left when the queue does not answer."""

ENOUGH_WAITING = 10_000
"""Messages in the queue that keep its workers busy until the next beat, which then hands over more. More of them would
be there longer than the five minutes for which SQS knows a message again."""


def handle(seconds: float = SECONDS, *, alone: bool = False) -> None:
    """Do the work that is due now. Work that fails, or does not fit into `seconds`, stays due for the next beat.

    `alone`: without the workers of a wave, as operations do it by hand when those fail.

    In a table that is shut (`restored.py`) nothing is done, because much of the work that is due there has been done
    since. Late mails are logged all the same, in case operations forgot to open the table.
    """
    began = time.monotonic()
    if restored.is_shut():
        late = sum(_is_late(item) for item in _due("MAIL"))
    else:
        _carry_out(began + seconds * SHARE_OF_ACTS, alone=alone)
        late = _send_mails(began + seconds)
    if late:
        log.warning("mails_late", extra={"mails": late})


def _carry_out(ends: float, *, alone: bool) -> None:
    """Do the acts of time that are due, until `ends` on the monotonic clock."""
    found = _due("TIME")
    for item in found if alone else _left_after_handing_over(found, ends):
        if time.monotonic() >= ends:
            log.warning("beat_too_short", extra={"kind": "TIME"})
            break
        try:
            due.carry_out(runtime.context(), type(item), item.key, lambda: time.monotonic() < ends)
        except Exception as error:
            log.error("due_not_done", extra={"item": "/".join(item.key), "error": type(error).__name__})


def _send_mails(ends: float) -> int:
    """Send due mails until `ends` on the monotonic clock; return how many of them were late.

    Those that somebody waits for come first, and may wait for a turn as they do when they are written. The line that
    the others make stays short, and what a beat leaves of them is no trouble.
    """
    late = _Late()
    for are_awaited, longest in ((True, LONGEST_WAIT), (False, SHORT_WAIT)):
        rows = late.keys_of(_due_in(mail_shards(are_awaited=are_awaited)))
        at_once = settings().mails_at_once
        sending = Sending(
            rows, longest, lambda: time.monotonic() < ends, "due_not_done", at_once=at_once, is_patient=True
        )
        if next(sending.run(), None) and are_awaited:
            log.warning("beat_too_short", extra={"kind": "MAIL"})
    return late.mails


class _Late:
    """Counts the late mails among those whose keys are taken."""

    def __init__(self) -> None:
        self.mails = 0

    def keys_of(self, items: Iterator[Item]) -> Iterator[Key]:
        """Yield the key of each."""
        for item in items:
            self.mails += _is_late(item)
            yield item.key


def _left_after_handing_over(found: Iterator[Item], ends: float) -> Iterator[Item]:
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
    """Yield the due items of a kind."""
    return _due_in(due_shards(kind))


def _due_in(shards: Sequence[str]) -> Iterator[Item]:
    """Yield the due items of these shards; a shard that cannot be read does not stop the others."""
    for shard in _rotated(shards):
        try:
            yield from query_due(shard, runtime.now())
        except Exception as error:
            log.error("due_not_done", extra={"item": shard, "error": type(error).__name__})


def _rotated(shards: Sequence[str]) -> Iterator[str]:
    """Yield the shards, each minute beginning with another, so that a short beat does not always skip the same ones."""
    first = epoch(runtime.now()) // 60 % max(1, len(shards))
    yield from (*shards[first:], *shards[:first])


def _is_late(item: Item) -> bool:
    after = LATE if is_awaited(kind_of_mail(item.key)) else LATE_THAT_CAN_WAIT
    return isinstance(item, MailItem) and (item.due_at or 0) < epoch(runtime.now() - after)
