"""Cuts answers as DynamoDB does: a page at 1 MB, a batch at 16 MB."""

from typing import Any

from tests.dynamodb.schema import HASH, INDEXES, RANGE
from tests.dynamodb.sizes import Image, size_of_item

PAGE = 1024 * 1024
BATCH = 16 * 1024 * 1024


def cut_page(parsed: dict[str, Any], index: str) -> None:
    """Cut a page of a query or scan at 1 MB, and set the start of the next one."""
    items: list[Image] = parsed.get("Items", [])
    fit = _how_many_fit(items, PAGE)
    if fit == len(items):
        return
    parsed["Items"] = items[:fit]
    parsed["Count"] = fit
    keys = (HASH, RANGE, *INDEXES.get(index, ()))
    parsed["LastEvaluatedKey"] = {name: items[fit - 1][name] for name in keys if name in items[fit - 1]}


def cut_batch(parsed: dict[str, Any], requested: dict[str, Any]) -> None:
    """Cut a batch at 16 MB; the rest is unprocessed."""
    for table, items in parsed.get("Responses", {}).items():
        fit = _how_many_fit(items, BATCH)
        if fit < len(items):
            left = [{name: item[name] for name in (HASH, RANGE)} for item in items[fit:]]
            parsed["Responses"][table] = items[:fit]
            parsed["UnprocessedKeys"] = {table: {**requested[table], "Keys": left}}


def _how_many_fit(items: list[Image], limit: int) -> int:
    """Return the number of items in one answer, at least one."""
    total = 0
    for number, item in enumerate(items):
        total += size_of_item(item)
        if total > limit and number:
            return number
    return len(items)
