"""The item after an update, computed before the emulator is called."""

from collections.abc import Callable, Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models import DynamoDBBackend

from tests.dynamodb.schema import DEFINITION, HASH, RANGE
from tests.dynamodb.sizes import Image, bytes_of, size_of_item, size_of_value

Stored = Callable[[str, Image], Image]
"""What stands in a table under a key now; nothing but the key when nothing does."""

_NEVER_TOO_LARGE = 100 * 1024
"""Bytes of an item and of all that is added to it, under which the result needs no look: it is not four times that."""
_TABLE = "scratch"


def updated(body: Mapping[str, Any], stored: Stored) -> Image:
    """Return the item after an update, or the one before it when the update is clearly within every limit."""
    key: Image = body["Key"]
    before = stored(body["TableName"], key)
    names, values = body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {})
    added = sum(map(bytes_of, names.values())) + sum(map(size_of_value, values.values()))
    if size_of_item(before) + added < _NEVER_TOO_LARGE and {"S": ""} not in values.values():
        return before
    return _carried_out(before, key, body["UpdateExpression"], names, values)


def _carried_out(before: Image, key: Image, expression: str, names: Any, values: Any) -> Image:
    """Execute the update in a private backend of moto."""
    backend = DynamoDBBackend("eu-west-3", "000000000000")
    table = backend.create_table(
        _TABLE,
        schema=DEFINITION["KeySchema"],
        throughput=None,
        attr=[one for one in DEFINITION["AttributeDefinitions"] if one["AttributeName"] in {HASH, RANGE}],
        global_indexes=None,
        indexes=None,
        streams=None,
        billing_mode="PAY_PER_REQUEST",
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=None,
        warm_throughput=None,
    )
    table.put_item(dict(before))
    try:
        item = backend.update_item(_TABLE, dict(key), expression, names, values)
    except JsonRESTError:
        return before  # the emulator will raise the error
    result: Image = item.to_json()["Attributes"]
    return result
