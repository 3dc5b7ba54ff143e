"""Send the mail of a row: lease the row, compose, send once, record the result (docs/architecture.md, « The outbox »).

After a crash before SES answers, the lease runs out and the schedule takes the row again. A mail can leave twice in one
window only: between the answer of SES (or its silence) and the record of the result.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.context import Context
from chalicelib.domain.awaited import is_awaited
from chalicelib.mail.asking import items_of, why_cancelled
from chalicelib.mail.faults import UNCOUNTED, Fault, delay_after, fault_of, name_of
from chalicelib.mail.lease import LEASE, lease_row, write_held, write_silently
from chalicelib.mail.message import message_of
from chalicelib.mail.pace import LONGEST_WAIT, SHORT_WAIT, wait_for_turn
from chalicelib.mail.tags import tags_of
from chalicelib.mail.transport import send
from chalicelib.store import restored
from chalicelib.store.accounts import Head, find_head, read_head
from chalicelib.store.mails import Cancelled, Delivery, MailItem, MailState, in_failed_shard
from chalicelib.store.table import Item, Key, epoch, from_epoch

log = logging.getLogger(__name__)

SUPPRESSED = "adresse_introuvable"
"""The error of a mail that was not tried, because SES has reported that nothing reaches its address."""

HELD = f"{Fault.HELD.value}: "
"""The beginning of the error of a mail that waits until SES lets our mails leave."""

Missed = Callable[[MailItem, str, Delivery], object]
"""Called for a row that will not arrive, with its address and `BOUNCED` (the address is at fault) or `UNDELIVERED`.

The call comes before the result is recorded: after a crash in between it is repeated.
"""


def deliver(context: Context, key: Key, missed: Missed, turn: float | None = None) -> Fault | None:
    """Send the mail of the row at `key`, if it is due and its act is still possible; return the fault, if any.

    Does nothing in a table that is shut, or when another sender holds the row. `turn`: one that was taken for it.
    """
    row = None if restored.is_shut() else lease_row(context, key)
    if row is None:
        return None
    if row.tries > context.settings.mail_tries:
        # Earlier senders leased the row and never recorded a result.
        return _give_up(context, row, missed, Fault.UNKNOWN, row.error or "")
    items = items_of(row)
    head = _head_in_use(items, row.to_account)
    recipient = row.to_address or (head.account.address if head else "")
    cancelled = why_cancelled(context, row, items) or (None if recipient else Cancelled.NO_ADDRESS)
    if cancelled:
        _finish(context, row, MailState.CANCELLED, error=cancelled.value)
        return None
    if head and head.suppressed and not row.to_address:
        return _end_unreachable(context, row, recipient, missed, SUPPRESSED)
    return _send(context, row, items, recipient, missed, turn)


def _head_in_use(items: dict[Key, Item], account_id: str) -> Head | None:
    """Return the account, or the account that it was joined to."""
    head = find_head(items, account_id)
    return read_head(head.joined_to) if head and head.joined_to else head


def _send(
    context: Context, row: MailItem, items: dict[Key, Item], recipient: str, missed: Missed, turn: float | None
) -> Fault | None:
    try:
        # Composed first: a turn that is used late may be used together with those that follow.
        message = message_of(context, row, recipient, items)
        longest = LONGEST_WAIT if is_awaited(row.mail_kind) else SHORT_WAIT
        is_turn = wait_for_turn(context.settings, turn, longest)
        message_id = send(message, recipient, tags_of(row), context.settings) if is_turn else ""
    except Exception as error:
        fault, name = fault_of(error), name_of(error)
        if fault is Fault.ADDRESS:
            return _end_unreachable(context, row, recipient, missed, f"{fault.value}: {name}")
        return _fail(context, row, missed, fault, name)
    if not is_turn:
        return _fail(context, row, missed, Fault.RATE, "")
    _finish(context, row, MailState.SENT, message_id=message_id)
    return None


def _end_unreachable(context: Context, row: MailItem, recipient: str, missed: Missed, error: str) -> Fault:
    """End the row of a mail that nothing will bring to its address."""
    _log(row, Fault.ADDRESS, error)
    missed(row, recipient, Delivery.BOUNCED)
    _finish(context, row, MailState.FAILED, error=error)
    return Fault.ADDRESS


def _fail(context: Context, row: MailItem, missed: Missed, fault: Fault, error: str) -> Fault:
    """Record a try that failed: the row is due again, later each time, or is given up."""
    if fault is Fault.HELD:
        error = f"{HELD}{error}"
    _log(row, fault, error)
    counts = fault not in UNCOUNTED
    if fault is Fault.REJECTED or (counts and row.tries >= context.settings.mail_tries):
        return _give_up(context, row, missed, fault, error)
    next_try = _next_try(context, row, fault)
    actions: list[Any] = [_error_action(error), MailItem.due_at.set(epoch(next_try))]
    if fault is Fault.UNKNOWN:
        actions.append(MailItem.lease_until.set(epoch(next_try)))
    else:
        actions.append(MailItem.state.set(MailState.DUE.value))
    if not counts:
        actions.append(MailItem.tries.add(-1))
    write_held(row, actions)
    return fault


def _next_try(context: Context, row: MailItem, fault: Fault) -> datetime:
    waited = context.now - from_epoch(row.resent_at or row.written_at)
    chance = random.random()  # noqa: S311 - jitter, not a secret
    next_try = context.now + delay_after(fault, int(row.tries), waited, chance)
    # When SES did not answer it may still be sending the mail: the row stays leased, for one lease at least.
    return max(next_try, context.now + LEASE) if fault is Fault.UNKNOWN else next_try


def _give_up(context: Context, row: MailItem, missed: Missed, fault: Fault, error: str) -> Fault:
    """End the row. The page of its delegation, a metric and the command `outbox failed` show it."""
    # Written first, under the lease: a sender that lost it cannot know that the mail failed, and must tell nobody.
    if write_silently(row, [MailItem.error.set(error or fault.value)]):
        missed(row, row.to_address or "", Delivery.UNDELIVERED)
    if _finish(context, row, MailState.FAILED, error=error or fault.value):
        extra = {"mail": row.id, "fault": fault.value, "error": error, "tries": int(row.tries)}
        log.error("mail_given_up", extra=extra)
    return fault


def _log(row: MailItem, fault: Fault, error: str) -> None:
    extra = {"fault": fault.value, "error": error, "tries": int(row.tries)}
    if fault is Fault.HELD:
        log.warning("mail_held", extra=extra)
    else:
        log.warning("mail_not_sent", extra=extra)


def _finish(context: Context, row: MailItem, state: MailState, *, message_id: str = "", error: str = "") -> bool:
    """Record the final state of the row; return whether this sender still held the lease.

    The row is due no longer. A failed one goes to the shards of failed mails, where operations can send it again.
    """
    actions: list[Any] = [MailItem.state.set(state.value), _error_action(error)]
    if state is MailState.FAILED:
        actions += in_failed_shard(row.about, context.now)
    else:
        actions += [MailItem.due_shard.remove(), MailItem.due_at.remove()]
    if message_id:
        actions.append(MailItem.message_id.set(message_id))
    held = write_held(row, actions)
    if held or state is MailState.SENT:
        # A mail that SES took has left, whatever became of its row: after a restore, only this line shows it.
        log.info("mail", extra={"mail": row.id, "kind": row.mail_kind, "about": row.about, "state": state.value})
    return held


def _error_action(error: str) -> Any:
    return MailItem.error.set(error) if error else MailItem.error.remove()
