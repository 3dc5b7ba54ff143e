"""Delegations that follow a change of the account that received them, each in its own transaction (specification §1).

The change leaves a mark (`store/follows.py`). The request makes the first steps, and the schedule the others. A step
compares the present delegation with the present account, so one made twice, or too late, changes nothing.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib.acts.ids import new_nonce
from chalicelib.acts.join_delegation import join_delegation
from chalicelib.acts.move_events import move_events
from chalicelib.acts.move_notices import move_notices
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import by_account, by_card
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.aliases import named_by, owners_of, without
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import Key, delete_if, epoch, find, query, read, update_if

log = logging.getLogger(__name__)

FIRST_STEPS = 15
"""The number of delegations that follow within the request, in a few seconds at most."""

BATCH = 100
"""The number that follows in one beat of the schedule, which has other accounts to serve."""

_MOST_ACTS = 10
"""The limit of acts on one delegation, one after the other. Three are the most it needs."""

_LATER = timedelta(minutes=1)


def begin_to_follow(context: Context, mark: FollowItem) -> None:
    """Make the first steps at once. The change itself is done, so a step that fails is left to the schedule."""
    try:
        _follow(context, mark, FIRST_STEPS)
    except Exception as error:
        log.error("follow_left_to_the_schedule", extra={"error": type(error).__name__})


def go_on_following(context: Context, key: Key) -> None:
    """Let more delegations follow, if the mark at `key` is still there."""
    mark = find(read([key]), FollowItem, key)
    if mark is not None:
        _follow(context, mark, BATCH)


def _follow(context: Context, mark: FollowItem, most: int) -> None:
    """Let up to `most` delegations follow; remove the mark once all have."""
    of_id = mark.sk.rsplit("#", 1)[1]
    found = list(_received(of_id, mark.after, most + 1))
    left = bool(mark.left)
    for delegation_id in found[:most]:
        left = not _followed(context, of_id, delegation_id) or left
    if len(found) > most:
        _rest(context, mark, found[most - 1], left)
    elif left:
        _begin_again(context, mark)
    elif _rest_followed(mark, of_id, most):
        delete_if(mark, FollowItem.mark == mark.mark)


def _rest_followed(mark: FollowItem, of_id: str, most: int) -> bool:
    """Move the notifications and events of an account that is joined to another; return whether none is left."""
    owner_id = mark.pk.split("#", 1)[1]
    return owner_id == of_id or (move_notices(of_id, owner_id, most) and move_events(of_id, owner_id, most))


def _received(account_id: str, after: str, most: int) -> Iterator[str]:
    """Yield the delegations that an account received, in order, beginning after `after`."""
    pk, first = keys.received(account_id, f"{after}!" if after else "")
    lines = query(pk, first, "RECEIVED#~", limit=most)
    return (line.sk.split("#", 1)[1] for line in lines)


def _rest(context: Context, mark: FollowItem, after: str, left: bool) -> None:
    # Due again now, because the queue of what is due takes the same key with the same time once in five minutes.
    actions: list[Action] = [FollowItem.after.set(after), FollowItem.due_at.set(epoch(context.now))]
    if left:
        actions.append(FollowItem.left.set("oui"))
    update_if(mark, actions, FollowItem.mark == mark.mark)


def _begin_again(context: Context, mark: FollowItem) -> None:
    actions: list[Action] = [
        FollowItem.after.set(""),
        FollowItem.left.remove(),
        FollowItem.due_at.set(epoch(context.now + _LATER)),
    ]
    update_if(mark, actions, FollowItem.mark == mark.mark)


def _followed(context: Context, of_id: str, delegation_id: str) -> bool:
    """Let one delegation follow; return whether it has nothing left to do. A failure does not hold up the others."""
    try:
        return any(not _step(context, of_id, delegation_id) for _ in range(_MOST_ACTS))
    except Exception as error:
        log.error("delegation_not_followed", extra={"delegation": delegation_id, "error": type(error).__name__})
        return False


@retried
def _step(context: Context, of_id: str, delegation_id: str) -> bool:
    """Do the next act; return whether more are left, which begin with another read."""
    items = read([keys.delegation(delegation_id), keys.head(of_id)])
    item, head = find(items, DelegationItem, keys.delegation(delegation_id)), find_head(items, of_id)
    if item is None or head is None:
        return False
    delegation, account, nonce = from_item(item), head.account, new_nonce()
    if delegation.delegue.account_id != of_id or delegation.status_at(context.now) is None:
        return False
    if head.joined_to:
        return join_delegation(context, delegation, account, head.joined_to, nonce)
    if delegation.delegue.address != account.address:
        moved = by_account.readdress(delegation, account, nonce, context.now)
        commit(context, Plan(moved, account))
        delegation = moved.subject
    return _without_lost_numbers(context, delegation, account, nonce)


def _without_lost_numbers(context: Context, delegation: Delegation, account: Account, nonce: str) -> bool:
    if delegation.status_at(context.now) not in {Status.A_VALIDER, Status.VALIDEE}:
        return False
    given = delegation.delegue.identifiers
    owners = owners_of(named_by(given), context.keys.lookup)
    lost = [number for number, owner in owners.items() if owner.by_card and owner.account_id != account.id]
    if lost:
        taken = by_card.lose_identifier(delegation, without(given, lost), account, nonce, context.now)
        commit(context, Plan(taken, account))
    return False
