"""The state of the directory: its last load, and the lease of the load that is under way."""

from datetime import datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from chalicelib.settings import settings
from chalicelib.store.directory import read_items
from chalicelib.store.table import Raced, connection, epoch, from_epoch

_STATE = "STATE"


class LastLoad(NamedTuple):
    """When the directory was last loaded, from how many lines, and when the publisher made the file, where known."""

    at: datetime
    lines: int
    persons: int
    published: datetime | None = None


def read_last_load() -> LastLoad | None:
    """Return the last load that was finished; None before the first."""
    item = read_items([_STATE]).get(_STATE, {})
    if "at" not in item:
        return None
    numbers = {name: int(item[name]["N"]) for name in ("at", "lines", "persons", "published") if name in item}
    published = from_epoch(numbers["published"]) if "published" in numbers else None
    return LastLoad(from_epoch(numbers["at"]), numbers["lines"], numbers["persons"], published)


def note_load(load: LastLoad) -> None:
    """Note a load that is finished."""
    numbers = {"at": epoch(load.at), "lines": load.lines, "persons": load.persons}
    if load.published:
        numbers["published"] = epoch(load.published)
    sets = ", ".join(f"#{name} = :{name}" for name in numbers)
    _update(
        f"SET {sets}" + ("" if load.published else " REMOVE published"),
        names={f"#{name}": name for name in numbers},
        values={f":{name}": {"N": str(number)} for name, number in numbers.items()},
    )


def take_lease(lease: str, now: datetime, until: datetime) -> None:
    """Take the right to load until a moment; raises `Raced` while another load has it."""
    try:
        _update(
            "SET lease = :lease, lease_until = :until",
            "attribute_not_exists(lease) OR lease_until <= :now",
            values={
                ":lease": {"S": lease},
                ":until": {"N": str(epoch(until))},
                ":now": {"N": str(epoch(now))},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise Raced from error
        raise


def release(lease: str) -> None:
    """Give the right back, if this load still has it."""
    try:
        _update("REMOVE lease, lease_until", "lease = :lease", values={":lease": {"S": lease}})
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def _update(expression: str, condition: str = "", **parts: Any) -> None:
    options = {
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": parts.get("names"),
        "ExpressionAttributeValues": parts.get("values"),
    }
    given = {name: value for name, value in options.items() if value}
    connection().dispatch(
        "UpdateItem", {"TableName": settings().directory_table, "Key": {"id": {"S": _STATE}}, **given}
    )
