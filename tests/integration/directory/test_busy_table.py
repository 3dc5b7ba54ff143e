"""A load tries again when DynamoDB is busy; if that does not pass, the load can be repeated."""

from typing import Any

import pytest

from chalicelib.directory import comparison, shards
from chalicelib.directory.kinds import PERSONS
from chalicelib.store import calls
from chalicelib.store import directory as table
from chalicelib.store.calls import Busy
from chalicelib.store.directory_state import read_last_load
from infra.local.extraction import rpps_of
from tests.integration.directory.files import Files, load_file, persons, sample_lines
from tests.prove.answers.faults import Faults, faults_of, inject

PEOPLE = 8
EVERYBODY = [f"8{rpps_of(number)}" for number in range(PEOPLE)]


@pytest.fixture(autouse=True)
def quick(directory: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use two shards, without waits between tries."""
    for module in (shards, comparison):
        monkeypatch.setattr(module, "SHARDS", 2)
    monkeypatch.setattr(comparison, "TOGETHER", 2)
    monkeypatch.setattr(calls, "_FIRST_WAIT", 0)


def calls_of_a_load(files: Files) -> list[str]:
    """Return the operations of a first load."""
    with inject(Faults(-1, "", always=False)) as faults, faults.given_now():
        load_file(files.of(sample_lines(PEOPLE)))
    return faults.calls


def test_a_load_continues_after_each_passing_fault(files: Files) -> None:
    path = files.of(sample_lines(PEOPLE))
    operations = calls_of_a_load(files)
    assert {"BatchGetItem", "BatchWriteItem", "UpdateItem"} == set(operations)

    met = 0
    for number, operation in enumerate(operations):
        for fault in faults_of(operation):
            with inject(Faults(number, fault, always=False)) as faults, faults.given_now():
                load_file(path, days=1)
            met += faults.given

    assert met > len(operations)
    assert set(persons(*EVERYBODY)) == set(EVERYBODY)


@pytest.mark.parametrize("fault", ["throttled", "silent"])
def test_a_load_stopped_by_a_busy_table_is_completed_by_the_next_one(files: Files, fault: str) -> None:
    with pytest.raises(Busy), inject(Faults(4, fault, always=True)) as faults, faults.given_now():
        load_file(files.of(sample_lines(PEOPLE)))
    assert read_last_load(PERSONS) is None

    assert load_file(files.of(sample_lines(PEOPLE)), days=1).lines == len(sample_lines(PEOPLE))
    assert set(persons(*EVERYBODY)) == set(EVERYBODY)


def test_the_directory_is_read_consistently(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def call(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        asked.append(arguments["RequestItems"])
        return {"Responses": {}}

    monkeypatch.setattr(table, "call_dynamodb", call)
    persons(*EVERYBODY)

    (tables,) = asked
    assert [one["ConsistentRead"] for one in tables.values()] == [True]
