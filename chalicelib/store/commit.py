"""One transition, one transaction: state, guard, grant, history, notifications and mails, or nothing (spec §3)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.periods import end_of_day
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import LIVE, WAITING, AccountStatus
from chalicelib.domain.transitions.outcome import AccountEffect, Transition
from chalicelib.store import grants, guards, history, keys, mails, notices
from chalicelib.store.accounts import MOST_WAITING, HeadItem
from chalicelib.store.delegations import DelegationItem, SummaryItem, given_item, received_item, to_item, tombstone_item
from chalicelib.store.once import Once
from chalicelib.store.table import epoch, transact

log = logging.getLogger(__name__)

ADDING = frozenset({Act.CREATE, Act.CHANGE, Act.CORRECT, Act.REGAIN_ELIGIBILITY, Act.JOIN})
"""Acts that may hold a period nobody held before: they have read the guard."""


@dataclass(frozen=True)
class Plan:
    """All that one transaction needs beside the transition itself.

    `guard` is what was read of the overlap guard, for the acts of `ADDING`. `extra` adds writes of the act's own.
    `removed`: TTL has already taken the delegation away, so that it must not be there.
    """

    transition: Transition
    account: Account
    guard: guards.GuardItem | None = None
    once: Once | None = None
    extra: Callable[[TransactWrite], None] | None = None
    account_is_new: bool = False
    removed: bool = False


def commit(plan: Plan, context: Context) -> None:
    """Write `plan` in one transaction; raises `Raced` when somebody was faster, `Busy` when too many write."""
    guards.require_room(plan.guard, plan.transition.subject, context.now)
    transact(lambda transaction: _write(transaction, plan, context))
    transition = plan.transition
    log.info(
        "act",
        extra={"act": transition.act.value, "actor": transition.actor.value, "delegation": transition.subject.id},
    )


def _write(transaction: TransactWrite, plan: Plan, context: Context) -> None:
    transition = plan.transition
    kept = timedelta(days=context.settings.history_kept_days)
    told = notices.items(transition, kept, delegue_is_active=_is_active(plan))
    _write_state(transaction, plan, context)
    _write_guard(transaction, plan, context)
    grants.write(transaction, transition.before, transition.after, context.now)
    transaction.save(history.item(transition, kept), condition=history.HistoryItem.pk.does_not_exist())
    for mail in mails.items(transition):
        transaction.save(mail, condition=mails.MailItem.pk.does_not_exist())
    for notice in told:
        transaction.save(notice)
    _write_heads(transaction, plan, notices.unread_by_party(told), context)
    if plan.once:
        plan.once.add(transaction, transition.subject.id, context.now)
    if plan.extra:
        plan.extra(transaction)


def _is_active(plan: Plan) -> bool:
    return plan.account.status.has_notices or plan.transition.account is AccountEffect.ACTIVATED


def _write_state(transaction: TransactWrite, plan: Plan, context: Context) -> None:
    transition = plan.transition
    before, after = transition.before, transition.after
    unchanged: Condition = DelegationItem.pk.does_not_exist()
    if before is not None and not plan.removed:
        unchanged = DelegationItem.revision == before.revision
    if after is not None:
        if before is not None:
            unchanged &= DelegationItem.gone_at > epoch(context.now)
        transaction.save(to_item(after, context.policy), condition=unchanged)
        transaction.save(given_item(after))
        transaction.save(received_item(after))
        if transition.left:
            _delete_received(transaction, transition.left)
    if transition.end:
        subject = transition.subject
        transaction.save(tombstone_item(subject, transition.end, context.now), condition=unchanged)
        transaction.delete(SummaryItem(*keys.given(subject.delegant.account_id, subject.id)))
        _delete_received(transaction, subject)


def _delete_received(transaction: TransactWrite, delegation: Delegation) -> None:
    transaction.delete(SummaryItem(*keys.received(delegation.delegue.account_id, delegation.id)))


def _write_guard(transaction: TransactWrite, plan: Plan, context: Context) -> None:
    transition = plan.transition
    if transition.act in ADDING and guards.hold_of(transition.subject, context.now):
        guards.add(transaction, plan.guard, transition.subject, context.now)
        if transition.left:
            guards.release(transaction, transition.left, None, context.now)
    elif transition.before:
        guards.release(transaction, transition.before, transition.after, context.now)


def _write_heads(transaction: TransactWrite, plan: Plan, unread: dict[str, int], context: Context) -> None:
    """Update the two accounts: what they have to read, and what keeps the délégué's alive."""
    subject = plan.transition.subject
    _write_delegant_head(transaction, plan.transition, unread.get(subject.delegant.account_id, 0), context)
    if plan.account_is_new:
        return
    actions = _delegue_actions(plan, context)
    # The account must still be what the act was told it is: an account may have been opened in between.
    as_told: Condition = HeadItem.status == plan.account.status.value
    if plan.transition.act in {Act.CREATE, Act.CORRECT}:
        as_told &= HeadItem.waiting.does_not_exist() | (size(HeadItem.waiting) < MOST_WAITING)
        # Its address may move at this very moment, and what is asked of it now would not follow.
        as_told &= HeadItem.address == plan.account.address
    if plan.transition.act is Act.REACH:
        # Somebody may doubt the address at this very moment: then it is not reachable after all.
        actions.append(HeadItem.suppressed.set(False))
        as_told &= HeadItem.suppressed != True  # noqa: E712 - a condition, not a comparison
    if count := unread.get(subject.delegue.account_id):
        actions.append(HeadItem.unread.add(count))
    if actions:
        transaction.update(HeadItem(*keys.head(plan.account.id)), actions=actions, condition=as_told)


