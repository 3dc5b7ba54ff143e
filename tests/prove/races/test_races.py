"""A few races by threads: the store answers them as the table in memory does, on which all interleavings are run."""

from typing import Any

import pytest

from tests.prove.figures import publish
from tests.prove.processes.platform import Platform
from tests.whole import IS_WHOLE

ROUNDS, IN_CONFLICT = (20, 10) if IS_WHOLE else (1, 1)
SECONDS = 600 if IS_WHOLE else 120


@pytest.fixture(scope="module")
def results(platform: Platform) -> dict[str, Any]:
    """Run all of them, in a process of their own."""
    arguments = ("--rounds", ROUNDS, "--in-conflict", IN_CONFLICT)
    found: dict[str, Any] = platform.run("tests.prove.races.runner", *arguments, seconds=SECONDS)
    head = ("race", "rounds", "threads", "conflicts met", "who won, how often", "told otherwise", "wrong")
    publish("races", head, ([name, *_row(result)] for name, result in found.items()))
    return found


def _row(result: dict[str, Any]) -> list[object]:
    won = ", ".join(f"{who} {count}" for who, count in sorted(result["won"].items()))
    losers = sum(count for answer, count in result["told"].items() if not answer.endswith(": won"))
    return [result["rounds"], result["threads"], result["conflicts"], won, losers, len(result["wrong"])]


def test_in_every_round_state_history_mails_and_what_each_was_told_are_the_winners(results: dict[str, Any]) -> None:
    assert {name: result["wrong"] for name, result in results.items() if result["wrong"]} == {}


def test_every_race_was_run_and_by_eight_threads_or_more(results: dict[str, Any]) -> None:
    assert len(results) == 12
    for name, result in results.items():
        in_conflict = "conflict" in name
        assert result["rounds"] == (IN_CONFLICT if in_conflict else ROUNDS), name
        assert result["threads"] >= 8, name
        assert bool(result["conflicts"]) is in_conflict, name


def test_a_limit_lets_through_as_many_as_allowed_and_not_one_more(results: dict[str, Any]) -> None:
    assert results["8 re-sends, 3 allowed"]["won"] == {"3 won": ROUNDS}
