"""The acts of time: those whose keys came through the queue of a wave, and those that the schedule does itself."""

import logging
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from chalicelib import runtime
from chalicelib.acts.clear_closed import clear_closed
from chalicelib.acts.end_account import end_account
from chalicelib.acts.follow_account import go_on_following
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.password_use import warn_unused
from chalicelib.acts.remind_of_review import remind_of_review
from chalicelib.acts.summarize import summarize
from chalicelib.acts.walks import Bound
from chalicelib.context import Context
from chalicelib.store import key_parts, restored
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.due_queue import read_message
from chalicelib.store.follows import FollowItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import Item, Key

log = logging.getLogger(__name__)

ENOUGH = 20.0
"""Seconds that one act may take when DynamoDB is slow. With less time left, none is begun."""


def handle(event: Mapping[str, Any], seconds_left: Callable[[], float] = lambda: inf) -> None:
    """Carry out the act of each message on its own; a failure does not stop the others.

    What fails, or finds no time, is not asked of the queue again: it stays due, and a later beat finds it. So a message
    that can never succeed holds up nobody. In a table that is shut nothing is done (`schedule.handle`).
    """
    if restored.is_shut():
        return
    records = event.get("Records", ())
    for number, record in enumerate(records):
        if seconds_left() < ENOUGH:
            log.warning("acts_left_to_the_schedule", extra={"records": len(records) - number})
            return
        try:
            carry_out(runtime.context(), *read_message(record["body"]), lambda: seconds_left() >= ENOUGH)
        except Exception as error:
            log.error("due_not_done", extra={"item": str(record.get("body")), "error": type(error).__name__})


def carry_out(context: Context, kind: type[Item], key: Key, has_time: Callable[[], bool]) -> None:
    """Do the act of time that is due to an item; nothing when none is, because somebody else has done it.

    `has_time`: asked before each step of an act that has many.
    """
    owner = key_parts.owner(key[0])
    acts: dict[type[Item], Callable[[], object]] = {
        DelegationItem: lambda: pass_time(context, owner),
        HeadItem: lambda: end_account(context, owner),
        PasswordItem: lambda: warn_unused(context, owner),
        PreferencesItem: lambda: summarize(context, owner),
        ReviewItem: lambda: remind_of_review(context, owner),
        ClosingItem: lambda: clear_closed(context, owner, Bound(has_time=has_time)),
        FollowItem: lambda: go_on_following(context, key, Bound(has_time=has_time)),
    }
    acts[kind]()
