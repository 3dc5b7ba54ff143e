"""The function of the night: its effects, its log, and its policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.workers import directory
from tests.integration.directory.nights import CLAIRE, LOCUM, OWN_CABINET, Nights, stranger
from tests.integration.directory.test_nights import delegate_to_locum
from tests.integration.infra import calls


@contextmanager
def _published(path: str) -> Iterator[None]:
    other = settings()._replace(directory_url=path)
    with patch("chalicelib.runtime.settings", lambda: other), patch.object(directory, "settings", lambda: other):
        yield


def _night(nights: Nights, path: str, seconds: float = 900) -> None:
    nights.world.pass_time(days=1)
    with _published(path):
        directory.handle(lambda: seconds)


def _events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.message for one in caplog.records if one.name == directory.log.name]


def test_two_nights_of_the_function_end_denied_rights_within_its_policy(
    nights: Nights, asked: calls.Seen, caplog: pytest.LogCaptureFixture
) -> None:
    found = delegate_to_locum(nights)
    _night(nights, nights.file([*CLAIRE, OWN_CABINET]))
    _night(nights, nights.file([*CLAIRE, OWN_CABINET]))

    assert nights.cards.scenes.delegation(found).status is Status.NON_ABOUTIE
    assert _events(caplog) == ["directory_loaded"] * 2
    assert [one.__dict__.get("doubts_end") for one in caplog.records if one.message == "directory_loaded"] == [None, 1]
    assert "directory" in {function for function, _ in asked}

    _night(nights, nights.file([*CLAIRE, LOCUM]))
    assert nights.cards.scenes.delegation(found).status is Status.VALIDEE


def test_without_an_address_the_function_does_nothing_and_logs_it(
    nights: Nights, caplog: pytest.LogCaptureFixture
) -> None:
    directory.handle(lambda: 900)

    assert _events(caplog) == ["directory_not_set"]


def test_a_refused_file_is_logged_and_changes_nothing(nights: Nights, caplog: pytest.LogCaptureFixture) -> None:
    _night(nights, nights.file([*CLAIRE, OWN_CABINET, *(stranger(9_000 + number) for number in range(30))]))

    assert _events(caplog) == ["directory_refused"]
    assert nights.world.of_kind("doubt") == []


def test_a_night_that_runs_out_of_time_logs_it_and_the_next_continues(
    nights: Nights, caplog: pytest.LogCaptureFixture
) -> None:
    found = delegate_to_locum(nights)
    _night(nights, nights.file([*CLAIRE, OWN_CABINET]), seconds=10)
    assert _events(caplog) == ["directory_not_loaded"]

    _night(nights, nights.file([*CLAIRE, OWN_CABINET]))
    _night(nights, nights.file([*CLAIRE, OWN_CABINET]))
    assert nights.cards.scenes.delegation(found).status is Status.NON_ABOUTIE
