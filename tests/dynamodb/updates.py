"""The item after an update, computed before the emulator is called."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.dynamodb.memory.conditions import Given
from tests.dynamodb.memory.updates import updated as carried_out
from tests.dynamodb.sizes import Image, Invalid, may_take

Stored = Callable[[str, Image], Image]
"""What stands in a table under a key now; nothing but the key when nothing does."""

_NEVER_TOO_LARGE = 100 * 1024
"""Bytes of an item and of all that is added to it, under which the result needs no look: it is not four times that."""


def updated(body: Mapping[str, Any], stored: Stored) -> Image:
    """Return the item after an update, or the one before it when the update is clearly within every limit."""
    key: Image = body["Key"]
    before = stored(body["TableName"], key)
    names, values = body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {})
    if not may_take(_NEVER_TOO_LARGE, before, names, values) and {"S": ""} not in values.values():
        return before
    try:
        return carried_out(before, body["UpdateExpression"], Given(names, values))
    except Invalid:
        return before  # the emulator will say what is wrong with it
