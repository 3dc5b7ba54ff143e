"""An update is made where its condition holds, by whoever reads the item or cannot; what else goes wrong is told."""

from collections.abc import Callable, Sequence

import pytest
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store.limits import LimitItem
from chalicelib.store.table import Key, find, read, update_if, update_unread
from chalicelib.store.turns import TurnItem
from tests.integration.world import World

KEY = ("LIMIT#essai", "LIMIT")
Update = Callable[[Sequence[Action], Condition], bool]


def as_read(actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item as whoever reads it."""
    return update_if(LimitItem(*KEY), actions, condition)


def unread(actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item of which nothing is read."""
    return update_unread(KEY, actions, condition)


@pytest.fixture(params=[as_read, unread])
def update(world: World, request: pytest.FixtureRequest) -> Update:
    """Either way, of an item that stands."""
    LimitItem(*KEY, uses=[1]).save()
    given: Update = request.param
    return given


def uses(key: Key = KEY) -> list[int]:
    """Return what stands."""
    item = find(read([key]), LimitItem, key)
    assert item is not None
    return [int(use) for use in item.uses]


def test_it_is_made_where_its_condition_holds(update: Update) -> None:
    assert update([LimitItem.uses.set([2])], LimitItem.uses == [1])
    assert uses() == [2]


def test_it_changes_nothing_where_its_condition_does_not_hold(update: Update) -> None:
    assert not update([LimitItem.uses.set([2])], LimitItem.uses == [7])
    assert uses() == [1]


def test_what_else_the_store_refuses_is_told(update: Update) -> None:
    with pytest.raises(UpdateError):
        update([LimitItem.pk.set("LIMIT#autre")], LimitItem.pk.exists())  # a key never changes
    assert uses() == [1]


def test_an_item_that_was_updated_holds_what_is_stored(world: World) -> None:
    LimitItem(*KEY, uses=[1]).save()
    item = LimitItem(*KEY)
    update_if(item, [LimitItem.ttl.set(7)], LimitItem.pk.exists())
    assert (item.uses, item.ttl) == ([1], 7)


def test_an_item_is_found_as_what_it_is_and_not_as_anything_else(world: World) -> None:
    LimitItem(*KEY, uses=[1]).save()
    items = read([KEY, ("LIMIT#autre", "LIMIT")])
    assert isinstance(find(items, LimitItem, KEY), LimitItem)
    assert find(items, TurnItem, KEY) is None
    assert find(items, LimitItem, ("LIMIT#autre", "LIMIT")) is None
