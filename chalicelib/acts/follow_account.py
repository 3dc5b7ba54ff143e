"""Delegations that follow a change of the account that received them, each in its own transaction (specification §1).

The change leaves a mark (`store/follows.py`), and the rest is a walk (`acts/walks.py`): a step compares the present
delegation with the present account.
"""

import logging
from collections.abc import Iterator
from functools import partial

from chalicelib.acts import walks
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.join_delegation import join_delegation
from chalicelib.acts.move_events import move_events
from chalicelib.acts.move_notices import move_notices
from chalicelib.acts.racing import retried
from chalicelib.acts.walks import A_BEAT, Bound
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import by_account, by_card
from chalicelib.store import key_parts, keys, walk_marks
from chalicelib.store.accounts import find_head
from chalicelib.store.aliases import named_by, owners_of, without
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import Key, find, query, read

log = logging.getLogger(__name__)

_MOST_ACTS = 10
"""The limit of acts on one delegation, one after the other. Three are the most it needs."""


def begin_to_follow(context: Context, mark: FollowItem) -> None:
    """Make the first steps of `go_on_following` within the request."""
    walks.begin(partial(_follow, context, mark))


def go_on_following(context: Context, key: Key, bound: Bound = A_BEAT) -> None:
    """Let more delegations follow, if the mark at `key` is still there."""
    mark = find(read([key]), FollowItem, key)
    if mark is not None:
        _follow(context, mark, bound)


def _follow(context: Context, mark: FollowItem, bound: Bound) -> None:
    """Let the delegations follow that are within `bound`; remove the mark once all have."""
    of_id = key_parts.follow(mark.sk)
    found = list(_received(of_id, mark.after, bound.most + 1))
    walked = walks.walk(found, bound, partial(_follow_one, context, of_id))
    same = FollowItem.mark == mark.mark
    walk_marks.settle(walked, mark, same, context.now, partial(_follow_rest, mark, of_id, bound))


def _follow_rest(mark: FollowItem, of_id: str, bound: Bound) -> bool:
    """Move the notifications and events of an account that is joined to another; return whether none is left."""
    owner_id = key_parts.owner(mark.pk)
    return owner_id == of_id or (move_notices(of_id, owner_id, bound) and move_events(of_id, owner_id, bound))


def _received(account_id: str, after: str, most: int) -> Iterator[str]:
    """Yield the delegations that an account received, in order, beginning after `after`."""
    pk, first = keys.received(account_id, f"{after}!" if after else "")
    _, last = keys.received(account_id, "~")
    return (key_parts.line(line.sk) for line in query(pk, first, last, limit=most))


def _follow_one(context: Context, of_id: str, delegation_id: str) -> bool:
    """Let one delegation follow; return whether it has nothing left to do."""
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
