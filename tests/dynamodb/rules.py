"""The requests that DynamoDB refuses, and its errors."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tests.dynamodb.schema import HASH, INDEX_KEYS, RANGE
from tests.dynamodb.sizes import (
    Image,
    Invalid,
    Value,
    bytes_of,
    check_item,
    check_names,
    check_value,
    may_take,
    size_of_value,
    size_or_more,
)
from tests.dynamodb.updates import Stored, updated

Body = Mapping[str, Any]

KB, MB = 1024, 1024 * 1024
LARGEST_ITEM = 400 * KB
LARGEST_TRANSACTION = 4 * MB
LARGEST_BATCH = 16 * MB
LONGEST_HASH, LONGEST_RANGE = 2048, 1024
LONGEST_EXPRESSION = 4 * KB
LARGEST_SUBSTITUTIONS = 2 * MB
LONGEST_PLACEHOLDER = 255
MOST_OPERATORS, MOST_OPERANDS_OF_IN = 300, 100
MOST_OF_A_TRANSACTION, MOST_READ, MOST_WRITTEN = 100, 100, 25
LONGEST_TOKEN = 36

VALIDATION, CANCELLED = "ValidationException", "TransactionCanceledException"
_EXPRESSIONS = (
    "UpdateExpression", "ConditionExpression", "KeyConditionExpression", "FilterExpression", "ProjectionExpression",
)  # fmt: skip
_OPERATOR = re.compile(
    r"<=|>=|<>|[=<>+\-]|\b(?:AND|OR|NOT|BETWEEN|IN)\b"
    r"|\b(?:attribute_exists|attribute_not_exists|attribute_type|begins_with|contains|size|if_not_exists|list_append)\b"
)
_IN = re.compile(r"\bIN\s*\(([^)]*)\)")
_TOO_LARGE = "Item size has exceeded the maximum allowed size"
_TOO_LARGE_TO_UPDATE = "Item size to update has exceeded the maximum allowed size"


@dataclass(frozen=True)
class Refusal(Exception):
    """An error of DynamoDB; `reasons` are the codes of a cancelled transaction, by item."""

    code: str
    message: str
    reasons: tuple[str, ...] = field(default=())


class _TooLarge(Exception):
    """An item beyond 400 kB, which cancels a transaction and makes DynamoDB refuse a simple write."""


def check(operation: str, body: Body, stored: Stored) -> None:
    """Raise `Refusal` for a request beyond one of DynamoDB's limits."""
    checks = {
        "PutItem": lambda: _simple(body, stored),
        "UpdateItem": lambda: _simple(body, stored),
        "DeleteItem": lambda: _simple(body, stored),
        "GetItem": lambda: check_key(body["Key"]),
        "Query": lambda: check_expressions(body),
        "Scan": lambda: check_expressions(body),
        "BatchGetItem": lambda: _batch_get(body),
        "BatchWriteItem": lambda: _batch_write(body),
        "TransactWriteItems": lambda: _transaction(body, stored),
    }
    if operation in checks:
        try:
            checks[operation]()
        except Invalid as error:
            raise Refusal(VALIDATION, str(error)) from error


def _simple(body: Body, stored: Stored) -> None:
    check_expressions(body)
    try:
        _size_of_write(body, stored)
    except _TooLarge as error:
        raise Refusal(VALIDATION, str(error)) from error


def _size_of_write(body: Body, stored: Stored) -> int:
    """Return the size of the item after a write."""
    if "Item" in body:
        _check_put(body["Item"])
        size, message = size_or_more(body["Item"]), _TOO_LARGE
    else:
        check_key(body["Key"])
        if "UpdateExpression" not in body:
            return size_or_more(body["Key"])
        result = updated(body, stored)
        _check_index_keys(result)
        size, message = size_or_more(result), _TOO_LARGE_TO_UPDATE
    if size > LARGEST_ITEM:
        raise _TooLarge(message)
    return size


def _check_put(item: Image) -> None:
    check_key(item)
    check_item(item)
    _check_index_keys(item)


def check_key(item: Image) -> None:
    """Raise `Invalid` for a key that is empty or too long."""
    _check_key_part(HASH, item[HASH])
    _check_key_part(RANGE, item[RANGE])


def _check_key_part(name: str, value: Value) -> None:
    size = size_of_value(value)
    if not size:
        raise Invalid(f"{_EMPTY} Key: {name}")
    if name == HASH and size > LONGEST_HASH:
        raise Invalid(f"{_INVALID}: Size of hashkey has exceeded the maximum size limit of{LONGEST_HASH} bytes")
    if name == RANGE and size > LONGEST_RANGE:
        raise Invalid(
            f"{_INVALID}: Aggregated size of all range keys has exceeded the size limit of {LONGEST_RANGE} bytes"
        )


