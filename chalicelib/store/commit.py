"""One transition in one transaction: state, guard, grant, history, notifications and mails (specification §3)."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.modes import Mode
from chalicelib.domain.overlaps import hold_of, require_free_period
from chalicelib.domain.people import Account
from chalicelib.domain.periods import end_of_day
from chalicelib.domain.reviews import review_of
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, WAITING, AccountStatus
from chalicelib.domain.synthetic import kept_time
from chalicelib.domain.transitions.outcome import AccountEffect, Transition
from chalicelib.store import grants, guards, history, keys, mails, notices, reviews
from chalicelib.store.accounts import MOST_WAITING, HeadItem, reservation_of
from chalicelib.store.codec import to_plain
from chalicelib.store.delegations import DelegationItem, to_item, tombstone_item
from chalicelib.store.lines import SummaryItem, given_item, given_kept, received_item
from chalicelib.store.table import epoch
from chalicelib.store.writes import Check, Delete, Save, Update, Write, transact

log = logging.getLogger(__name__)


class Plan(NamedTuple):
    """A transition, and what was read of its surroundings.

    `account` is the délégué's, `is_new` when nobody has its address yet. `guard` is the overlap guard, for a transition
    that adds a period. `is_removed`: TTL has already taken the delegation away, so that it must not be there.
    `mode`: how the person who acts in a session signed in.
    """

    transition: Transition
    account: Account
    guard: guards.GuardItem | None = None
    is_new: bool = False
    is_removed: bool = False
    mode: Mode | None = None


def commit(context: Context, plan: Plan, also: Sequence[Write] = ()) -> None:
    """Write `plan`, and `also` what its act adds, in one transaction; raises as `transact`, or `Refused`."""
    transition = plan.transition
    require_free_period(guards.held_under(plan.guard), transition.subject, context.now)
    transact([*writes_of(context, plan), *also])
    log.info(
        "act",
        extra={"act": transition.act.value, "actor": transition.actor.value, "delegation": transition.subject.id},
    )


def writes_of(context: Context, plan: Plan) -> list[Write]:
    """Return all that a plan writes."""
    transition = plan.transition
    kept_for = kept_time(transition.subject.id, timedelta(days=context.settings.history_kept_days))
    notifications = notices.items(transition, kept_for, delegue_is_active=_is_active(plan))
    unread = notices.unread_by_account(notifications)
    return [
        *_writes_of_state(context, plan),
        *_writes_of_guard(context, plan),
        *grants.writes_of(transition.before, transition.after, context.now),
        Save(history.item(transition, kept_for, plan.mode), history.HistoryItem.pk.does_not_exist()),
        *(Save(mail, mails.MailItem.pk.does_not_exist()) for mail in mails.items(transition)),
        *(Save(notice) for notice in notifications),
        *_writes_of_review(context, transition),
        *_writes_of_delegant(context, transition, unread.get(transition.subject.delegant.account_id, 0)),
        *_writes_of_delegue(context, plan, unread.get(transition.subject.delegue.account_id, 0)),
    ]


def _is_active(plan: Plan) -> bool:
    return plan.account.status.has_notices or plan.transition.account_effect is AccountEffect.ACTIVATED


def _writes_of_state(context: Context, plan: Plan) -> list[Write]:
    transition = plan.transition
    after, subject = transition.after, transition.subject
    unchanged = _unchanged(context, plan)
    writes: list[Write] = []
    if after is not None:
        line = given_kept(after) if transition.before else Save(given_item(after))
        writes = [Save(to_item(after, context.policy), unchanged), line, Save(received_item(after))]
        if transition.of_former_delegue:
            writes.append(_received_deleted(transition.of_former_delegue))
    if transition.end:
        writes += [
            Save(tombstone_item(subject, transition.end, context.now), unchanged),
            Delete(SummaryItem(*keys.given(subject.delegant.account_id, subject.id))),
            _received_deleted(subject),
        ]
    return writes


def _unchanged(context: Context, plan: Plan) -> Condition:
    """Return the condition under which the delegation is what the transition began with."""
    before = plan.transition.before
    if before is None or plan.is_removed:
        return DelegationItem.pk.does_not_exist()
    same = DelegationItem.revision == before.revision
    return same & (DelegationItem.gone_at > epoch(context.now)) if plan.transition.after else same


def _received_deleted(delegation: Delegation) -> Write:
    return Delete(SummaryItem(*keys.received(delegation.delegue.account_id, delegation.id)))


def _writes_of_guard(context: Context, plan: Plan) -> list[Write]:
    transition, now = plan.transition, context.now
    if transition.adds_period and hold_of(transition.subject, now):
        former = transition.of_former_delegue
        released = guards.release_of(former, None, now) if former else []
        return [guards.addition_of(plan.guard, transition.subject, now), *released]
    return guards.release_of(transition.before, transition.after, now) if transition.before else []


def _writes_of_review(context: Context, transition: Transition) -> list[Write]:
    """Let the délégant be reminded of an access that may now stay open for a year (specification §5)."""
    before, after = (one and review_of(one) for one in (transition.before, transition.after))
    owner = transition.subject.delegant.account_id
    return [reviews.marking(owner, after, context.today)] if after and not before else []


def _writes_of_delegant(context: Context, transition: Transition, unread: int) -> list[Write]:
    """Count the délégant's unread notifications, and his live delegations up to the limit (specification §7)."""
    change = _is_live(transition.after) - _is_live(transition.before)
    actions: list[Action] = []
    if unread:
        actions.append(HeadItem.unread.add(unread))
    if change:
        actions.append(HeadItem.live.add(change))
    if not actions:
        return []
    room: Condition = HeadItem.pk.exists()
    if change > 0:
        room &= HeadItem.live < context.settings.live_delegations
    return [Update(HeadItem(*keys.head(transition.subject.delegant.account_id)), actions, room)]


