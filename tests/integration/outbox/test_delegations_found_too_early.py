"""A delegation found too early becomes due at its right time, or never."""

from datetime import timedelta

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.dues import next_due
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, put_off
from chalicelib.store.table import epoch, find, read
from tests.builders import MICROSECOND
from tests.integration.scenes import Scenes

SECOND = timedelta(seconds=1)


def item_of(found: str) -> DelegationItem:
    """Return the stored item of a delegation."""
    key = keys.delegation(found)
    item = find(read([key]), DelegationItem, key)
    assert item is not None
    return item


def due_too_early(scenes: Scenes, found: str) -> DelegationItem:
    """Make the delegation due now; return its item."""
    item = item_of(found)
    actions: list[Action] = [DelegationItem.due_at.set(epoch(scenes.world.now)), DelegationItem.due_shard.set("TIME#0")]
    item.update(actions=actions)
    return item_of(found)


def next_of(delegation: Delegation) -> int:
    """Return the time of the next act of time on it."""
    due = next_due(delegation, runtime.context().policy)
    assert due is not None
    return epoch(due[1])


def test_a_delegation_found_too_early_is_due_again_at_its_time(scenes: Scenes) -> None:
    found = scenes.demand()
    put_off(due_too_early(scenes, found), scenes.delegation(found), runtime.context().policy, scenes.world.now)
    assert item_of(found).due_at == next_of(scenes.delegation(found))
    assert item_of(found).due_shard == keys.due_shard("TIME", found)


@pytest.mark.parametrize(("early", "left"), [(MICROSECOND, True), (timedelta(), False), (-SECOND, False)])
def test_a_delegation_leaves_the_index_once_its_time_has_come(scenes: Scenes, early: timedelta, left: bool) -> None:
    found = scenes.demand()
    item, delegation, policy = due_too_early(scenes, found), scenes.delegation(found), runtime.context().policy
    due = next_due(delegation, policy)
    assert due is not None
    put_off(item, delegation, policy, due[1] - early)
    assert (item_of(found).due_at is not None, item_of(found).due_shard is not None) == (left, left)


def test_a_delegation_with_nothing_left_to_do_is_never_due_again(scenes: Scenes) -> None:
    found = scenes.refused()
    put_off(due_too_early(scenes, found), scenes.delegation(found), runtime.context().policy, scenes.world.now)
    (raw,) = scenes.world.of_kind("delegation")
    assert not {"due_at", "due_shard"} & raw.keys()


def test_a_delegation_that_is_not_due_is_left_unchanged(scenes: Scenes) -> None:
    for found in (scenes.refused(), scenes.demand()):
        before = scenes.world.items()
        put_off(item_of(found), scenes.delegation(found), runtime.context().policy, scenes.world.now)
        assert scenes.world.items() == before