def _write_delegant_head(transaction: TransactWrite, transition: Transition, unread: int, context: Context) -> None:
    """Count what the délégant has to read, and what he has given: so many at a time and no more (spec §7)."""
    change = _is_live(transition.after) - _is_live(transition.before)
    actions: list[Action] = []
    if unread:
        actions.append(HeadItem.unread.add(unread))
    if change:
        actions.append(HeadItem.live.add(change))
    if not actions:
        return
    room: Condition = HeadItem.pk.exists()
    if change > 0:
        room &= HeadItem.live < context.settings.live_delegations
    head = HeadItem(*keys.head(transition.subject.delegant.account_id))
    transaction.update(head, actions=actions, condition=room)


def _is_live(delegation: Delegation | None) -> bool:
    return delegation is not None and delegation.status in LIVE and not delegation.ended


def _delegue_actions(plan: Plan, context: Context) -> list[Action]:
    transition, subject = plan.transition, plan.transition.subject
    actions: list[Action] = []
    if transition.account is AccountEffect.OPENED:
        actions.append(HeadItem.status.set(AccountStatus.A_ACTIVER.value))
        actions.append(HeadItem.name.set(_plain_name(subject)))
    if transition.account is AccountEffect.ACTIVATED:
        actions += [HeadItem.status.set(AccountStatus.ACTIVE.value), HeadItem.waiting.remove()]
        actions += [HeadItem.due_shard.remove(), HeadItem.due_at.remove()]
        return actions
    if not plan.account.status.ends_alone:
        return actions
    after = transition.after
    if after is not None and after.status in WAITING:
        actions.append(HeadItem.waiting.add({subject.id}))
    else:
        # Nothing may keep this account alive any more: time looks at it after the same delay as a purge.
        ends_at = end_of_day(context.now + context.policy.purge_after)
        actions.append(HeadItem.waiting.delete({subject.id}))
        actions.append(HeadItem.due_shard.set(keys.due_shard("TIME", plan.account.id)))
        actions.append(HeadItem.due_at.set(epoch(ends_at)))
    return actions


def _plain_name(subject: Delegation) -> dict[str, str]:
    name = subject.delegue.name
    return {"civilite": name.civilite, "prenom": name.prenom, "nom": name.nom}
