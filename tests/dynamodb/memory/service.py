"""DynamoDB's operations about items, by their names and the bodies of their requests."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.dynamodb.memory import copies
from tests.dynamodb.memory.conditions import condition, given_in, placeholders
from tests.dynamodb.memory.queries import query, scan
from tests.dynamodb.memory.table import Table, check_key, check_kinds, key_of
from tests.dynamodb.memory.updates import updated
from tests.dynamodb.rules import CANCELLED, VALIDATION, Refusal
from tests.dynamodb.sizes import Image, Invalid

Body = Mapping[str, Any]

_LOCK = threading.RLock()
_TABLES: dict[str, Table] = {}
_FAILED = "The conditional request failed"
_EXPRESSIONS = ("ConditionExpression", "UpdateExpression", "KeyConditionExpression", "FilterExpression")
_OF_A_WRITE = {
    "TableName", "Key", "Item", "ConditionExpression", "UpdateExpression", "ExpressionAttributeNames",
    "ExpressionAttributeValues", "ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
}  # fmt: skip
_OF_A_READING = {
    "TableName", "Key", "ConsistentRead", "KeyConditionExpression", "FilterExpression", "ExpressionAttributeNames",
    "ExpressionAttributeValues", "IndexName", "ScanIndexForward", "Limit", "ExclusiveStartKey",
    "ReturnConsumedCapacity",
}  # fmt: skip
_OF_MANY = {"RequestItems", "TransactItems", "ClientRequestToken", "ReturnConsumedCapacity",
            "ReturnItemCollectionMetrics"}  # fmt: skip


def carried_out(operation: str, body: Body) -> dict[str, Any]:
    """Return what DynamoDB answers; raises `Refusal`."""
    with _LOCK:
        try:
            return OPERATIONS[operation](body)
        except Invalid as error:
            raise Refusal(VALIDATION, str(error)) from error


@contextmanager
def kept_apart() -> Iterator[None]:
    """Carry nothing else out meanwhile."""
    with _LOCK:
        yield


def table(name: str) -> Table:
    """Return a table that was created."""
    if name not in _TABLES:
        raise Refusal("ResourceNotFoundException", "Requested resource not found")
    return _TABLES[name]


def stands(name: str) -> bool:
    """Whether a table was created here."""
    return name in _TABLES


def every_item(name: str, kind: str = "") -> list[Image]:
    """Return what a table holds, or its items of one kind, as a scan would: nobody changes the table by it."""
    wanted = [item for item in table(name).items() if not kind or item["kind"]["S"] == kind]
    items: list[Image] = copies.read(copies.write(sorted(wanted, key=key_of)))
    return items


def create(name: str, made: Callable[[], Table] = Table) -> None:
    """Begin a table that holds nothing."""
    _TABLES[name] = made()


def delete(name: str) -> None:
    """Forget a table."""
    _TABLES.pop(name, None)


def _known(body: Body, parameters: set[str]) -> Body:
    """Return the body; one that asks for something that is not known here is the test's error."""
    assert body.keys() <= parameters, f"not known here: {sorted(body.keys() - parameters)}"
    given = {*body.get("ExpressionAttributeNames", {}), *body.get("ExpressionAttributeValues", {})}
    used = placeholders(*(body[name] for name in _EXPRESSIONS if name in body))
    if given != used:
        raise Invalid(f"Placeholders that are not used, or not given: {sorted(given ^ used)}")
    return body


# Writes


def _after(body: Body, before: Image | None) -> Image | None:
    """Return what a write leaves under its key."""
    if "Item" in body:
        check_kinds(body["Item"])
        item: Image = body["Item"]
        return item
    check_key(body["Key"])
    if "UpdateExpression" not in body:
        return None
    after = updated(before or body["Key"], body["UpdateExpression"], given_in(body))
    check_kinds(after)
    return after


def _holds(body: Body, before: Image | None) -> bool:
    text = body.get("ConditionExpression")
    return text is None or condition(text)(before or {}, given_in(body))


