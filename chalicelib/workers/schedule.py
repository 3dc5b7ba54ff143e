"""The schedule carries out what is due: time's own acts, and the mails that the stream missed."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence

from chalicelib import runtime
from chalicelib.acts.end_account import end_account
from chalicelib.acts.follow_account import go_on_following
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context
from chalicelib.store import restored
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.keys import due_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, epoch, query_due

log = logging.getLogger(__name__)

SECONDS = 45.0
"""How long a beat takes on new work: the next comes within a minute, and none is cut off in the middle of a mail."""

_SHARES = (("TIME", 2 / 3), ("MAIL", 1))
"""What is done first, and until which part of the beat: time's own acts are many at midnight, and must not keep mails
from being tried again; a mail takes twenty seconds when SES is silent, and must not keep time's acts."""

_LATE = 600
"""Seconds after which a mail that nobody has taken is late."""


def handle(seconds: float = SECONDS) -> None:
    """Do what is due now; what fails, or does not fit into `seconds`, is left due for the next beat.

    Nothing is done in a table that is shut (`restored.py`): it holds what was due at some moment of the past, and much
    of that was done and told since. That mails wait is said all the same: somebody may have forgotten to open it.
    """
    began = time.monotonic()
    if restored.is_shut():
        late = sum(_is_late(runtime.context(), item) for item in _due("MAIL"))
    else:
        late = sum(_carry_out(kind, began + seconds * share) for kind, share in _SHARES)
    if late:
        log.warning("mails_late", extra={"mails": late})


def _carry_out(kind: str, ends: float) -> int:
    """Do what is due of a kind until a moment of the monotonic clock; return how many mails were late."""
    late = 0
    for item in _due(kind):
        if time.monotonic() >= ends:
            log.warning("beat_too_short", extra={"kind": kind})
            break
        try:
            # A fresh context for each: a lease counts from now, not from the beginning of the beat.
            context = runtime.context()
            late += _is_late(context, item)
            _act(context, item)
        except Exception as error:
            log.error("due_not_done", extra={"item": "/".join(item.key), "error": type(error).__name__})
    return late


def _due(kind: str) -> Iterator[Item]:
    """Yield what is due of a kind; a shard that cannot be read holds up no other."""
    for shard in _turned(due_shards(kind)):
        try:
            yield from query_due(shard, runtime.now())
        except Exception as error:
            log.error("due_not_done", extra={"item": shard, "error": type(error).__name__})


def _turned(shards: Sequence[str]) -> Iterator[str]:
    """Yield the shards, each minute from another one on: what does not fit into a beat is not always the same."""
    first = epoch(runtime.now()) // 60 % len(shards)
    yield from (*shards[first:], *shards[:first])


def _is_late(context: Context, item: Item) -> bool:
    return isinstance(item, MailItem) and (item.due_at or 0) < epoch(context.now) - _LATE


def _act(context: Context, item: Item) -> None:
    owner = item.pk.split("#", 1)[1]
    acts: dict[type[Item], Callable[[], object]] = {
        DelegationItem: lambda: pass_time(context, owner),
        HeadItem: lambda: end_account(context, owner),
        FollowItem: lambda: go_on_following(context, item.key),
        MailItem: lambda: send_mail(context, item.key),
    }
    acts[type(item)]()
