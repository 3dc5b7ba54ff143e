"""What a closed account leaves is ended one by one: what others asked it for, what is over, whom it blocked.

None of it opens anything, and others make it grow, so it holds up no closing (specification §1). The closing leaves a
mark (store/closings.py); the request makes the first steps, and the schedule the others. A step made twice changes
nothing, since an ended delegation is gone from the list.
"""

import logging
from functools import partial

from chalicelib.acts.stored import act_on_stored
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions.leaving import leave
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import closings, keys
from chalicelib.store.blocks import BlockItem, read_blocks
from chalicelib.store.closings import ClosingItem
from chalicelib.store.table import query, remove

log = logging.getLogger(__name__)

FIRST_STEPS = 15
"""The number of delegations, or blocks, that end within the request, in a few seconds at most."""

BATCH = 100
"""The number that ends in one beat of the schedule, which has other accounts to serve."""


def begin_to_clear(context: Context, account_id: str) -> None:
    """Make the first steps at once. The closing itself is done, so a step that fails is left to the schedule."""
    try:
        clear_closed(context, account_id, FIRST_STEPS)
    except Exception as error:
        log.error("closing_left_to_the_schedule", extra={"error": type(error).__name__})


def clear_closed(context: Context, account_id: str, most: int = BATCH) -> None:
    """End up to `most` delegations that a closed account gave, or was asked for, and then as many blocks.

    Its mark is removed after the last.
    """
    pk, first = keys.given(account_id, "")
    lines = [line.sk.removeprefix(first) for line in query(pk, first, f"{first}~", limit=most + 1)]
    ended = [_ended(context, account_id, delegation_id) for delegation_id in lines[:most]]
    blocked = [] if len(lines) > most else list(read_blocks(account_id))
    for blocked_id in blocked[:most]:
        remove(BlockItem(*keys.blocked(account_id, blocked_id)))
    if len(lines) > most or len(blocked) > most or not all(ended):
        closings.go_on(account_id, context.now)
        return
    remove(ClosingItem(*keys.closing(account_id)))


def _ended(context: Context, account_id: str, delegation_id: str) -> bool:
    """End one delegation; return whether it is gone. A failure does not hold up the others."""
    try:
        act_on_stored(context, delegation_id, partial(_end_of, context, account_id))
    except Exception as error:
        log.error("delegation_not_ended", extra={"delegation": delegation_id, "error": type(error).__name__})
        return False
    return True


def _end_of(context: Context, account_id: str, delegation: Delegation, account: Account) -> Transition | None:
    if delegation.delegant.account_id != account_id:
        return None
    return leave(delegation, account, account_id, Actor.SPACE, context.policy, context.now)
