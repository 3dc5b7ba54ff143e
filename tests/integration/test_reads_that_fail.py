"""An incomplete read of DynamoDB, or a missing page, is requested again; each item is returned once."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.store.calls import Busy
from chalicelib.store.limits import LimitItem
from chalicelib.store.mails import MailItem
from chalicelib.store.table import put, query, query_due, read, remove
from tests.integration.world import World
from tests.prove.answers.faults import Faults, inject

PK = "LIMIT#essai"
KEYS = [(PK, f"{number:02}") for number in range(6)]


@pytest.fixture(autouse=True)
def items(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Write six items of 300 kB, two pages of a query, and remove the waits between tries."""
    monkeypatch.setattr("chalicelib.store.calls._FIRST_WAIT", 0)
    for key in KEYS:
        put(MailItem(*key, about="x" * 300 * 1024, due_shard="MAIL#0", due_at=int(key[1]), **_NEEDED))
    yield


_NEEDED: dict[str, Any] = {
    "mail_kind": "-",
    "party": "-",
    "to_account": "-",
    "state": "-",
    "written_at": 0,
    "claim": [],
    "facts": {},
}


def failing(number: int, fault: str, *, always: bool = False) -> Faults:
    """Let a call, counted from the next one on, fail with this fault."""
    return Faults(number, fault, always, is_on=True)


@pytest.mark.parametrize("fault", ["nothing processed", "throttled", "silent"])
def test_an_unprocessed_batch_is_requested_again(fault: str) -> None:
    with inject(failing(0, fault)) as faults:
        assert set(read(KEYS)) == set(KEYS)
    assert (faults.given, len(faults.calls)) == (1, 2)


def test_a_batch_that_stays_unprocessed_fails() -> None:
    with inject(failing(0, "nothing processed", always=True)) as faults, pytest.raises(Busy):
        read(KEYS)
    assert len(faults.calls) == 9


def test_a_hundred_keys_are_read_at_a_time() -> None:
    keys = [*KEYS, *((PK, f"absent-{number}") for number in range(195))]
    with inject(failing(9, "throttled")) as faults:
        assert set(read([*keys, *KEYS])) == set(KEYS)
    assert faults.calls == ["BatchGetItem"] * 3


@pytest.mark.parametrize("number", [0, 1])
def test_a_missing_page_is_requested_again(number: int) -> None:
    with inject(failing(number, "internal")) as faults:
        assert [item.sk for item in query(PK, "0", "9")] == [sk for _, sk in KEYS]
    assert faults.calls == ["Query"] * 3


def test_a_query_whose_second_page_stays_missing_fails() -> None:
    found: list[str] = []
    with inject(failing(1, "internal", always=True)), pytest.raises(Busy):
        for item in query(PK, "0", "9"):
            found.append(item.sk)
    assert found == [sk for _, sk in KEYS[:3]]


def test_due_items_are_found_despite_a_failed_page() -> None:
    with inject(failing(0, "throttled")):
        assert [item.sk for item in query_due("MAIL#0")] == [sk for _, sk in KEYS]


def test_a_write_with_a_lost_answer_is_repeated() -> None:
    use = LimitItem(PK, "USES", uses=[1])
    for write in (put, remove):
        with inject(failing(0, "done in silence")) as faults:
            write(use)
        assert len(faults.calls) == 2
    assert not read([use.key])
