"""Rounds: each race so many times, each time in an empty table; what is found wrong is told in words."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.refusals import Code
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.history import HistoryItem
from tests.prove.invariants import violations
from tests.prove.races.conflicts import conflicting
from tests.prove.races.contests import CONTESTS, Contest
from tests.prove.races.crowds import CROWDS, Crowd
from tests.prove.races.racing import BUSY, ERROR, Told, race, wins
from tests.prove.races.stage import stage
from tests.prove.seen import Seen

CONFLICTS: dict[str, tuple[int, int]] = {
    "conflict for one racer": (1, 2),
    "conflicts for every racer": (8, 2),
    "conflicts without end for one racer": (1, 99),
}
"""How many threads meet how many conflicts; the product tries each transaction nine times."""

_IN_CONFLICT = (
    ("accept × delete", "conflicts for every racer"),
    ("validate × delete", "conflicts without end for one racer"),
    ("two invitations open one account", "conflict for one racer"),
)


@dataclass
class Result:
    """What became of one race: who won how often, what the losers were told, what was wrong."""

    rounds: int = 0
    threads: int = 0
    conflicts: int = 0
    won: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(rounds: int, in_conflict: int, only: str = "") -> dict[str, dict[str, Any]]:
    """Run every race whose name holds `only`, so many times plain and in conflict; returns its result by its name."""
    results: dict[str, dict[str, Any]] = {}
    for name, contest, conflict in _all():
        if only in name:
            began = time.perf_counter()
            result = Result()
            print(name, file=sys.stderr, flush=True)  # noqa: T201 - a long run says where it is
            for _ in range(in_conflict if conflict else rounds):
                _one(contest, conflict, result)
            result.seconds = round(time.perf_counter() - began, 1)
            results[name] = vars(result)
    return results


def _all() -> Iterator[tuple[str, Contest | Crowd, tuple[int, int] | None]]:
    races: dict[str, Contest | Crowd] = {**CONTESTS, **CROWDS}
    yield from ((name, race, None) for name, race in races.items())
    yield from ((f"{name}, {said}", races[name], CONFLICTS[said]) for name, said in _IN_CONFLICT)


def _one(contest: Contest | Crowd, conflict: tuple[int, int] | None, result: Result) -> None:
    with stage() as scene:
        racers = contest.prepare(scene)
        before = len(scene.seen().of(HistoryItem)) if isinstance(contest, Crowd) else 0
        with conflicting(*conflict) if conflict else nullcontext() as conflicts:
            told = race(racers, meet=getattr(contest, "meet", True))
        seen = scene.seen()
    result.rounds += 1
    result.threads = len(racers)
    result.conflicts += conflicts.given if conflicts else 0
    result.told.update(f"{one.act}: {one.answer}" for one in told)
    wrong = violations(seen) + [one.answer for one in told if one.answer.startswith(ERROR)]
    if isinstance(contest, Contest):
        wrong += list(_of_contest(contest, seen, told, result))
    else:
        wrong += _of_crowd(contest, seen, told, before, result)
    result.wrong += [f"round {result.rounds}: {said}" for said in wrong]


def _histories(seen: Seen) -> dict[str, tuple[str, ...]]:
    """Return the acts of each delegation after its creation."""
    found: dict[str, list[str]] = {}
    for item in sorted(seen.of(HistoryItem), key=lambda item: item.key):
        found.setdefault(item.pk, []).append(item.content.as_dict()["act"])
    return {owner: tuple(acts[1:]) for owner, acts in found.items()}


def _of_contest(contest: Contest, seen: Seen, told: Sequence[Told], result: Result) -> Iterator[str]:
    (history,) = _histories(seen).values()
    result.won[" → ".join(history)] += 1
    if history not in contest.outcomes:
        yield f"history {history}"
        return
    statuses = [delegation.status for delegation in seen.delegations]
    wanted = contest.outcomes[history]
    if statuses != ([wanted] if wanted else []):
        yield f"{statuses} after {history}"
    for act, count in wins(told).items():
        if count != history[contest.prepared :].count(act):
            yield f"{count} were told that they won {act}, history {history}"


def _of_crowd(crowd: Crowd, seen: Seen, told: Sequence[Told], before: int, result: Result) -> Iterator[str]:
    won = sum(one.won for one in told)
    busy = sum(one.answer in {Code.CONFLICT.value, BUSY} for one in told)
    result.won[f"{won} won"] += 1
    # Who met too many others was told to try again: he is neither winner nor one too many.
    if won > crowd.winners or won < crowd.winners - busy:
        yield f"{won} of {crowd.winners} won"
    if len(seen.of(DelegationItem)) != crowd.created:
        yield f"{len(seen.of(DelegationItem))} delegations, not {crowd.created}"
    written = len(seen.of(HistoryItem)) - before
    if written != crowd.written:
        yield f"{written} entries in the histories, not {crowd.written}"
