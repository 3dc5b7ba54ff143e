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
from chalicelib.acts.send_mail import send_mail
from chalicelib.acts.summarize import summarize
from chalicelib.context import Context
from chalicelib.store import restored
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.keys import due_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import Item, epoch, query_due

log = logging.getLogger(__name__)

SECONDS = 45.0
"""How long a beat begins new work. The next beat starts within a minute, and Lambda must not stop one during a mail."""

SHARES = (("TIME", 2 / 3), ("MAIL", 1))
"""The order of the kinds, and the part of the beat at which each must end. Acts of time are many at midnight and must
not delay mails; a mail takes twenty seconds when SES does not answer, and must not delay acts of time."""

_LATE = 600
"""Seconds after which a mail that is still due counts as late."""


def handle(seconds: float = SECONDS) -> None:
    """Do the work that is due now. Work that fails, or does not fit into `seconds`, stays due for the next beat.

    In a table that is shut (`restored.py`) nothing is done, because much of the work that is due there has been done
    since. Late mails are logged all the same, in case operations forgot to open the table.
    """
    began = time.monotonic()
    if restored.is_shut():
        late = sum(_is_late(runtime.context(), item) for item in _due("MAIL"))
    else:
        late = sum(_carry_out(kind, began + seconds * share) for kind, share in SHARES)
    if late:
        log.warning("mails_late", extra={"mails": late})


def _carry_out(kind: str, ends: float) -> int:
    """Do the due work of a kind until `ends` on the monotonic clock; return how many mails were late."""
    late = 0
    for item in _due(kind):
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
    owner = item.pk.split("#", 1)[1]
    acts: dict[type[Item], Callable[[], object]] = {
        DelegationItem: lambda: pass_time(context, owner),
        HeadItem: lambda: end_account(context, owner),
        PasswordItem: lambda: warn_unused(context, owner),
        PreferencesItem: lambda: summarize(context, owner),
        ReviewItem: lambda: remind_of_review(context, owner),
        ClosingItem: lambda: clear_closed(context, owner),
        FollowItem: lambda: go_on_following(context, item.key),
        MailItem: lambda: send_mail(context, item.key),
    }
    acts[type(item)]()