def _write(body: Body) -> dict[str, Any]:
    """Carry out one write alone."""
    items, key = table(_known(body, _OF_A_WRITE)["TableName"]), key_of(body.get("Item") or body["Key"])
    before = items.item(key)
    if not _holds(body, before):
        raise Refusal("ConditionalCheckFailedException", _FAILED)
    after = _after(body, before)
    _put(items, body, after)
    wanted = body.get("ReturnValues", "NONE")
    assert wanted in {"NONE", "ALL_OLD", "ALL_NEW"}, f"not known here: {wanted}"
    shown = {"NONE": None, "ALL_OLD": before, "ALL_NEW": after}[wanted]
    return {"Attributes": shown} if shown else {}


def _put(items: Table, body: Body, after: Image | None) -> None:
    if after is None:
        items.remove(key_of(body["Key"]))
    else:
        items.put(after)


def _transaction(body: Body) -> dict[str, Any]:
    """Carry out several writes, or none."""
    assert body.keys() <= _OF_MANY
    parts = [(kind, _known(part, _OF_A_WRITE)) for one in body["TransactItems"] for kind, part in one.items()]
    before = [table(part["TableName"]).item(key_of(part.get("Item") or part["Key"])) for _, part in parts]
    tried = [_tried(part, there) for (_, part), there in zip(parts, before, strict=True)]
    reasons = tuple(reason for reason, _ in tried)
    if set(reasons) != {"None"}:
        told = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(reasons)}]"
        raise Refusal(CANCELLED, told, reasons)
    for (kind, part), (_, image) in zip(parts, tried, strict=True):
        if kind != "ConditionCheck":
            _put(table(part["TableName"]), part, image)
    return {}


def _tried(part: Body, before: Image | None) -> tuple[str, Image | None]:
    """Return why a part of a transaction cannot be done, "None" when it can; and what it leaves."""
    if not _holds(part, before):
        return "ConditionalCheckFailed", None
    try:
        return "None", _after(part, before)
    except Invalid:
        return "ValidationError", None


def _batch_write(body: Body) -> dict[str, Any]:
    assert body.keys() <= _OF_MANY
    for name, requests in body["RequestItems"].items():
        for request in requests:
            if "PutRequest" in request:
                check_kinds(request["PutRequest"]["Item"])
                table(name).put(request["PutRequest"]["Item"])
            else:
                table(name).remove(key_of(request["DeleteRequest"]["Key"]))
    return {"UnprocessedItems": {}}


# Readings


def _get(body: Body) -> dict[str, Any]:
    items = table(_known(body, _OF_A_READING)["TableName"])
    check_key(body["Key"])
    item = items.item(key_of(body["Key"]))
    return {"Item": item} if item else {}


def _batch_get(body: Body) -> dict[str, Any]:
    assert body.keys() <= _OF_MANY
    found: dict[str, list[Image]] = {}
    for name, asked in body["RequestItems"].items():
        assert asked.keys() <= {"Keys", "ConsistentRead"}
        for key in asked["Keys"]:
            check_key(key)
        there = (table(name).item(key_of(key)) for key in asked["Keys"])
        found[name] = [item for item in there if item]
    return {"Responses": found, "UnprocessedKeys": {}}


def _query(body: Body) -> dict[str, Any]:
    return query(table(_known(body, _OF_A_READING)["TableName"]), body)


def _scan(body: Body) -> dict[str, Any]:
    return scan(table(_known(body, _OF_A_READING)["TableName"]), body)


OPERATIONS: Mapping[str, Callable[[Body], dict[str, Any]]] = {
    "PutItem": _write,
    "UpdateItem": _write,
    "DeleteItem": _write,
    "TransactWriteItems": _transaction,
    "BatchWriteItem": _batch_write,
    "GetItem": _get,
    "BatchGetItem": _batch_get,
    "Query": _query,
    "Scan": _scan,
}
