"""All senders share turns, which respect the rate of SES."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib import runtime
from chalicelib.mail.pace import wait_for_turn
from chalicelib.settings import settings
from chalicelib.store.turns import take_turn
from tests.integration.scenes import Scenes

AT_ONCE = 50
THREADS = 10


def test_turns_are_one_step_apart_for_all_senders_together(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.5)
    with ThreadPoolExecutor(THREADS) as pool:
        waits = list(pool.map(lambda _: take_turn("ses", 14, 3.0), range(AT_ONCE)))
    step = 0.072  # a fourteenth of a second, rounded up to a millisecond
    given = sorted(wait for wait in waits if wait is not None)
    assert given == pytest.approx([number * step for number in range(42)])
    assert waits.count(None) == AT_ONCE - 42, "nobody waits for more than three seconds"


def test_unused_turns_are_not_saved(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000.0, 1_700_000_060.0, 1_700_000_060.01])
    monkeypatch.setattr("time.time", lambda: next(moments))
    assert [take_turn("ses", 10, 3.0) for _ in range(3)] == [0, 0, pytest.approx(0.09)]


def test_a_fast_clock_does_not_delay_other_senders(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_001_200.0, 1_700_000_000.0, 1_700_000_000.0])
    monkeypatch.setattr("time.time", lambda: next(moments))
    assert [take_turn("ses", 10, 3.0) for _ in range(3)] == [0, 0, pytest.approx(0.1)]


def test_a_sender_waits_for_its_turn_or_releases_the_mail(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("chalicelib.mail.pace.time.sleep", waits.append)
    monkeypatch.setattr("chalicelib.mail.pace.take_turn", lambda scope, rate, longest: 1.5 if 10 < rate < 12 else None)
    free, crowded = (
        runtime.context()._replace(settings=settings()._replace(mails_per_second=rate)) for rate in (14, 1)
    )
    assert wait_for_turn(free)
    assert not wait_for_turn(crowded)
    assert waits == [1.5]
