"""From a mail's row to SES: claimed under a lease, composed, sent once, marked (docs/architecture.md, « The outbox »).

A crash before SES answers leaves the lease to run out: the schedule takes the row again. The one window in which a
mail can leave twice is between SES's answer (or its silence) and the mark.
"""

import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib import links
from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail
from chalicelib.domain.mails import LINKS, MailKind
from chalicelib.links import AccountClaim, Claim
from chalicelib.mail.asking import needed, why_not
from chalicelib.mail.compose import Composed, compose
from chalicelib.mail.faults import Fault, delay_after, fault_of, name_of
from chalicelib.mail.pace import wait_for_turn
from chalicelib.mail.transport import send
from chalicelib.store import restored
from chalicelib.store.accounts import find_head, read_head
from chalicelib.store.mails import (
    OWNER,
    UNREADABLE,
    Cancelled,
    Delivery,
    MailItem,
    MailState,
    in_failed_shard,
    owner_of,
)
from chalicelib.store.table import Key, epoch, from_epoch, read, update_if, update_unread

log = logging.getLogger(__name__)

SUPPRESSED = "adresse_introuvable"
"""The error of a mail that was not even tried: SES had said of the address that nothing reaches it."""

HELD = f"{Fault.HELD.value}: "
"""How the error of a mail begins that waits for SES to let our mails leave."""

LEASE = timedelta(seconds=90)
"""How long a sender keeps a mail for itself; it outlasts every time-out of SES, so that two never hold it."""


Missed = Callable[[MailItem, str, Delivery], object]
"""Called with a row that will not arrive, its address, and BOUNCED when the address is at fault, else UNDELIVERED.

It is called before the row says so: a crash in between repeats it.
"""


def deliver(context: Context, key: Key, missed: Missed) -> Fault | None:
    """Send the mail of the row at `key`, unless somebody else has it, it was sent, or its act is no longer possible.

    Returns what went wrong, None when nothing did.
    """
    row = None if restored.is_shut() else _claim(context, key)
    if row is None:
        return None
    if row.tries > context.settings.mail_tries:
        # Whoever took it so far never came to say what happened.
        return _given_up(context, row, missed, Fault.UNKNOWN, row.error or "")
    items = read(needed(row))
    head = find_head(items, row.to_account)
    if head and head.joined_to:
        head = read_head(head.joined_to)
    recipient = row.to_address or (head.account.address if head else "")
    cancelled = why_not(context, row, items) or (None if recipient else Cancelled.NO_ADDRESS)
    if cancelled:
        _finish(context, row, MailState.CANCELLED, error=cancelled.value)
        return None
    if head and head.suppressed and not row.to_address:
        return _unreachable(context, row, recipient, missed, SUPPRESSED)
    if not wait_for_turn(context):
        return _failed(context, row, missed, Fault.RATE, "")
    return _send(context, row, recipient, missed)


def _send(context: Context, row: MailItem, recipient: str, missed: Missed) -> Fault | None:
    try:
        message_id = send(composed(context, row, recipient), recipient, tags_of(row), context.settings)
    except Exception as error:
        fault, name = fault_of(error), name_of(error)
        if fault is Fault.ADDRESS:
            return _unreachable(context, row, recipient, missed, f"{fault.value}: {name}")
        return _failed(context, row, missed, fault, name)
    _finish(context, row, MailState.SENT, message_id=message_id)
    return None


def _unreachable(context: Context, row: MailItem, recipient: str, missed: Missed, error: str) -> Fault:
    _log(row, Fault.ADDRESS, error)
    missed(row, recipient, Delivery.BOUNCED)
    _finish(context, row, MailState.FAILED, error=error)
    return Fault.ADDRESS


def tags_of(row: MailItem) -> dict[str, str]:
    """Return what leads from an event of SES back to the row: `row_of` reads it."""
    first, kind, party = row.sk.split("#")
    return {"about": row.about, "at": first, "kind": kind, "party": party}


def row_of(tags: dict[str, str]) -> Key:
    """Return the key of the row that these tags were made for; raises KeyError for another's."""
    return f"MAIL#{tags['about']}", f"{tags['at']}#{tags['kind']}#{tags['party']}"


def _claim(context: Context, key: Key) -> MailItem | None:
    """Take the row under a lease; None when it is not to be taken, or not yet."""
    now = epoch(context.now)
    row = MailItem(*key)
    due = (MailItem.state == MailState.DUE.value) & (MailItem.due_at <= now)
    abandoned = (MailItem.state == MailState.CLAIMED.value) & (MailItem.lease_until <= now)
    # `due_at` stays: to move it costs two writes of the index for each mail, and the lease keeps others away.
    actions: list[Any] = [
        MailItem.state.set(MailState.CLAIMED.value),
        MailItem.lease_until.set(now + int(LEASE.total_seconds())),
        MailItem.tries.add(1),
    ]
    try:
        return row if update_if(row, actions, due | abandoned) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        # It is taken, and nobody can read it: again once the lease is over, in case another version of us can.
        _end_unreadable(context, key)
        raise


def _end_unreadable(context: Context, key: Key) -> None:
    """Give a claimed row up of which nothing is known but its key, once it was tried often enough."""
    row = MailItem(*key, about=owner_of(key[0]))
    actions: list[Any] = [
        MailItem.state.set(MailState.FAILED.value),
        MailItem.error.set(UNREADABLE),
        *in_failed_shard(row.about, context.now),
    ]
    often = MailItem.tries >= context.settings.mail_tries
    if update_unread(key, actions, (MailItem.state == MailState.CLAIMED.value) & often):
        log.error("mail_given_up", extra={"mail": row.id, "error": UNREADABLE})


