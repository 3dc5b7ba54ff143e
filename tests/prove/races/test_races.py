"""Every race has one winner, whatever the store answers; 200 rounds each with `PROVE=1`, 4 otherwise (issue 3)."""

from typing import Any

import pytest

from tests.prove.figures import WHOLE, publish
from tests.prove.races.platform import embedded_aws, told_by

ROUNDS, IN_CONFLICT = (200, 50) if WHOLE else (4, 1)
SECONDS = 7200 if WHOLE else 300


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """Run all of them, in a process of their own beside an embedded AWS of its own."""
    arguments = ("--rounds", str(ROUNDS), "--in-conflict", str(IN_CONFLICT))
    with embedded_aws() as environment:
        found: dict[str, Any] = told_by(environment, "tests.prove.races.runner", *arguments, seconds=SECONDS)
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
    assert len(results) == 30
    for name, result in results.items():
        in_conflict = "conflict" in name
        assert result["rounds"] == (IN_CONFLICT if in_conflict else ROUNDS), name
        assert result["threads"] >= 8, name
        assert bool(result["conflicts"]) is in_conflict, name


def test_limits_let_through_as_many_as_allowed_and_not_one_more(results: dict[str, Any]) -> None:
    assert results["50 creations, 20 allowed"]["won"] == {"20 won": ROUNDS}
    assert results["50 look-ups, 30 allowed"]["won"] == {"30 won": ROUNDS}
    assert results["50 passwords, 10 allowed"]["won"] == {"10 won": ROUNDS}
    assert results["50 links for a new password, 3 allowed"]["won"] == {"3 won": ROUNDS}
    assert results["8 re-sends, 3 allowed"]["won"] == {"3 won": ROUNDS}
