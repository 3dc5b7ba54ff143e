"""A conditional update, by a worker that may read the item or by one that may not."""

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


def update_as_reader(actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item with permission to read it."""
    return update_if(LimitItem(*KEY), actions, condition)


def update_without_reading(actions: Sequence[Action], condition: Condition) -> bool:
    """Update an item without reading it."""
    return update_unread(KEY, actions, condition)


@pytest.fixture(params=[update_as_reader, update_without_reading])
def update(world: World, request: pytest.FixtureRequest) -> Update:
    """Return each way to update an existing item."""
    LimitItem(*KEY, uses=[1]).save()
    given: Update = request.param
    return given


def uses(key: Key = KEY) -> list[int]:
    """Return the stored uses."""
    item = find(read([key]), LimitItem, key)
    assert item is not None
    return [int(use) for use in item.uses]


def test_an_update_is_made_where_its_condition_holds(update: Update) -> None:
    assert update([LimitItem.uses.set([2])], LimitItem.uses == [1])
    assert uses() == [2]


def test_an_update_changes_nothing_where_its_condition_fails(update: Update) -> None:
    assert not update([LimitItem.uses.set([2])], LimitItem.uses == [7])
    assert uses() == [1]


def test_any_other_error_of_an_update_is_raised(update: Update) -> None:
    with pytest.raises(UpdateError):
        update([LimitItem.pk.set("LIMIT#autre")], LimitItem.pk.exists())  # a key never changes
    assert uses() == [1]


def test_an_updated_item_holds_the_stored_values(world: World) -> None:
    LimitItem(*KEY, uses=[1]).save()
    item = LimitItem(*KEY)
    update_if(item, [LimitItem.ttl.set(7)], LimitItem.pk.exists())
    assert (item.uses, item.ttl) == ([1], 7)


def test_an_item_is_found_only_as_its_own_kind(world: World) -> None:
    LimitItem(*KEY, uses=[1]).save()
    items = read([KEY, ("LIMIT#autre", "LIMIT")])
    assert isinstance(find(items, LimitItem, KEY), LimitItem)
    assert find(items, TurnItem, KEY) is None
    assert find(items, LimitItem, ("LIMIT#autre", "LIMIT")) is None
