"""The stand-in and the schedule follow the clock of the platform."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.clock import LocalClock
from infra.local.pump import SchedulePump
from tests.integration.local_platform.stand_in import Application, call, running


@pytest.fixture
def clock(tmp_path: Path) -> LocalClock:
    """Return a clock that a test may advance."""
    return LocalClock(tmp_path / "clock")


@pytest.fixture
def application(clock: LocalClock) -> Iterator[Application]:
    """Yield an application that is about to sign a person in, at a stand-in with this clock."""
    with running(clock) as psc:
        yield Application(psc)


def test_the_id_token_is_dated_by_the_clock_of_the_platform(application: Application, clock: LocalClock) -> None:
    clock.advance(timedelta(days=3))
    payload = application.sign_in()["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    assert abs(claims["iat"] - clock.now().timestamp()) < 60
    assert claims["exp"] == claims["iat"] + 120
    assert claims["auth_time"] <= claims["iat"]


def test_signing_out_uses_the_advanced_time(application: Application, clock: LocalClock) -> None:
    clock.advance(timedelta(days=3))
    back = application.config.post_logout_redirect_uri
    asked = {"id_token_hint": application.sign_in()["id_token"], "post_logout_redirect_uri": back}
    answer = call("GET", f"{application.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert (answer.status, answer.headers["Location"]) == (302, back)


def test_the_schedule_runs_at_the_advanced_time_before_run_now_returns(tmp_path: Path) -> None:
    clock = LocalClock(tmp_path / "clock")
    seen: list[datetime] = []

    def worker(event: dict[str, Any], _context: object) -> None:
        time.sleep(0.05)
        seen.append(datetime.fromisoformat(event["time"]))

    pump = SchedulePump([worker], 60, clock.now)
    pump.start()
    try:
        clock.advance(timedelta(days=3))
        assert pump.run_now(timeout=5)
        assert seen[-1] - datetime.now(UTC) > timedelta(days=2)
    finally:
        pump.stop()
        pump.join(5)
    assert not pump.is_alive()


def test_the_clock_only_goes_forward(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="forward"):
        LocalClock(tmp_path / "clock").advance(timedelta(seconds=-1))
