"""Counting a use costs the calls that the docstring of the limits states."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.refusals import Refused
from chalicelib.store.limits import spend
from tests.integration.aws_calls import counted
from tests.integration.world import World

MOST, WINDOW = 3, timedelta(hours=1)
UPDATE, READ = "dynamodb.UpdateItem", "dynamodb.BatchGetItem"


def calls_of_use(now: datetime) -> list[str]:
    """Return the calls to DynamoDB of one use."""
    with counted() as calls:
        spend("essai", MOST, WINDOW, now)
    return calls


def test_a_use_below_the_limit_costs_one_call(world: World) -> None:
    assert [calls_of_use(world.now) for _ in range(MOST)] == [[UPDATE]] * MOST


def test_a_refusal_costs_two_calls_and_making_room_three(world: World) -> None:
    for _ in range(MOST):
        calls_of_use(world.now)
    with counted() as calls, pytest.raises(Refused):
        spend("essai", MOST, WINDOW, world.now)
    assert calls == [UPDATE, READ]
    assert calls_of_use(world.now + 2 * WINDOW) == [UPDATE, READ, UPDATE]
    assert calls_of_use(world.now + 2 * WINDOW) == [UPDATE], "the old ones went all at once"
