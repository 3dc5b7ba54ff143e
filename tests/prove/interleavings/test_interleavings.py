"""Whatever the order of two acts' calls, all is as if they had acted one after the other."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import pytest

from chalicelib.acts import credentials, decide, exchange, fresh_proof, guesses
from chalicelib.domain.rules import Act
from tests.prove.crash_points.writers import all_workers, public_acts, writes
from tests.prove.figures import WHOLE, told
from tests.prove.interleavings.enumeration import replay, runs
from tests.prove.interleavings.scenes import RACERS, SCENES
from tests.prove.interleavings.stage import ledger_of, stage
from tests.prove.interleavings.verdict import Judge, Pair

ELSEWHERE: dict[Callable[..., object], str] = {
    credentials.create_credential: "credentials are the portal's services', made by operations",
    credentials.rotate_credential: "as above",
    credentials.revoke_credential: "as above",
    decide.answer: "it reads a grant, and counts what it refuses by service",
    exchange.exchange: "as above",
}
"""Acts that write and are about neither a delegation nor an account."""


class Enumerated(NamedTuple):
    """What came of a scene."""

    pairs: int
    runs: int
    seconds: float
    wrong: list[str]
    winners: frozenset[str]
    acts: frozenset[Act]


@contextmanager
def judging(name: str, unguarded: str | None = None) -> Iterator[Judge]:
    """Give the judge of a scene, perhaps one where a guard is taken out."""
    with stage() as built:
        SCENES[name].prepare(built)
        yield Judge(built, ledger_of(built, unguarded))


@cache
def enumerated(name: str) -> Enumerated:
    """Run all pairs of a scene, once for all tests."""
    began, wrong, winners, count = time.process_time(), list[str](), set[str](), 0
    with judging(name) as judge:
        pairs = judge.pairs(SCENES[name].racers, both=not WHOLE)
        for pair in pairs:
            found = judge.examine(pair)
            count += found.runs
            wrong += found.wrong
            winners |= found.winners
        acts = frozenset(judge.acts)
    return Enumerated(len(pairs), count, time.process_time() - began, wrong, frozenset(winners), acts)


@pytest.mark.parametrize("name", SCENES)
def test_every_order_of_two_acts_calls_leaves_what_one_after_the_other_would(aws: None, name: str) -> None:
    found = enumerated(name)
    assert not found.wrong, "\n".join(found.wrong[:20])


def test_each_racer_does_something_somewhere_and_everything_that_can_happen_happens(aws: None) -> None:
    found = [enumerated(name) for name in SCENES]
    assert sorted(RACERS.keys() - frozenset[str]().union(*(one.winners for one in found))) == []
    assert sorted(set(Act) - frozenset[Act]().union(*(one.acts for one in found))) == []
    rows = [
        (name, len(SCENES[name].racers), one.pairs, one.runs, round(one.seconds))
        for name, one in zip(SCENES, found, strict=True)
    ]
    total = ("all", len(RACERS), *(sum(row[column] for row in rows) for column in (2, 3, 4)))
    told("interleavings", ("scene", "acts and workers", "pairs", "interleavings", "seconds"), [*rows, total])


def test_every_act_that_writes_and_every_worker_meets_others() -> None:
    found = {name: function for name, function in public_acts().items() if writes(function)} | all_workers()
    met = {function for racer in RACERS.values() for function in racer.covers}
    missing = sorted(name for name, function in found.items() if function not in met | ELSEWHERE.keys())
    assert not missing, "add a racer to tests/prove/interleavings for each"
    assert sorted(RACERS.keys() - {name for scene in SCENES.values() for name in scene.racers}) == []


@pytest.mark.parametrize(
    ("scene", "pair"),
    [
        ("demand", ("accept by link", "refuse in the space")),
        ("demand", ("accept in the space", "shorten")),
        ("invitation", ("open an account", "send again")),
        ("nothing is given yet", ("create for the same days", "create for the same days in another tab")),
        ("account", ("choose a password by link", "change the password")),
        ("the purge is due", ("accept by link", "time passes")),
    ],
    ids=lambda value: value if isinstance(value, str) else " × ".join(value),
)
def test_the_orders_left_out_lead_to_nothing_else(aws: None, scene: str, pair: Pair) -> None:
    with judging(scene) as judge:
        players = judge.players(pair)
        every = list(runs(judge.ledger, players, reduced=False))
        some = list(runs(judge.ledger, players))
    assert {run.outcome for run in some} == {run.outcome for run in every}
    assert len(some) < len(every)


def test_a_number_leads_to_the_same_run_in_another_process_of_the_scene(aws: None) -> None:
    pair = ("accept by link", "shorten")
    seen = []
    for _ in range(2):
        with judging("demand") as judge:
            found = list(runs(judge.ledger, judge.players(pair)))
        with judging("demand") as judge:
            again = [replay(judge.ledger, judge.players(pair), run.number) for run in found]
        assert [(run.turns, run.outcome.told) for run in again] == [(run.turns, run.outcome.told) for run in found]
        seen.append([run.number for run in found])
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("scene", "pair", "unguarded"),
    [
        ("demand", ("accept by link", "refuse by link"), "DELEG#"),
        ("nothing is given yet", ("create for the same days", "create for the same days in another tab"), "GUARD#"),
        ("nothing is given yet", ("invite a new address", "invite a new address as another delegant"), "ALIAS#"),
        ("nothing is given yet", ("confirm an address", "confirm the same address for another account"), "ALIAS#"),
    ],
    ids=["the version of a delegation", "its period", "an address invited twice", "an address confirmed twice"],
)
def test_a_guard_that_is_taken_out_is_missed(aws: None, scene: str, pair: Pair, unguarded: str) -> None:
    with judging(scene, unguarded) as judge:
        wrong = judge.examine(pair).wrong
    with judging(scene) as judge:
        right = judge.examine(pair).wrong
    assert wrong
    assert right == []
