"""The table in memory answers like DynamoDB: order, pages, and a restored table."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.settings import settings
from tests.integration.aws_clients import client
from tests.integration.world import World

PARTITIONS, ROWS = ("a", "b", "c"), 12


@pytest.fixture
def items(world: World) -> list[dict[str, Any]]:
    """Write items of three partitions, half of them due, in random order."""
    made = [_item(pk, number) for pk in PARTITIONS for number in range(ROWS)]
    Random(7).shuffle(made)  # noqa: S311 - the same at each run
    for item in made:
        client("dynamodb").put_item(TableName=settings().table_name, Item=item)
    return made


def _item(pk: str, number: int) -> dict[str, Any]:
    due = {"due_shard": {"S": "TIME"}, "due_at": {"N": str(number % 5)}} if number % 2 else {}
    nested = {"L": [{"M": {"more": {"S": "é"}}}, {"NULL": True}, {"BOOL": False}]}
    return {"pk": {"S": pk}, "sk": {"S": f"{number:02}"}, "kind": {"S": "trial"}, "deep": nested, **due}


def _pages(**query: Any) -> Iterator[list[dict[str, Any]]]:
    pages = client("dynamodb").get_paginator("query").paginate(TableName=settings().table_name, **query)
    return (page["Items"] for page in pages)


def _partition(pk: str, last: str = "99", **more: Any) -> dict[str, Any]:
    values = {":pk": {"S": pk}, ":last": {"S": last}}
    condition = "pk = :pk AND sk <= :last"
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, **more}


@pytest.mark.parametrize("forward", [True, False])
def test_a_query_returns_its_partition_in_order_page_by_page(items: list[dict[str, Any]], forward: bool) -> None:
    wanted = sorted((one for one in items if one["pk"]["S"] == "b"), key=lambda one: str(one["sk"]["S"]))
    query = _partition("b", ScanIndexForward=forward, PaginationConfig={"PageSize": 5})
    pages = [page for page in _pages(**query) if page]
    assert [one for page in pages for one in page] == (wanted if forward else wanted[::-1])
    assert [len(page) for page in pages] == [5, 5, 2]


def test_a_query_returns_a_range_and_nothing_of_an_absent_partition(items: list[dict[str, Any]]) -> None:
    (page,) = _pages(**_partition("c", last="03"))
    assert [one["sk"]["S"] for one in page] == ["00", "01", "02", "03"]
    assert list(_pages(**_partition("d"))) == [[]]


def test_the_index_returns_due_items_in_the_order_of_time(items: list[dict[str, Any]]) -> None:
    due = {":shard": {"S": "TIME"}}
    (page,) = _pages(IndexName="due", KeyConditionExpression="due_shard = :shard", ExpressionAttributeValues=due)
    wanted = [(int(one["due_at"]["N"]), one["pk"]["S"], one["sk"]["S"]) for one in items if "due_at" in one]
    assert [(int(one["due_at"]["N"]), one["pk"]["S"], one["sk"]["S"]) for one in page] == sorted(wanted)


def test_a_transaction_whose_last_condition_fails_leaves_the_table_as_it_was(
    world: World, items: list[dict[str, Any]]
) -> None:
    before, table = world.items(), settings().table_name
    change = {":new": {"S": "other"}}
    writes: list[dict[str, Any]] = [
        {"Update": {"Key": _key("a", "00"), "UpdateExpression": "SET deep[0].more = :new"}},
        {"Delete": {"Key": _key("b", "01")}},
        {"Put": {"Item": _item("new", 1)}},
        {"ConditionCheck": {"Key": _key("c", "02"), "ConditionExpression": "attribute_not_exists(pk)"}},
    ]
    writes[0]["Update"]["ExpressionAttributeValues"] = change
    named = [{kind: {"TableName": table, **write} for kind, write in one.items()} for one in writes]
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client("dynamodb").transact_write_items(TransactItems=named)
    assert world.items() == before

    client("dynamodb").transact_write_items(TransactItems=named[:3])
    changed = {(one["pk"]["S"], one["sk"]["S"]): one for one in world.items()}
    assert changed["a", "00"]["deep"]["L"][0] == {"M": {"more": {"S": "other"}}}
    assert ("b", "01") not in changed and ("new", "01") in changed


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
