"""The schedule does the work that is due: acts of time, and mails that the stream missed."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence

from chalicelib import runtime
from chalicelib.acts.clear_closed import clear_closed
from chalicelib.acts.end_account import end_account
from chalicelib.acts.follow_account import go_on_following
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.password_use import warn_unused
from chalicelib.acts.remind_of_review import remind_of_review
from chalicelib.acts.summarize import summarize
from chalicelib.context import Context
from chalicelib.domain.awaited import is_awaited
from chalicelib.mail.pace import LONGEST_WAIT, SHORT_WAIT
from chalicelib.settings import settings
from chalicelib.store import restored
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.keys import due_shards, kind_of_mail, mail_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import Item, Key, epoch, query_due
from chalicelib.workers.sending import Sending

log = logging.getLogger(__name__)

SECONDS = 45.0
"""How long a beat begins new work. The next beat starts within a minute, and Lambda must not stop one during a mail."""

SHARES = (("TIME", 2 / 3), ("MAIL", 1))
"""The order of the kinds, and the part of the beat at which each must end. Acts of time are many at midnight and must
not delay mails; a mail takes twenty seconds when SES does not answer, and must not delay acts of time."""

_LATE, _LATE_THAT_CAN_WAIT = 600, 4 * 3600
"""Seconds after which a mail that is still due counts as late. Those of the fullest night take three hours at the rate
that SES grants everybody (docs/scale.md)."""


def handle(seconds: float = SECONDS) -> None:
    """Do the work that is due now. Work that fails, or does not fit into `seconds`, stays due for the next beat.

    In a table that is shut (`restored.py`) nothing is done, because much of the work that is due there has been done
    since. Late mails are logged all the same, in case operations forgot to open the table.
    """
    began = time.monotonic()
    if restored.is_shut():
        late = sum(_is_late(item) for item in _due("MAIL"))
    else:
        shares = dict(SHARES)
        _carry_out("TIME", began + seconds * shares["TIME"])
        late = _send_mails(began + seconds * shares["MAIL"])
    if late:
        log.warning("mails_late", extra={"mails": late})


def _carry_out(kind: str, ends: float) -> None:
    """Do the due work of a kind until `ends` on the monotonic clock."""
    for item in _due(kind):
        if time.monotonic() >= ends:
            log.warning("beat_too_short", extra={"kind": kind})
            break
        try:
            _act(runtime.context(), item)
        except Exception as error:
            log.error("due_not_done", extra={"item": "/".join(item.key), "error": type(error).__name__})


def _send_mails(ends: float) -> int:
    """Send due mails until `ends` on the monotonic clock; return how many of them were late.

    Those that somebody waits for come first, and may wait for a turn as they do when they are written. The line that
    the others make stays short, and what a beat leaves of them is no trouble.
    """
    late = 0

    def keys_of(items: Iterator[Item]) -> Iterator[Key]:
        nonlocal late
        for item in items:
            late += _is_late(item)
            yield item.key

    for are_awaited, longest in ((True, LONGEST_WAIT), (False, SHORT_WAIT)):
        rows = keys_of(_due_in(mail_shards(are_awaited=are_awaited)))
        at_once = settings().mails_at_once
        sending = Sending(
            rows, longest, lambda: time.monotonic() < ends, "due_not_done", at_once=at_once, is_patient=True
        )
        if next(sending.run(), None) and are_awaited:
            log.warning("beat_too_short", extra={"kind": "MAIL"})
    return late


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
    first = epoch(runtime.now()) // 60 % len(shards)
    yield from (*shards[first:], *shards[:first])


def _is_late(item: Item) -> bool:
    seconds = _LATE if is_awaited(kind_of_mail(item.key)) else _LATE_THAT_CAN_WAIT
    return isinstance(item, MailItem) and (item.due_at or 0) < epoch(runtime.now()) - seconds


def _act(context: Context, item: Item) -> None:
    owner = item.pk.split("#", 1)[1]
    acts: dict[type[Item], Callable[[], object]] = {
        DelegationItem: lambda: pass_time(context, owner),
        HeadItem: lambda: end_account(context, owner),
        PasswordItem: lambda: warn_unused(context, owner),
        PreferencesItem: lambda: summarize(context, owner),
        ReviewItem: lambda: remind_of_review(context, owner),
        ClosingItem: lambda: clear_closed(context, owner),
        FollowItem: lambda: go_on_following(context, item.key),
    }
    acts[type(item)]()
