"""A load that is interrupted anywhere and repeated gives the same table as one complete load."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.directory import comparison, shards
from chalicelib.settings import settings
from chalicelib.store import table
from chalicelib.store.table import connection
from infra.local.extraction import Line
from tests.dynamodb.memory import service
from tests.dynamodb.sizes import Image
from tests.integration.directory.files import Files, load_file, sample_lines

PEOPLE = 12
FIRST = sample_lines(PEOPLE)
SECOND = [line._replace(nom=f"{line.nom} BIS") for line in sample_lines(PEOPLE + 1)[len(sample_lines(1)) :]]
"""One person gone, eleven changed, one new."""

THIRD = [line._replace(prenom="AUTRE") if place % 2 else line for place, line in enumerate(FIRST)]
"""As the first, but for half of the lines: what the second load has changed has to be undone."""


class Crash(BaseException):
    """The end of the process: nothing more is written, not even while it ends."""


class Connection:
    """The connection of a process that ends before or after its n-th write."""

    def __init__(self, last: int, *, after: bool) -> None:
        self._left, self._after = last, after
        self.is_over = False

    def dispatch(self, operation: str, arguments: dict[str, Any]) -> Any:
        """Execute a call while the process lives."""
        if self.is_over:
            raise Crash
        if operation == "BatchGetItem":
            return connection().dispatch(operation, arguments)
        self._left -= 1
        self.is_over = self._left < 0
        if self.is_over and not self._after:
            raise Crash
        answer = connection().dispatch(operation, arguments)
        if self.is_over:
            raise Crash
        return answer


@contextmanager
def ending(monkeypatch: pytest.MonkeyPatch, last: int, *, after: bool) -> Iterator[Connection]:
    """End the process at its n-th write."""
    dying = Connection(last, after=after)
    with monkeypatch.context() as patch:
        patch.setattr(table, "connection", lambda: dying)
        yield dying


def persons() -> list[Any]:
    """Return every item of a person."""
    return [item for item in service.every_item(settings().directory_table) if item["pk"]["S"].startswith("P#")]


def whole_load(files: Files, lines: list[Line]) -> list[Any]:
    """Return the persons after one load of these lines into an empty table."""
    _begin_with([])
    load_file(files.of(lines))
    return persons()


def _begin_with(items: Iterable[Image]) -> None:
    service.create(settings().directory_table)
    for item in items:
        service.table(settings().directory_table).put(item)


@pytest.fixture
def few_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use four shards, written in two groups, which gives few writes of every kind."""
    for module in (shards, comparison):
        monkeypatch.setattr(module, "SHARDS", 4)
    monkeypatch.setattr(comparison, "TOGETHER", 2)


@pytest.mark.parametrize("after", [False, True], ids=["before a write", "after a write"])
@pytest.mark.parametrize("then", [SECOND, THIRD, FIRST], ids=["the same file", "another file", "the file before"])
def test_a_load_interrupted_anywhere_is_completed_by_the_next(
    directory: None,
    files: Files,
    few_shards: None,
    monkeypatch: pytest.MonkeyPatch,
    after: bool,
    then: list[Line],
) -> None:
    expected = whole_load(files, then)
    whole_load(files, FIRST)
    begun = service.table(settings().directory_table).items()
    ends = 0
    while True:
        _begin_with(begun)
        with ending(monkeypatch, ends, after=after) as process:
            try:
                load_file(files.of(SECOND), days=1, accept_changes=True)
            except Crash:
                ends += 1
        if not process.is_over:
            break
        load_file(files.of(then), days=2, accept_changes=True)
        assert persons() == expected, f"the load had ended at its write {ends}"
    assert ends >= 9  # the lease, six snapshots and persons, the last load, the lease again
