"""A turn is used at its moment or not at all, however late its sender or slow the table, so SES's rate is respected."""

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, count, repeat
from random import Random
from typing import Any
from unittest.mock import MagicMock

import pytest

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.domain.mails import MailKind
from chalicelib.mail import pace
from chalicelib.mail.pace import LATE, LONGEST_WAIT, NO_WAIT, SHORT_WAIT, Turns, wait_for_turn
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.calls import Busy, Unprocessed, patiently
from chalicelib.store.mails import MailState
from chalicelib.store.table import read
from chalicelib.store.turns import TurnItem, take_turns
from tests.integration.outbox.clock import NOW, Clock
from tests.integration.outbox.fake_ses import FakeSes
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import Scenes
from tests.whole import examples, longer_in_prove


@pytest.mark.parametrize(("late", "takes"), [(LATE - 0.01, 0), (LATE + 0.01, 1)])
def test_a_turn_is_not_used_late_together_with_those_that_follow(clock: Clock, late: float, takes: int) -> None:
    turn = clock.now
    clock.now = turn + late
    assert wait_for_turn(Settings(), turn, LONGEST_WAIT)
    assert len(read([keys.turn("ses")])) == takes


def _answered_late(monkeypatch: pytest.MonkeyPatch, clock: Clock, taking: Iterator[float]) -> list[float]:
    """Let each update be answered so many seconds after it was made; return the list of the turns that are taken."""
    taken: list[float] = []

    def slowly(*given: Any) -> list[float]:
        found = take_turns(*given)
        clock.now += next(taking)
        taken.extend(found)
        return found

    monkeypatch.setattr(pace, "take_turns", slowly)
    return taken


@pytest.mark.parametrize(("taking", "longest"), [(0.3, SHORT_WAIT), (2.0, LONGEST_WAIT), (4.9, LONGEST_WAIT)])
def test_a_turn_that_has_passed_when_its_update_is_answered_is_replaced_by_one_further_ahead(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, taking: float, longest: float
) -> None:
    taken = _answered_late(monkeypatch, clock, repeat(taking))
    turn = Turns(Settings(), longest).next()
    assert turn == taken[-1], "it is used at its own moment"
    assert turn - clock.now == pytest.approx(taking), "which was chosen so that it lies ahead"
    assert len(taken) == 3


@pytest.mark.parametrize("taking", [0.6, 2.0, 4.9])
@pytest.mark.parametrize("longest", [NO_WAIT, SHORT_WAIT])
def test_a_mail_that_can_wait_takes_no_turn_far_ahead_of_those_that_are_awaited(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, taking: float, longest: float
) -> None:
    taken = _answered_late(monkeypatch, clock, repeat(taking))
    assert Turns(Settings(), longest).next() is None
    assert max(taken) <= clock.now, "which leaves the line empty"


