"""What a closed account leaves is ended one by one: what others asked of its owner, what is over, whom he blocked.

None of it opens anything, and others make it grow, so it holds up no closing (specification §1). The closing leaves a
mark (store/closings.py), and the rest is a walk (acts/walks.py): an ended delegation is gone from the lists.
"""

import logging
from collections.abc import Iterator
from functools import partial

from chalicelib.acts import walks
from chalicelib.acts.racing import retried
from chalicelib.acts.stored import look_at_stored
from chalicelib.acts.walks import A_BEAT, Bound
from chalicelib.context import Context
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import LIVE, AccountStatus
from chalicelib.domain.transitions.leaving import leave
from chalicelib.store import closings, keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.blocks import BlockItem, read_blocks
from chalicelib.store.closings import ClosingItem
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import SummaryItem
from chalicelib.store.table import query, remove

log = logging.getLogger(__name__)


def begin_to_clear(context: Context, account_id: str) -> None:
    """Make the first steps of `clear_closed` within the request."""
    walks.begin(partial(clear_closed, context, account_id))


def clear_closed(context: Context, account_id: str, bound: Bound = A_BEAT) -> None:
    """End the delegations that a closed account leaves, and then remove its blocks, both within `bound`.

    Its mark is removed after the last.
    """
    ended = walks.walk(_left(context, account_id), bound, partial(_ended, context, account_id))
    unblocked = ended.is_over and walks.walk(read_blocks(account_id), bound, partial(_unblocked, account_id)).is_over
    if ended.has_failed or not unblocked:
        closings.go_on(account_id, context.now)
        return
    remove(ClosingItem(*keys.closing(account_id)))


def _left(context: Context, account_id: str) -> Iterator[str]:
    """Yield the delegations that the account gave, or was asked to give, and then those offered to it before its end.

    Its address may be invited again: such a delegation waits for the account, and stays. One query per MB.
    """
    pk, first = keys.given(account_id, "")
    _, last = keys.received(account_id, "~")
    is_given, waits_for = True, frozenset[str]()
    for item in query(pk, first, last):
        if isinstance(item, HeadItem):
            if item.status != AccountStatus.RESERVEE.value:
                return
            is_given, waits_for = False, frozenset(item.waiting or ())
        elif isinstance(item, SummaryItem):
            line = item.content
            if is_given or (line.status_at(context.now) in LIVE and line.id not in waits_for):
                yield line.id


def _ended(context: Context, account_id: str, delegation_id: str) -> bool:
    """End one delegation; return whether it is gone."""
    try:
        _end(context, account_id, delegation_id)
    except Exception as error:
        log.error("delegation_not_ended", extra={"delegation": delegation_id, "error": type(error).__name__})
        return False
    return True


@retried
def _end(context: Context, account_id: str, delegation_id: str) -> None:
    stored = look_at_stored(delegation_id)
    if stored is None:
        return
    delegation, account = stored.delegation, stored.account
    if delegation.delegant.account_id == account_id:
        commit(context, Plan(leave(delegation, account, account_id, Actor.SPACE, context.policy, context.now), account))
    elif account.id == account_id and delegation.status_at(context.now) in LIVE:
        # He refuses it, as he would have done before; and the reservation of his address does not last longer for it.
        before, after = (account._replace(status=one) for one in (AccountStatus.ACTIVE, AccountStatus.FERMEE))
        commit(context, Plan(leave(delegation, before, account_id, Actor.SPACE, context.policy, context.now), after))


def _unblocked(account_id: str, blocked_id: str) -> bool:
    remove(BlockItem(*keys.blocked(account_id, blocked_id)))
    return True
