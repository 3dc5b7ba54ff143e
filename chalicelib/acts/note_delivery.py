"""The reports of SES on a mail it has taken. They may come out of order, twice, or before the row is marked as sent.

The rules are in specification §3 and §5.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.refusals import Refused
from chalicelib.domain.transitions import by_mail
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.addresses import same
from chalicelib.store import key_parts, keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import OWNER, Delivery, MailItem, MailState, in_failed_shard
from chalicelib.store.table import Item, Key, epoch, find, read, update_if

log = logging.getLogger(__name__)

REJECTED = "Reject"
"""The reason of a mail that SES took and then refused to send for its content, which is a fault of ours."""

_DEMANDS = frozenset({MailKind.INVITATION, MailKind.DEMANDE, MailKind.RAPPEL_INVITATION, MailKind.RAPPEL_DEMANDE})
"""The mails that a délégué must get while his delegation is « En cours »."""

_FIRST_DEMANDS = frozenset({MailKind.INVITATION, MailKind.DEMANDE})
"""The first mails of a demand. A reminder does not count, because it follows one of these that did arrive."""

Step = Callable[[Delegation, datetime], Transition]

_CLOCK_DIFFERENCE = timedelta(seconds=30)
"""The largest difference allowed between the clock of SES and ours."""


class Report(NamedTuple):
    """A report of SES on the message `message_id`, sent to `address` at `sent_at`; `reason` says why it failed."""

    delivery: Delivery
    address: str
    message_id: str
    sent_at: datetime
    reason: str = ""


def note_delivery(context: Context, key: Key, report: Report) -> None:
    """Note one report on the mail of the row at `key`, which must not be sent again, because SES has it.

    A report that is known, or weaker than the one noted, changes nothing.
    """
    row, delivery = MailItem(*key), report.delivery
    better = MailItem.delivery_rank.does_not_exist() | (MailItem.delivery_rank < delivery.rank)
    if not update_if(row, _changes_of_row(context, key, report), MailItem.pk.exists() & better & _is_current(report)):
        # The report came before, or too late. After a crash between the row and its consequences, these are made up.
        found = find(read([key]), MailItem, key)
        if found is None or found.delivery != delivery.value:
            return
        row = found
    elif report.reason == REJECTED:
        log.error("mail_given_up", extra={"mail": row.id, "error": report.reason})
    if delivery in {Delivery.BOUNCED, Delivery.COMPLAINED}:
        _note_failure(context, row, report)
    elif delivery is Delivery.UNDELIVERED:
        note_missed(context, row, report.address, delivery)
    elif delivery is Delivery.DELIVERED and row.mail_kind in _DEMANDS:
        note_reachable(context, row, report)


def _is_current(report: Report) -> Condition:
    """Return the condition that a report is about the row's present message, not one before it was sent again."""
    since = MailItem.resent_at <= epoch(report.sent_at + _CLOCK_DIFFERENCE)
    current: Condition = MailItem.former.does_not_exist() | ((MailItem.former != report.message_id) & since)
    return current


def _changes_of_row(context: Context, key: Key, report: Report) -> list[Action]:
    """Return the changes of a row by a report. Its sender may still wait for SES, or have given up."""
    state, about = report.delivery.state, key_parts.owner(key[0])
    failed = [MailItem.error.set(report.reason), *in_failed_shard(about, context.now)]
    sent = [MailItem.error.remove(), MailItem.due_shard.remove(), MailItem.due_at.remove()]
    return [
        MailItem.delivery.set(report.delivery.value),
        MailItem.delivery_rank.set(report.delivery.rank),
        MailItem.state.set(state.value),
        MailItem.message_id.set(report.message_id),
        *(failed if state is MailState.FAILED else sent),
    ]


def _note_failure(context: Context, row: MailItem, report: Report) -> None:
    """Suppress the address and notify the délégant, unless the address was mended after the mail was sent."""
    key = keys.head(row.to_account)
    head = find(read([key]), HeadItem, key)
    if head and epoch(report.sent_at) <= head.mended_at:
        return
    _suppress(context, head, report)
    note_missed(context, row, report.address, report.delivery)


def _suppress(context: Context, head: HeadItem | None, report: Report) -> None:
    """Stop all mails to this address; do nothing when the account has another one by now, or is gone."""
    if head is None or head.suppressed or not same(head.address, report.address):
        return
    actions: list[Action] = [
        HeadItem.suppressed.set(True),
        HeadItem.suppressed_for.set(report.delivery.value),
        HeadItem.suppressed_at.set(epoch(context.now)),
    ]
    update_if(head, actions, HeadItem.address == head.address)


def note_missed(context: Context, row: MailItem, address: str, delivery: Delivery) -> None:
    """Notify the délégant, once, that his délégué did not get a mail; do nothing when it no longer matters.

    UNDELIVERED is no statement about `address`, and counts only for the present demand.
    """
    if row.party in {OWNER, Party.DELEGANT.value}:
        return
    about_demand = delivery is Delivery.UNDELIVERED
    if about_demand and row.mail_kind not in _FIRST_DEMANDS:
        return
    if about_demand:
        _note_undelivered(context, row)
    else:
        _note_unreachable(context, row, address)


@retried
def _note_undelivered(context: Context, row: MailItem) -> None:
    delegation = _delegation_asked_by(row)
    if delegation and not delegation.undeliverable and not delegation.undelivered:
        _commit_if_allowed(context, read([keys.head(row.to_account)]), delegation, by_mail.undelivered)


@retried
def _note_unreachable(context: Context, row: MailItem, address: str) -> None:
    delegation = _delegation_at(row, address)
    if delegation and not delegation.undeliverable:
        _commit_if_allowed(context, read([keys.head(row.to_account)]), delegation, by_mail.bounce)


@retried
def note_reachable(context: Context, row: MailItem, report: Report) -> None:
    """Note that the délégué can be reached after all: a demand has arrived since his address was mended."""
    delegation = _delegation_at(row, report.address)
    if delegation is None or not (delegation.undeliverable or _is_missed(delegation, row)):
        return
    items = read([keys.head(row.to_account)])
    head = find(items, HeadItem, keys.head(row.to_account))
    if head is None or head.suppressed:
        return
    if delegation.undeliverable and epoch(report.sent_at) <= head.mended_at:
        return
    _commit_if_allowed(context, items, delegation, by_mail.reach)


def _is_missed(delegation: Delegation, row: MailItem) -> bool:
    """Whether the délégant waits for this very mail to arrive. An earlier demand has dead links."""
    return delegation.undelivered and _carries_its_links(row, delegation)


def _carries_its_links(row: MailItem, delegation: Delegation) -> bool:
    return bool(row.link_facts[1:3] == [delegation.delegue.account_id, delegation.nonce])


def _delegation_asked_by(row: MailItem) -> Delegation | None:
    """Return the delegation of a demand, while the links of this mail work."""
    delegation = _read_delegation(row)
    return delegation if delegation and _carries_its_links(row, delegation) else None


def _delegation_at(row: MailItem, address: str) -> Delegation | None:
    """Return the delegation of a mail, while its délégué has this address."""
    delegation = _read_delegation(row)
    return delegation if delegation and same(delegation.delegue.address, address) else None


def _read_delegation(row: MailItem) -> Delegation | None:
    key = keys.delegation(row.about)
    item = find(read([key]), DelegationItem, key)
    return from_item(item) if item else None


def _commit_if_allowed(context: Context, items: dict[Key, Item], delegation: Delegation, step: Step) -> None:
    try:
        transition = step(delegation, context.now)
    except Refused:
        return
    commit(context, Plan(transition, stored_account(items, delegation)))
