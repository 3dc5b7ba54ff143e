"""« À propos » tells the day of the directory's data, and does not wait for a directory that fails."""

import pytest

from chalicelib.acts.directory import day_or_none
from chalicelib.settings import Settings
from chalicelib.store.calls import Busy, Unprocessed, patiently

WITH_A_DIRECTORY = Settings(directory_table="delegation-test-directory")


class BusyReader:
    """A reader of the last load that DynamoDB never lets through, and its tries and waits."""

    def __init__(self) -> None:
        self.tries = 0
        self.waits: list[float] = []

    def __call__(self, _kind: object) -> None:
        patiently(self._try)

    def _try(self) -> None:
        self.tries += 1
        raise Unprocessed


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> BusyReader:
    """Put a busy reader in the place of the real one; waiting advances the process's clock and takes no time."""
    found = BusyReader()
    monkeypatch.setattr("chalicelib.store.directory_state.read_last_load", found)
    monkeypatch.setattr("chalicelib.store.calls.time.sleep", found.waits.append)
    monkeypatch.setattr("chalicelib.store.calls.time.monotonic", lambda: sum(found.waits))
    return found


def test_the_day_of_a_busy_directory_is_unknown_after_half_a_second(reader: BusyReader) -> None:
    assert day_or_none(WITH_A_DIRECTORY) is None
    assert reader.tries > 1
    assert 0.1 < sum(reader.waits) <= 0.5


def test_the_half_second_is_for_the_day_alone(reader: BusyReader) -> None:
    day_or_none(WITH_A_DIRECTORY)
    waited = sum(reader.waits)
    with pytest.raises(Busy):
        reader(None)
    assert sum(reader.waits) - waited > 1


def test_a_stage_without_a_directory_asks_nothing(reader: BusyReader) -> None:
    assert day_or_none(Settings(directory_table="")) is None
    assert reader.tries == 0