def _is_live(delegation: Delegation | None) -> bool:
    """Whether a delegation counts against the délégant's limit. A wish does not: others would fill it."""
    return delegation is not None and delegation.status in LIVE and not delegation.ended and not delegation.is_wish


def _writes_of_delegue(context: Context, plan: Plan, unread: int) -> list[Write]:
    """Update the délégué's account: what he has to read, and what keeps it alive; or make it."""
    transition, account = plan.transition, plan.account
    if plan.is_new:
        opened = _is_wish(transition.after)
        account = account._replace(status=AccountStatus.A_ACTIVER) if opened else account
        return reservation_of(account, transition.subject.id, context.keys.lookup, by_wish=opened)
    if account.status is AccountStatus.FERMEE:
        return []
    if account.id == transition.subject.delegant.account_id:
        return []  # he has answered his own invitation: this account is written as the délégant's
    actions = [*_actions_of_effect(transition), *_actions_of_waiting(context, plan), *_actions_of_wishes(plan)]
    if transition.requires_reachable:
        actions.append(HeadItem.suppressed.set(False))
    if unread:
        actions.append(HeadItem.unread.add(unread))
    head, as_read = HeadItem(*keys.head(account.id)), _as_read(context, plan)
    if actions:
        return [Update(head, actions, as_read)]
    # The account may be closed at this very moment. Nothing would end what another account gets from a former délégué,
    # and what is granted would be open until the closing comes by.
    return [Check(head, as_read)] if transition.of_former_delegue or transition.opens_more else []


def _as_read(context: Context, plan: Plan) -> Condition:
    """Return the condition under which the account is still what the act was decided on."""
    account, transition = plan.account, plan.transition
    as_read: Condition = HeadItem.status == account.status.value
    if transition.invites:
        as_read &= HeadItem.waiting.does_not_exist() | (size(HeadItem.waiting) < MOST_WAITING)
        # Its address may move at this very moment, and this demand would not follow.
        as_read &= HeadItem.address == account.address
    if _asks_for_exclusive(transition):
        # The délégué's card may name a cabinet of his own at this very moment: that sign-in has already looked for
        # delegations to end, and would miss this one.
        as_read &= HeadItem.liberal != True  # noqa: E712 - a condition, not a comparison
    if transition.act is Act.ASK:
        as_read &= HeadItem.wishes.does_not_exist() | (size(HeadItem.wishes) < context.policy.open_wishes)
    if transition.requires_reachable:
        as_read &= HeadItem.suppressed != True  # noqa: E712 - a condition, not a comparison
    return as_read


def _asks_for_exclusive(transition: Transition) -> bool:
    """Whether the act is for an exclusive remplaçant alone. A card that gives back is itself the news of him."""
    is_new = transition.invites or (transition.opens_more and transition.actor is not Actor.CARD)
    return is_new and transition.subject.profil is ProfilId.REMPLACANT


def _actions_of_effect(transition: Transition) -> list[Action]:
    if transition.account_effect is AccountEffect.OPENED:
        status, name = AccountStatus.A_ACTIVER.value, to_plain(transition.subject.delegue.name)
        return [HeadItem.status.set(status), HeadItem.name.set(name)]
    if transition.account_effect is AccountEffect.ACTIVATED:
        nothing_due = [HeadItem.due_shard.remove(), HeadItem.due_at.remove()]
        return [HeadItem.status.set(AccountStatus.ACTIVE.value), HeadItem.waiting.remove(), *nothing_due]
    return []


def _actions_of_waiting(context: Context, plan: Plan) -> list[Action]:
    """Return what keeps an account that was never validated alive, or lets time end it."""
    transition, account = plan.transition, plan.account
    if transition.account_effect is AccountEffect.ACTIVATED or not account.status.ends_alone:
        return []
    if transition.after is not None and transition.after.status in WAITING:
        # One that waits already may be of before the account was closed: that never waits for its reservation.
        return [] if _is_waiting(transition) else [HeadItem.waiting.add({transition.subject.id})]
    return stop_waiting(context, account.id, transition.subject.id)


def _is_waiting(transition: Transition) -> bool:
    """Whether the delegation was already waiting for this account."""
    before = transition.before
    return before is not None and before.status in WAITING and transition.of_former_delegue is None


def _is_wish(delegation: Delegation | None) -> bool:
    return delegation is not None and delegation.is_wish


def _actions_of_wishes(plan: Plan) -> list[Action]:
    """Return the count of what the délégué asks for; a joined account brings its wishes, even beyond the limit."""
    transition, account = plan.transition, plan.account
    was, now_is = _is_wish(transition.before), _is_wish(transition.after)
    if account.status is AccountStatus.FERMEE or (was == now_is and transition.of_former_delegue is None):
        return []
    wish = {transition.subject.id}
    return [HeadItem.wishes.add(wish) if now_is else HeadItem.wishes.delete(wish)] if was or now_is else []


def stop_waiting(context: Context, account_id: str, delegation_id: str) -> list[Action]:
    """Return the updates of an account that no longer waits for a delegation; it is due after the delay of a purge."""
    ends_at = end_of_day(context.now + context.policy.purge_after)
    return [
        HeadItem.waiting.delete({delegation_id}),
        HeadItem.due_shard.set(keys.due_shard("TIME", account_id)),
        HeadItem.due_at.set(epoch(ends_at)),
    ]
