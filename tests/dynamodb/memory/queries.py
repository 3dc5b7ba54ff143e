"""What DynamoDB's queries and scans find, page by page."""

import re
from collections.abc import Mapping
from typing import Any

from tests.dynamodb.memory.conditions import condition, given_in
from tests.dynamodb.memory.table import Table, in_order, key_of
from tests.dynamodb.schema import HASH, INDEXES, RANGE
from tests.dynamodb.sizes import Image, Invalid

Body = Mapping[str, Any]
_EQUAL = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


def query(table: Table, body: Body) -> dict[str, Any]:
    """Answer a query of a partition of the table or of its index."""
    index = body.get("IndexName", "")
    name = _partition(body, INDEXES[index][0] if index else HASH)
    candidates = table.indexed(index, name) if index else table.partition(name)
    wanted, given = condition(body["KeyConditionExpression"]), given_in(body)
    found = [item for item in candidates if wanted(item, given)]
    return _page(found, body, index)


def scan(table: Table, body: Body) -> dict[str, Any]:
    """Answer a scan of the table."""
    assert "IndexName" not in body
    return _page(sorted(table.items(), key=key_of), body)


def _partition(body: Body, hash_key: str) -> str:
    """Return the partition that a condition on keys names."""
    given = given_in(body)
    for name, placeholder in _EQUAL.findall(body["KeyConditionExpression"]):
        if given.names.get(name, name) == hash_key:
            return str(given.values[placeholder]["S"])
    raise Invalid(f"Query condition missed key schema element: {hash_key}")


def _page(found: list[Image], body: Body, index: str = "") -> dict[str, Any]:
    """Return what follows the last page; `Limit` counts what is looked at, before it is filtered."""
    order, is_forward = in_order(index), body.get("ScanIndexForward", True)
    if start := body.get("ExclusiveStartKey"):
        last = order(start)
        found = [item for item in found if (order(item) > last if is_forward else order(item) < last)]
    left = found if is_forward else found[::-1]
    looked_at = left[: body.get("Limit")]
    text, given = body.get("FilterExpression"), given_in(body)
    shown = [item for item in looked_at if condition(text)(item, given)] if text else looked_at
    answer = {"Items": shown, "Count": len(shown), "ScannedCount": len(looked_at)}
    if len(looked_at) != body.get("Limit"):
        return answer  # a page that is full has another after it, be that one empty
    keys = (HASH, RANGE, *INDEXES.get(index, ()))
    return {**answer, "LastEvaluatedKey": {name: looked_at[-1][name] for name in keys}}
