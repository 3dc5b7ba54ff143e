"""All senders share turns, which respect the rate of SES."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.mail import pace, transport
from chalicelib.mail.pace import LONGEST_WAIT, NO_WAIT, SHORT_WAIT, Turns, rate, wait_for_turn
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.table import read
from chalicelib.store.turns import TurnItem, take_turns
from tests.integration.outbox.clock import NOW, Clock
from tests.integration.scenes import Scenes

AT_ONCE = 50
THREADS = 10


def take(wanted: int = 1, *, per_second: float = 10, soon: float = 3.0) -> list[float]:
    """Take turns and return the seconds until each."""
    return [round(moment - time.time(), 6) for moment in take_turns("ses", per_second, wanted, soon, 3.0)]


def test_turns_are_one_step_apart_for_all_senders_together(clock: Clock) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda number: take(1 + number % 3, per_second=14), range(AT_ONCE)))
    step = 0.071429  # a fourteenth of a second, rounded up to a microsecond
    given = sorted(wait for waits in taken for wait in waits)
    assert given == pytest.approx([number * step for number in range(len(given))], abs=1e-6)
    assert given[-1] < 3.0 + 3 * step, "nobody's first turn is more than three seconds away"
    assert [] in taken


def test_five_hundred_turns_a_second_are_five_hundred(clock: Clock) -> None:
    """Steps of whole milliseconds would make 334 of four hundred."""
    waits = [wait for _ in range(50) for wait in take(8, per_second=400)]
    assert waits == pytest.approx([number / 400 for number in range(400)], abs=1e-6)


def test_what_is_free_at_once_is_taken_by_one_update_and_nothing_else_is(clock: Clock) -> None:
    assert take(3, soon=NO_WAIT) == [0, 0.1, 0.2]
    clock.now += 0.299999
    assert take(soon=NO_WAIT) == []
    clock.now += 0.000001
    assert take(soon=NO_WAIT) == [0]


def test_a_line_in_whole_milliseconds_is_gone_on_with(clock: Clock) -> None:
    """The version before stores them, and may run beside this one."""
    TurnItem(*keys.turn("ses"), free_at=int(NOW * 1000) + 72).save()
    assert take(2, per_second=11.2) == [0.072, pytest.approx(0.161286)]
    stored = TurnItem.get(*keys.turn("ses")).free_at
    assert stored == pytest.approx(NOW * 1000 + 72 + 2 * 89.286, abs=1e-3)
    assert int(stored) <= stored, "which that version rounds down"


def test_unused_turns_are_not_saved(clock: Clock) -> None:
    assert take() == [0]
    clock.now += 60
    assert take() == [0]
    clock.now += 0.01
    assert take() == [0.09]


def test_a_fast_clock_does_not_delay_other_senders(clock: Clock) -> None:
    clock.now += 1200
    assert take() == [0]
    clock.now = NOW
    assert [take(), take()] == [[0], [0.1]]


def test_a_sender_waits_for_its_turn_or_releases_the_mail(clock: Clock) -> None:
    slow = Settings(mails_per_second=1)
    assert [wait_for_turn(slow, None, LONGEST_WAIT) for _ in range(9)] == [True] * 9
    assert clock.now == pytest.approx(NOW + 8 * 1.25), "four fifths of a mail a second"
    line = [Turns(slow, LONGEST_WAIT).next() for _ in range(9)]
    assert line[-1] is None, "it is more than ten seconds away"
    assert not wait_for_turn(slow, None, LONGEST_WAIT)


def test_a_sender_waits_for_the_turn_that_it_has_taken(clock: Clock) -> None:
    assert wait_for_turn(Settings(), NOW + 1.5, LONGEST_WAIT)
    assert clock.now == NOW + 1.5
    assert not read([keys.turn("ses")]), "no other was taken"


def test_mails_that_can_wait_keep_the_line_short_for_those_that_somebody_waits_for(clock: Clock) -> None:
    settings = Settings(mails_per_second=100)
    many = [Turns(settings, SHORT_WAIT) for _ in range(20)]
    assert [turns.next(8) is not None for turns in many] == [True] * 11 + [False] * 9
    mine = Turns(settings, LONGEST_WAIT).next()
    assert mine is not None
    assert mine - clock.now <= SHORT_WAIT + 8 / 80


@pytest.mark.parametrize(
    ("told", "setting", "used"),
    [(500, 0, 500), (500, 200, 200), (1, 200, 1), (0, 0, 14), (0, 40, 40), (0.5, 0, 0.5)],
)
def test_the_rate_is_that_of_ses_within_the_setting(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, told: float, setting: int, used: float
) -> None:
    monkeypatch.setattr(transport, "most_per_second", lambda: told)
    assert rate(Settings(mails_per_second=setting)) == used


@pytest.fixture
def seconds(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Yield the monotonic time, in a list of one."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    yield now
    pace.forget()


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (ClientError({"Error": {"Code": "TooManyRequestsException", "Message": ""}}, "GetAccount"), 10),
        (EndpointConnectionError(endpoint_url="https://email.example"), 60),
    ],
)
def test_a_rate_that_ses_does_not_tell_is_logged_once_and_asked_for_again(
    seconds: list[float],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    pause: int,
) -> None:
    answers: list[float | Exception] = [error, error, 200.0, error]

    def told() -> float:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(transport, "most_per_second", told)
    seen = []
    for later in (0, pause - 1, pause, 2 * pause, 2 * pause + 299, 2 * pause + 300):
        seconds[0] = later
        seen.append(rate(Settings()))
    assert seen == [14, 14, 14, 200, 200, 200], "what was told before holds while SES does not tell"
    assert not answers
    assert [entry.message for entry in caplog.records] == ["rate_not_told"] * 2


@pytest.mark.parametrize("answer", [{}, {"SendQuota": {}}, {"SendQuota": {"MaxSendRate": -1.0}}])
def test_an_answer_without_a_rate_tells_none(monkeypatch: pytest.MonkeyPatch, answer: dict[str, object]) -> None:
    class Client:
        def get_account(self) -> dict[str, object]:
            return answer

    monkeypatch.setattr(transport, "_client", Client)
    assert transport.most_per_second() == 0
