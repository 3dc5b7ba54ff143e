"""From a mail's row to SES: claimed under a lease, composed, sent once, marked (design: docs/architecture.md)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import UpdateError

from chalicelib import links
from chalicelib.context import Context
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.statuses import Status
from chalicelib.links import Claim
from chalicelib.mail.compose import Composed, compose
from chalicelib.mail.transport import send
from chalicelib.store import keys
from chalicelib.store.accounts import Head, find_head
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import MailItem, MailState
from chalicelib.store.table import Item, Key, epoch, find, read

LEASE = timedelta(seconds=90)
"""How long a sender keeps a mail for itself; it outlasts every time-out of SES, so that two never hold it."""

_ASKING: dict[MailKind, frozenset[Status]] = {
    MailKind.INVITATION: frozenset({Status.EN_COURS}),
    MailKind.DEMANDE: frozenset({Status.EN_COURS}),
    MailKind.RAPPEL_INVITATION: frozenset({Status.EN_COURS}),
    MailKind.RAPPEL_DEMANDE: frozenset({Status.EN_COURS}),
    MailKind.RAPPEL_DELEGANT: frozenset({Status.A_VALIDER}),
    MailKind.PROPOSITION_DELEGUE: frozenset({Status.A_VALIDER, Status.VALIDEE}),
}
"""Mails that ask for an act, and the statuses in which it is possible. All others tell what happened."""


@dataclass(frozen=True)
class Ready:
    """A mail that is to leave, and to whom."""

    row: MailItem
    head: Head


def deliver(context: Context, key: Key) -> None:
    """Send the mail of the row at `key`, unless somebody else has it, it was sent, or its act is no longer possible."""
    row = _claim(context, key)
    if row is None:
        return
    items = read([keys.head(row.to_account), keys.delegation(row.delegation_id)])
    head = find_head(items, row.to_account)
    if head is None or not _still_asked(context, row, items):
        _finish(row, MailState.CANCELLED)
        return
    message_id = send(composed(context, row, head), head.account.address, row.id, context.settings)
    _finish(row, MailState.SENT, message_id)


def _claim(context: Context, key: Key) -> MailItem | None:
    """Take the row under a lease; None when it is not to be taken."""
    now = epoch(context.now)
    row = MailItem(*key)
    due = MailItem.state == MailState.DUE.value
    abandoned = (MailItem.state == MailState.CLAIMED.value) & (MailItem.lease_until <= now)
    lease_until = now + int(LEASE.total_seconds())
    actions: list[Any] = [
        MailItem.state.set(MailState.CLAIMED.value),
        MailItem.lease_until.set(lease_until),
        MailItem.due_at.set(lease_until),
        MailItem.tries.add(1),
    ]
    try:
        row.update(actions=actions, condition=due | abandoned)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return None
    return row


def _still_asked(context: Context, row: MailItem, items: dict[Key, Item]) -> bool:
    statuses = _ASKING.get(MailKind(row.mail_kind))
    if statuses is None:
        return True
    item = find(items, DelegationItem, keys.delegation(row.delegation_id))
    if item is None:
        return False
    delegation = from_item(item)
    return delegation.nonce == row.nonce and delegation.status_at(context.now) in statuses


def composed(context: Context, row: MailItem, head: Head) -> Composed:
    """Return the message, its links signed now."""
    kind = MailKind(row.mail_kind)
    claim = Claim(row.delegation_id, row.to_account, row.nonce, int(row.terms_version))
    signed = {purpose: _url(context, purpose, claim) for purpose in LINKS.get(kind, ())}
    facts = row.facts.as_dict()
    return compose(kind, facts, signed, head.account.address, row.id, context.now, context.settings)


def _url(context: Context, purpose: Purpose, claim: Claim) -> str:
    token = links.sign(purpose, claim, context.keys, context.now)
    return f"{context.settings.public_base_url}/lien/{purpose}/{token}"


def _finish(row: MailItem, state: MailState, message_id: str | None = None) -> None:
    """Mark what became of the mail; it is due no more."""
    actions: list[Any] = [MailItem.state.set(state.value), MailItem.due_shard.remove(), MailItem.due_at.remove()]
    if message_id:
        actions.append(MailItem.message_id.set(message_id))
    MailItem(row.pk, row.sk).update(actions=actions, condition=MailItem.lease_until == row.lease_until)