def test_one_slow_update_holds_up_nobody_else(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    _answered_late(monkeypatch, clock, chain([2.0], repeat(0.0)))
    assert Turns(Settings(mails_per_second=10), SHORT_WAIT).next() == clock.now
    assert Turns(Settings(mails_per_second=10), LONGEST_WAIT).next() == pytest.approx(clock.now + 0.125)


def test_no_turn_is_taken_while_updates_take_longer_than_anybody_waits(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = _answered_late(monkeypatch, clock, repeat(LONGEST_WAIT))
    assert Turns(Settings(), LONGEST_WAIT).next() is None
    assert len(taken) == 1, "nor is it asked again, while the time of the function runs out"


def test_a_table_that_answers_late_and_then_no_more_is_not_asked_beyond_the_longest_wait(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: clock.now)
    begun: list[float] = []

    def late_and_then_never(*_: object) -> list[float]:
        begun.append(clock.now)
        if len(begun) > 1:
            patiently(MagicMock(side_effect=Unprocessed))
        clock.now += LONGEST_WAIT - 2
        return begun

    monkeypatch.setattr(pace, "take_turns", late_and_then_never)
    with pytest.raises(Busy):
        Turns(Settings(), LONGEST_WAIT).next()
    assert clock.now <= NOW + LONGEST_WAIT


def test_held_turns_whose_time_has_passed_are_dropped(clock: Clock) -> None:
    turns = Turns(Settings(mails_per_second=10), LONGEST_WAIT)
    assert turns.next(4) == NOW
    clock.now += 0.4
    assert turns.next(4) == pytest.approx(NOW + 0.25), "that of 0.125 is too late"


def test_a_mail_that_is_always_late_goes_back_to_the_outbox(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: clock.sleep(1.0))
    assert not wait_for_turn(Settings(), NOW, LONGEST_WAIT)


def _history(
    clock: Clock, mails_per_second: int, monkeypatch: pytest.MonkeyPatch, taking: Sequence[float]
) -> list[float]:
    """Return when SES sees mails; `taking`: how long updates take to be answered, after they were made.

    Some mails are awaited, others can wait; senders are slow, take several turns at once, come late for them.
    """
    chance = Random(mails_per_second)  # noqa: S311 - no secret
    _answered_late(monkeypatch, clock, (chance.choice(taking) for _ in count()))
    settings = Settings(mails_per_second=mails_per_second)
    senders = [Turns(settings, longest) for longest in (NO_WAIT, NO_WAIT, SHORT_WAIT, SHORT_WAIT, LONGEST_WAIT)]
    agenda = [(NOW, number) for number in range(len(senders))]
    seen: list[float] = []
    for _ in range(examples(300, 800)):
        clock.now, number = heapq.heappop(agenda)
        turn = senders[number].next(chance.randint(1, 8))
        if turn is not None:
            used_at = max(turn, clock.now) + chance.uniform(0, 2 * LATE) ** 2
            if used_at - turn <= LATE:
                seen.append(used_at)
        free_at = (turn or clock.now) + chance.expovariate(mails_per_second / 4)
        heapq.heappush(agenda, (max(clock.now, free_at), number))
    return sorted(seen)


def _busiest(seen: list[float]) -> int:
    """Return the most mails that SES sees in a second."""
    return max(bisect_left(seen, moment + 1) - first for first, moment in enumerate(seen))


@longer_in_prove
@pytest.mark.parametrize("mails_per_second", [1, 3, 14, 40, 500])
def test_in_no_history_of_senders_does_ses_see_more_than_its_rate(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, mails_per_second: int
) -> None:
    seen = _history(clock, mails_per_second, monkeypatch, [0.0])
    assert _busiest(seen) <= mails_per_second
    assert len(seen) / (seen[-1] - seen[0]) > mails_per_second / 3, "and they get much of it"


@longer_in_prove
@pytest.mark.parametrize("mails_per_second", [1, 3, 14, 40, 500])
@pytest.mark.parametrize("taking", [(0.0, 0.05, LATE, 1.5), (0.3, 0.4)], ids=["now and then", "always"])
def test_slow_updates_never_bring_the_turns_of_two_seconds_together(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, mails_per_second: int, taking: Sequence[float]
) -> None:
    seen = _history(clock, mails_per_second, monkeypatch, taking)
    assert _busiest(seen) <= mails_per_second
    assert len(seen) > 100, "and mails leave"


@pytest.mark.parametrize(
    ("kind", "line", "state"),
    [
        (MailKind.CREATION_DELEGANT, SHORT_WAIT - 0.1, MailState.SENT),
        (MailKind.CREATION_DELEGANT, SHORT_WAIT + 0.1, MailState.DUE),
        (MailKind.INVITATION, SHORT_WAIT + 0.1, MailState.SENT),
        (MailKind.INVITATION, LONGEST_WAIT - 0.1, MailState.SENT),
        (MailKind.INVITATION, LONGEST_WAIT + 0.1, MailState.DUE),
    ],
)
def test_a_late_mail_takes_another_turn_within_a_second_or_ten_when_somebody_waits_for_it(
    clock: Clock, scenes: Scenes, ses: FakeSes, kind: MailKind, line: float, state: MailState
) -> None:
    scenes.invitation()
    outbox = Outbox(scenes, ses)
    (row,) = [one for one in outbox.rows() if one.mail_kind == kind.value]
    TurnItem(*keys.turn("ses"), free_at=(clock.now + line) * 1000).save()
    send_mail(runtime.context(), row.key, clock.now - 2 * LATE)
    (after,) = [one for one in outbox.rows() if one.key == row.key]
    assert after.state == state.value
    assert clock.now == pytest.approx(NOW + line if state is MailState.SENT else NOW)
