"""The table of the national directory: one small item for each person, and the digests of the last load.

A table of its own, without stream or index: it holds public facts, is loaded whole, and can be made again from the
extraction. Items are DynamoDB's own JSON: a first load writes 1.2 million of them.
"""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.directory.persons import Person
from chalicelib.directory.snapshots import Snapshot, packed, unpacked
from chalicelib.settings import settings
from chalicelib.store.table import Busy, connection

Json = Mapping[str, Any]

_ATTEMPTS = 10
_LONGEST_WAIT_SECONDS = 20.0
_WRITES_AT_ONCE = 25  # BatchWriteItem
_READS_AT_ONCE = 100  # BatchGetItem

_STUDENT, _LIBERAL, _LOCUM = "E", "L", "R"


def person_key(national_id: str) -> str:
    """Return the key of a person."""
    return f"P#{national_id}"


def _snapshot_key(shard: int) -> str:
    return f"S#{shard}"


def person_item(person: Person) -> Json:
    """Return the item of a person, about 100 bytes: `n` name, `e` exercices, `f` flags, `s` places."""
    flags = (_STUDENT, person.is_student), (_LIBERAL, person.is_liberal), (_LOCUM, person.is_locum)
    texts = {
        "n": "|".join((person.civilite, person.prenom, person.nom)),
        "e": " ".join(person.exercices),
        "f": "".join(flag for flag, holds in flags if holds),
        "s": " ".join(person.places),
    }
    key = {"id": {"S": person_key(person.national_id)}}
    return key | {name: {"S": text} for name, text in texts.items() if text}


def to_person(item: Json) -> Person:
    """Return the person of an item."""
    texts = {name: value["S"] for name, value in item.items()}
    civilite, prenom, nom = texts.get("n", "||").split("|")
    flags = texts.get("f", "")
    return Person(
        texts["id"].removeprefix("P#"),
        civilite,
        nom,
        prenom,
        tuple(texts.get("e", "").split()),
        is_student=_STUDENT in flags,
        is_liberal=_LIBERAL in flags,
        is_locum=_LOCUM in flags,
        places=tuple(texts.get("s", "").split()),
    )


def read_persons(national_ids: Iterable[str]) -> dict[str, Person]:
    """Return the persons known, by national identifier; one read for each hundred."""
    wanted = list(dict.fromkeys(national_ids))
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), _READS_AT_ONCE):
        keys = [person_key(one) for one in wanted[start : start + _READS_AT_ONCE]]
        found |= {person.national_id: person for person in map(to_person, read_items(keys).values())}
    return found


def read_items(keys: Iterable[str]) -> dict[str, Json]:
    """Return up to a hundred items by key; raises `Busy` when DynamoDB goes on leaving some unread."""
    table = settings().directory_table
    found: dict[str, Json] = {}
    asked: dict[str, Any] = {table: {"Keys": [{"id": {"S": key}} for key in keys]}}
    for attempt in range(_ATTEMPTS):
        if not asked:
            return found
        answer = connection().dispatch("BatchGetItem", {"RequestItems": asked})
        found |= {item["id"]["S"]: item for item in answer["Responses"].get(table, ())}
        asked = answer.get("UnprocessedKeys") or {}
        if asked:
            _wait(attempt)
    if asked:
        raise Busy
    return found


def write_items(put: Iterable[Json], gone: Iterable[str] = ()) -> None:
    """Put and remove items, 25 a call; raises `Busy` when DynamoDB goes on leaving some unwritten."""
    requests: list[dict[str, Any]] = [{"PutRequest": {"Item": item}} for item in put]
    requests += [{"DeleteRequest": {"Key": {"id": {"S": key}}}} for key in gone]
    for start in range(0, len(requests), _WRITES_AT_ONCE):
        _write(requests[start : start + _WRITES_AT_ONCE])


def _write(requests: list[dict[str, Any]]) -> None:
    table = settings().directory_table
    for attempt in range(_ATTEMPTS):
        answer = connection().dispatch("BatchWriteItem", {"RequestItems": {table: requests}})
        requests = (answer.get("UnprocessedItems") or {}).get(table, [])
        if not requests:
            return
        _wait(attempt)
    raise Busy


def _wait(attempt: int) -> None:
    longest = min(_LONGEST_WAIT_SECONDS, 0.1 * 2**attempt)
    time.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - jitter, not a secret


def read_snapshots(shards: Sequence[int]) -> dict[int, dict[str, bytes]]:
    """Return the digests of the persons that the table holds of each of some shards; one read."""
    items = read_items([_snapshot_key(shard) for shard in shards])
    found = {shard: items.get(_snapshot_key(shard)) for shard in shards}
    return {shard: unpacked(item["d"]["B"]) if item else {} for shard, item in found.items()}


def write_snapshots(snapshots: Mapping[int, Snapshot]) -> None:
    """Note the digests of the persons that the table holds of each of some shards; one write."""
    write_items({"id": {"S": _snapshot_key(shard)}, "d": {"B": packed(one)}} for shard, one in snapshots.items())
