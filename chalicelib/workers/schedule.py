"""The schedule carries out what is due: time's own acts, and the mails that the stream missed."""

import logging
from collections.abc import Callable, Iterator

from chalicelib import runtime
from chalicelib.acts.end_account import end_account
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.send_mail import send_mail
from chalicelib.context import Context
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.keys import due_shards
from chalicelib.store.mails import MailItem
from chalicelib.store.table import DueIndex, Item, epoch

log = logging.getLogger(__name__)


def handle() -> None:
    """Do everything that is due now; what fails is left due for the next beat."""
    context = runtime.context()
    for what in ("TIME", "MAIL"):
        for item in _due(context, what):
            try:
                _act(context, item)
            except Exception as error:
                log.error("due_not_done", extra={"item": "/".join(item.key), "error": type(error).__name__})


def _due(context: Context, what: str) -> Iterator[Item]:
    for shard in due_shards(what):
        yield from Item.due.query(shard, DueIndex.due_at <= epoch(context.now))


def _act(context: Context, item: Item) -> None:
    owner = item.pk.split("#", 1)[1]
    acts: dict[type[Item], Callable[[], object]] = {
        DelegationItem: lambda: pass_time(context, owner),
        HeadItem: lambda: end_account(context, owner),
        MailItem: lambda: send_mail(context, item.key),
    }
    acts[type(item)]()