_INVALID = "One or more parameter values were invalid"
_EMPTY = (
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string "
    "value."
)


def _check_index_keys(item: Image) -> None:
    for name, longest in INDEX_KEYS.items():
        if name in item and not 1 <= size_of_value(item[name]) <= longest:
            raise Invalid(f"{_EMPTY} IndexKey: {name}")


def check_expressions(body: Body) -> None:
    """Raise `Invalid` for an expression, or the values of its placeholders, beyond the limits."""
    for name in _EXPRESSIONS:
        _check_expression(name, body.get(name, ""))
    names, values = body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {})
    if any(bytes_of(placeholder) > LONGEST_PLACEHOLDER for placeholder in (*names, *values)):
        raise Invalid(f"{_INVALID}: a placeholder is longer than {LONGEST_PLACEHOLDER} bytes")
    check_names(names.values())
    for value in values.values():
        check_value(value)
    if may_take(LARGEST_SUBSTITUTIONS, names, values) and _size_of(names, values) > LARGEST_SUBSTITUTIONS:
        raise Invalid(f"{_INVALID}: the substitution variables exceed the maximum allowed size")


def _size_of(names: Mapping[str, str], values: Mapping[str, Value]) -> int:
    return sum(map(bytes_of, names.values())) + sum(map(size_of_value, values.values()))


@lru_cache(maxsize=1024)
def _check_expression(name: str, text: str) -> None:
    if bytes_of(text) > LONGEST_EXPRESSION:
        raise Invalid(
            f"Invalid {name}: Expression size has exceeded the maximum allowed size; expression size: {bytes_of(text)}"
        )
    operators = len(_OPERATOR.findall(text))
    if operators > MOST_OPERATORS:
        raise Invalid(f"Invalid {name}: The expression contains too many operators; operator count: {operators}")
    if any(found.count(",") >= MOST_OPERANDS_OF_IN for found in _IN.findall(text)):
        raise Invalid(f"Invalid {name}: The IN operator is provided with too many operands")


def _batch_get(body: Body) -> None:
    wanted = [key for table in body["RequestItems"].values() for key in table["Keys"]]
    if not 1 <= len(wanted) <= MOST_READ:
        raise Invalid("Too many items requested for the BatchGetItem call")
    for key in wanted:
        check_key(key)
    if _has_twins(wanted):
        raise Invalid("Provided list of item keys contains duplicates")


def _batch_write(body: Body) -> None:
    requests = [request for table in body["RequestItems"].values() for request in table]
    if not 1 <= len(requests) <= MOST_WRITTEN:
        raise Invalid("Too many items requested for the BatchWriteItem call")
    puts = [request["PutRequest"]["Item"] for request in requests if "PutRequest" in request]
    deleted = [request["DeleteRequest"]["Key"] for request in requests if "DeleteRequest" in request]
    for item in puts:
        _check_put(item)
        if size_or_more(item) > LARGEST_ITEM:
            raise Invalid(_TOO_LARGE)
    for key in deleted:
        check_key(key)
    if _has_twins([*puts, *deleted]):
        raise Invalid("Provided list of item keys contains duplicates")
    if sum(map(size_or_more, puts)) > LARGEST_BATCH:
        raise Invalid(f"{_INVALID}: the batch exceeds the maximum allowed size")


def _has_twins(items: Iterable[Image]) -> bool:
    found = [(item[HASH]["S"], item[RANGE]["S"]) for item in items]
    return len(set(found)) < len(found)


def _transaction(body: Body, stored: Stored) -> None:
    parts = [part for item in body["TransactItems"] for part in item.values()]
    if not 1 <= len(parts) <= MOST_OF_A_TRANSACTION:
        raise Invalid(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have "
            f"length less than or equal to {MOST_OF_A_TRANSACTION}"
        )
    if not 1 <= len(body.get("ClientRequestToken", "-")) <= LONGEST_TOKEN:
        raise Invalid(f"Member 'clientRequestToken' must have length less than or equal to {LONGEST_TOKEN}")
    for part in parts:
        check_expressions(part)
    if _has_twins(part.get("Item") or part["Key"] for part in parts):
        raise Invalid("Transaction request cannot include multiple operations on one item")
    if sum(_size_in_transaction(parts, at, stored) for at in range(len(parts))) > LARGEST_TRANSACTION:
        raise Invalid("The aggregate size of the items in the transaction exceeded 4 MB")


def _size_in_transaction(parts: list[Body], at: int, stored: Stored) -> int:
    try:
        return _size_of_write(parts[at], stored)
    except _TooLarge as error:
        reasons = tuple("ValidationError" if number == at else "None" for number in range(len(parts)))
        message = (
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            f"[{', '.join(reasons)}]: {error}"
        )
        raise Refusal(CANCELLED, message, reasons) from error
