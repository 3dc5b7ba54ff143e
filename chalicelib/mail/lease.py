"""The lease of a mail's row: one sender at a time holds the row, and only the holder writes it."""

import logging
from datetime import timedelta
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.context import Context
from chalicelib.store import key_parts
from chalicelib.store.mails import UNREADABLE, MailItem, MailState, in_failed_shard
from chalicelib.store.table import Key, epoch, update_if, update_unread

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""How long a sender holds a row. It is longer than all time-outs of SES together, so two senders never hold one row."""


def lease_row(context: Context, key: Key) -> MailItem | None:
    """Lease the row at `key` and return it; None when it is not due, or when another sender holds it."""
    now = epoch(context.now)
    row = MailItem(*key)
    is_due = (MailItem.state == MailState.DUE.value) & (MailItem.due_at <= now)
    is_abandoned = (MailItem.state == MailState.LEASED.value) & (MailItem.lease_until <= now)
    # `due_at` stays: moving it costs two writes of the index for each mail, and the lease already keeps others away.
    actions: list[Any] = [
        MailItem.state.set(MailState.LEASED.value),
        MailItem.lease_until.set(now + int(LEASE.total_seconds())),
        MailItem.tries.add(1),
    ]
    try:
        return row if update_if(row, actions, is_due | is_abandoned) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        # The row is leased but its content cannot be read. When the lease is over, another version of the code may
        # be able to.
        _end_unreadable(context, key)
        raise


def _end_unreadable(context: Context, key: Key) -> None:
    """Give up a leased row that cannot be read, once it has been tried often enough."""
    row = MailItem(*key, about=key_parts.owner(key[0]))
    actions: list[Any] = [
        MailItem.state.set(MailState.FAILED.value),
        MailItem.error.set(UNREADABLE),
        *in_failed_shard(row.about, context.now),
    ]
    is_worn_out = MailItem.tries >= context.settings.mail_tries
    if update_unread(key, actions, (MailItem.state == MailState.LEASED.value) & is_worn_out):
        log.error("mail_given_up", extra={"mail": row.id, "error": UNREADABLE})


def write_held(row: MailItem, actions: list[Any]) -> bool:
    """Write `actions` to the row if the sender that read `row` still holds its lease; return whether it did."""
    if write_silently(row, actions):
        return True
    if not _end_reported_lease(row):
        log.warning("mail_lease_lost", extra={"tries": int(row.tries)})
    return False


def write_silently(row: MailItem, actions: list[Any]) -> bool:
    """Write `actions` as `write_held` does, and log nothing when the lease is lost."""
    is_held: Condition = (MailItem.state == MailState.LEASED.value) & (MailItem.lease_until == row.lease_until)
    return update_if(MailItem(row.pk, row.sk), actions, is_held)


def _end_reported_lease(row: MailItem) -> bool:
    """End the lease of a mail that SES reported on before its sender did; return whether SES had.

    The report settles the row (`note_delivery`). The sender has lost nothing, and has nothing to add.
    """
    is_reported = MailItem.delivery.exists() & (MailItem.lease_until == row.lease_until)
    return update_if(MailItem(row.pk, row.sk), [MailItem.lease_until.set(0)], is_reported)
