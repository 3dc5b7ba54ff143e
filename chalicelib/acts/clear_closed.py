"""What a closed account leaves is ended one by one: what others asked of its owner, what is over, whom he blocked.

Of what he received and is over, only his request for a prolongation ends: the délégant keeps the delegation.

None of it opens anything, and others make it grow, so it holds up no closing (specification §1). The closing leaves a
mark (store/closings.py), and the rest is a walk (acts/walks.py): an ended delegation is gone from the lists.
"""

import logging
from collections.abc import Iterator
from functools import partial

from chalicelib.acts import walks
from chalicelib.acts.racing import retried
from chalicelib.acts.stored import act_on_stored
from chalicelib.acts.walks import A_BEAT, Bound
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import LIVE, AccountStatus
from chalicelib.domain.transitions.leaving import drop_request, leave
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import key_parts, keys, walk_marks
from chalicelib.store.accounts import HeadItem, to_head
from chalicelib.store.blocks import BlockItem, read_blocks
from chalicelib.store.closings import ClosingItem
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.lines import SummaryItem
from chalicelib.store.table import find, query, read, remove
from chalicelib.store.writes import Check

log = logging.getLogger(__name__)


def begin_to_clear(context: Context, mark: ClosingItem) -> None:
    """Make the first steps of `clear_closed` within the request."""
    walks.begin(partial(_clear, context, mark))


def clear_closed(context: Context, account_id: str, bound: Bound = A_BEAT) -> None:
    """End the delegations that a closed account leaves, and then remove its blocks, both within `bound`.

    Its mark is removed after the last.
    """
    key = keys.closing(account_id)
    mark = find(read([key]), ClosingItem, key)
    if mark is not None:
        _clear(context, mark, bound)


def _clear(context: Context, mark: ClosingItem, bound: Bound) -> None:
    account_id, same = key_parts.owner(mark.pk), ClosingItem.due_at == mark.due_at
    walked = walks.walk(_left(context, account_id, mark.after), bound, partial(_end, context, account_id))
    walk_marks.settle(walked, mark, same, context.now, partial(_unblock_all, account_id, bound))


def _left(context: Context, account_id: str, after: str) -> Iterator[str]:
    """Yield the lines, after `after`, of what the account gave or was asked to give, and then of what it received.

    One query per MB.
    """
    pk, first = keys.given(account_id, "")
    _, last = keys.received(account_id, "~")
    for item in query(pk, f"{after}!" if after else first, last):
        if isinstance(item, SummaryItem):
            is_received, line = item.sk.startswith(keys.RECEIVED), item.content
            if not is_received or line.status_at(context.now) in LIVE or line.end_request_at(context.now):
                yield item.sk


def _end(context: Context, account_id: str, line: str) -> bool:
    """End the delegation of one line; return whether it is gone."""
    delegation_id = key_parts.line(line)
    try:
        end = _end_received if line.startswith(keys.RECEIVED) else _end_given
        end(context, account_id, delegation_id)
    except Exception as error:
        log.error("delegation_not_ended", extra={"delegation": delegation_id, "error": type(error).__name__})
        return False
    return True


def _end_given(context: Context, account_id: str, delegation_id: str) -> None:
    act_on_stored(context, delegation_id, partial(_left_by, context, account_id))


def _left_by(context: Context, account_id: str, delegation: Delegation, account: Account) -> Transition | None:
    if delegation.delegant.account_id != account_id:
        return None
    return leave(delegation, account, account_id, Actor.SPACE, context.policy, context.now)


@retried
def _end_received(context: Context, account_id: str, delegation_id: str) -> None:
    key = keys.head(account_id)
    items = read([keys.delegation(delegation_id), key])
    item, head = find(items, DelegationItem, keys.delegation(delegation_id)), find(items, HeadItem, key)
    if item is None or head is None or not AccountStatus(head.status).ends_alone:
        return
    if delegation_id in (head.waiting or ()):
        return  # the address of the account has been invited again since
    delegation, account = from_item(item), to_head(head).account
    if delegation.delegue.account_id != account_id:
        return
    if delegation.status_at(context.now) not in LIVE:
        _drop_request(context, delegation, account)
        return
    # He refuses it, as he would have done before; and the reservation of his address does not last longer for it.
    before, after = (account._replace(status=one) for one in (AccountStatus.ACTIVE, AccountStatus.FERMEE))
    ended = leave(delegation, before, account_id, Actor.SPACE, context.policy, context.now)
    # The address may be invited again at this very moment.
    same = (HeadItem.status == head.status) & ~HeadItem.waiting.contains(delegation_id)
    commit(context, Plan(ended, after), also=[Check(HeadItem(*key), same)])


def _drop_request(context: Context, delegation: Delegation, account: Account) -> None:
    dropped = drop_request(delegation, context.now)
    if dropped is not None:
        commit(context, Plan(dropped, account._replace(status=AccountStatus.FERMEE)))


def _unblock_all(account_id: str, bound: Bound) -> bool:
    return walks.walk(read_blocks(account_id), bound, partial(_unblock, account_id)).is_over


def _unblock(account_id: str, blocked_id: str) -> bool:
    remove(BlockItem(*keys.blocked(account_id, blocked_id)))
    return True
