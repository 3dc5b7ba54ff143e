"""The state of each kind of entry: its last load, and the lease of the load that is under way."""

from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from pynamodb.exceptions import PynamoDBException

from chalicelib.directory.kinds import LOADS, Kind
from chalicelib.settings import settings
from chalicelib.store.calls import Raced, patiently
from chalicelib.store.directory import key_of, read_items
from chalicelib.store.table import CONDITION_FAILED, call_dynamodb, epoch, from_epoch


class LastLoad(NamedTuple):
    """When the directory was last loaded, from how many lines, and when the publisher made the file, where known."""

    at: datetime
    lines: int
    entries: int
    published: datetime | None = None


def _key(kind: Kind) -> str:
    return f"{LOADS.prefix}#{kind.prefix}"


def read_last_load(kind: Kind) -> LastLoad | None:
    """Return the last load that was finished; None before the first."""
    item = read_items([_key(kind)]).get(_key(kind), {})
    if "at" not in item:
        return None
    numbers = {name: int(item[name]["N"]) for name in ("at", "lines", "entries", "published") if name in item}
    published = from_epoch(numbers["published"]) if "published" in numbers else None
    return LastLoad(from_epoch(numbers["at"]), numbers["lines"], numbers["entries"], published)


def note_load(kind: Kind, load: LastLoad) -> None:
    """Note a load that is finished."""
    numbers = {"at": epoch(load.at), "lines": load.lines, "entries": load.entries}
    if load.published:
        numbers["published"] = epoch(load.published)
    sets = ", ".join(f"#{name} = :{name}" for name in numbers)
    _update(
        kind,
        f"SET {sets}" + ("" if load.published else " REMOVE published"),
        names={f"#{name}": name for name in numbers},
        values={f":{name}": {"N": str(number)} for name, number in numbers.items()},
    )


def take_lease(kind: Kind, lease: str, now: datetime, until: datetime) -> None:
    """Take the right to load until a moment; raises `Raced` while another load has it."""
    _update(
        kind,
        "SET lease = :lease, lease_until = :until",
        "attribute_not_exists(lease) OR lease_until <= :now OR lease = :lease",  # taken by a try without an answer
        values={
            ":lease": {"S": lease},
            ":until": {"N": str(epoch(until))},
            ":now": {"N": str(epoch(now))},
        },
    )


def release(kind: Kind, lease: str) -> None:
    """Give the right back, if this load still has it."""
    with suppress(Raced):
        _update(kind, "REMOVE lease, lease_until", "lease = :lease", values={":lease": {"S": lease}})


def _update(kind: Kind, expression: str, condition: str = "", **parts: Any) -> None:
    options = {
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": parts.get("names"),
        "ExpressionAttributeValues": parts.get("values"),
    }
    given = {name: value for name, value in options.items() if value}
    asked = {"TableName": settings().directory_table, "Key": key_of(_key(kind)), **given}
    try:
        patiently(lambda: call_dynamodb("UpdateItem", asked))
    except PynamoDBException as error:
        if error.cause_response_code == CONDITION_FAILED:
            raise Raced from error
        raise