def composed(context: Context, row: MailItem, recipient: str) -> Composed:
    """Return the message, its links signed now."""
    facts = row.facts.as_dict()
    if row.party == OWNER:
        kind = AccountMail(row.mail_kind)
        return compose(
            kind, facts, _account_links(context, row, kind), recipient, row.id, context.now, context.settings
        )
    delegation_id, account_id, nonce, version = row.claim
    claim = Claim(delegation_id, account_id, nonce, int(version))
    signed = {
        purpose: _url(context, f"/lien/{purpose}/{links.sign(purpose, claim, context.keys, context.now)}")
        for purpose in LINKS.get(MailKind(row.mail_kind), ())
    }
    return compose(MailKind(row.mail_kind), facts, signed, recipient, row.id, context.now, context.settings)


def _account_links(context: Context, row: MailItem, kind: AccountMail) -> dict[Any, str]:
    purpose = ACCOUNT_LINKS.get(kind)
    if purpose is None:
        return {}
    token = links.sign_account(purpose, AccountClaim(*row.claim), context.keys, context.now)
    return {purpose: _url(context, f"/{purpose}/{token}")}


def _url(context: Context, path: str) -> str:
    return f"{context.settings.public_base_url.rstrip('/')}{path}"


def _failed(context: Context, row: MailItem, missed: Missed, fault: Fault, error: str) -> Fault:
    """Leave the row for another try, later and later, or give it up."""
    if fault is Fault.HELD:
        error = f"{HELD}{error}"
    _log(row, fault, error)
    counts = fault not in {Fault.RATE, Fault.QUOTA, Fault.HELD}
    if fault is Fault.REJECTED or (counts and row.tries >= context.settings.mail_tries):
        return _given_up(context, row, missed, fault, error)
    waited = context.now - from_epoch(row.resent_at or row.written_at)
    chance = random.random()  # noqa: S311 - jitter, not a secret
    again = context.now + delay_after(fault, int(row.tries), waited, chance)
    actions: list[Any] = [MailItem.error.set(error) if error else MailItem.error.remove()]
    if fault is Fault.UNKNOWN:
        # SES may still be at it: nobody else takes the row before the lease is over.
        again = max(again, context.now + LEASE)
        actions.append(MailItem.lease_until.set(epoch(again)))
    else:
        actions.append(MailItem.state.set(MailState.DUE.value))
    actions.append(MailItem.due_at.set(epoch(again)))
    if not counts:
        actions.append(MailItem.tries.add(-1))
    _update(row, actions)
    return fault


def _given_up(context: Context, row: MailItem, missed: Missed, fault: Fault, error: str) -> Fault:
    """End the row where it is seen: on the page of its delegation, by a metric, by the command `outbox failed`."""
    # Written first under the lease: nobody is told of a mail that somebody else has taken meanwhile.
    if update_if(MailItem(row.pk, row.sk), [MailItem.error.set(error or fault.value)], _held_by(row)):
        missed(row, row.to_address or "", Delivery.UNDELIVERED)
    if _finish(context, row, MailState.FAILED, error=error or fault.value):
        told = {"mail": row.id, "fault": fault.value, "error": error, "tries": int(row.tries)}
        log.error("mail_given_up", extra=told)
    return fault


def _log(row: MailItem, fault: Fault, error: str) -> None:
    told = {"fault": fault.value, "error": error, "tries": int(row.tries)}
    if fault is Fault.HELD:
        log.warning("mail_held", extra=told)
    else:
        log.warning("mail_not_sent", extra=told)


def _finish(context: Context, row: MailItem, state: MailState, *, message_id: str = "", error: str = "") -> bool:
    """Mark what became of the mail; it is due no more. One that failed can be found, to be sent again.

    Returns whether it was still for this sender to say.
    """
    actions: list[Any] = [MailItem.state.set(state.value)]
    if state is MailState.FAILED:
        actions += in_failed_shard(row.about, context.now)
    else:
        actions += [MailItem.due_shard.remove(), MailItem.due_at.remove()]
    if message_id:
        actions.append(MailItem.message_id.set(message_id))
    actions.append(MailItem.error.set(error) if error else MailItem.error.remove())
    held = _update(row, actions)
    if held or state is MailState.SENT:
        # What SES took has left, whoever marks its row: after a restore, this line alone says so.
        log.info("mail", extra={"mail": row.id, "kind": row.mail_kind, "about": row.about, "state": state.value})
    return held


def _held_by(row: MailItem) -> Condition:
    """The condition that the sender who read `row` still has its lease."""
    held: Condition = (MailItem.state == MailState.CLAIMED.value) & (MailItem.lease_until == row.lease_until)
    return held


def _update(row: MailItem, actions: list[Any]) -> bool:
    """Write under the lease, and return whether it was held.

    Whoever lost it has nothing to say any more; nor has he whose mail SES has spoken of meanwhile (`note_delivery`).
    """
    if update_if(MailItem(row.pk, row.sk), actions, _held_by(row)):
        return True
    mine = MailItem.lease_until == row.lease_until
    told = update_if(MailItem(row.pk, row.sk), [MailItem.lease_until.set(0)], MailItem.delivery.exists() & mine)
    if not told:
        log.warning("mail_lease_lost", extra={"tries": int(row.tries)})
    return False
