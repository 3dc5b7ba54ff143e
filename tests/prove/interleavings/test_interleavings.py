"""Whatever the order of two acts' calls, all is as if they had acted one after the other."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations_with_replacement, takewhile
from typing import NamedTuple

import pytest

from chalicelib.acts import (
    ask_by_address,
    ask_link,
    credentials,
    decide,
    exchange,
    follow_directory,
    load_directory,
    look_up_number,
    note_doubts,
    open_and_ask,
    service_code,
)
from chalicelib.domain.rules import Act
from chalicelib.workers import directory, synthetic
from tests.prove.crash_points.writers import all_workers, public_acts, writes
from tests.prove.interleavings.enumeration import Outcome, replay, runs
from tests.prove.interleavings.figures_of_scenes import note
from tests.prove.interleavings.ledger import Keys, State
from tests.prove.interleavings.scenes import RACERS, SCENES
from tests.prove.interleavings.stage import ledger_of, stage
from tests.prove.interleavings.verdict import DONE, NONCES, Judge, Pair, is_as_wanted
from tests.whole import IS_WHOLE

ELSEWHERE: dict[Callable[..., object], str] = {
    credentials.create_credential: "credentials are the portal's services', made by operations",
    credentials.rotate_credential: "as above",
    credentials.revoke_credential: "as above",
    decide.answer: "it reads a grant, and counts what it refuses by service",
    exchange.exchange: "as above",
    exchange.count_denial: "as above",
    service_code.exchange_code: "it reads a delegation, and notes the one use of its own code",
    ask_link.open_ask_link: "it writes the link alone, where the nonce is still the one that its page showed",
    ask_link.close_ask_link: "as above",
    ask_by_address.mail_link_to_ask: "it counts, and writes the mail of an address, whoever has it",
    open_and_ask.open_and_ask: "its transaction is that of ask_while_opening, which meets others here",
    synthetic.handle: "its acts are those of two people, through the pages, on accounts that nobody else can have",
    directory.handle: "it writes the directory, a table of its own; its acts on delegations are those of settle_doubts",
    follow_directory.load_and_follow: "as above",
    load_directory.load: "as above",
    note_doubts.note_doubts: "it writes doubts, which the night alone reads",
    look_up_number.look_up_number: "it counts and records as look_up does",
    look_up_number.look_up_typed: "as above",
}
"""Acts that write and are about neither a delegation nor an account."""


SHORT = list(SCENES) if IS_WHOLE else ["invitation", "invitation that came back", "nothing is given yet"]
"""Scenes of `make test`; `make prove` runs all."""

TWINS: dict[str, str] = {
    "create for the same days in another tab": "create for the same days",
    "create as another delegant": "create for the same days",
    "invite a new address as another delegant": "invite a new address",
    "look the address up as another delegant": "look the address up",
    "send again in another tab": "send again",
}
"""Racers who do in another tab, or as somebody else, what the other does. In `make test` they meet him alone."""

needs_time = pytest.mark.skipif(not IS_WHOLE, reason="make prove runs it")


class Enumerated(NamedTuple):
    """What came of a scene."""

    pairs: int
    runs: int
    seconds: float
    wrong: list[str]
    winners: frozenset[str]
    acts: frozenset[Act]


@contextmanager
def judging(name: str, unguarded: Keys | None = None) -> Iterator[Judge]:
    """Give the judge of a scene, perhaps one where a guard is taken out."""
    with stage() as built:
        SCENES[name].prepare(built)
        yield Judge(built, ledger_of(built, unguarded))


_writing: dict[str, frozenset[str]] = {}
"""Of each scene that was looked at, who changes the table when nobody else is there."""


def writing(name: str) -> frozenset[str]:
    """Return who changes the table of a scene when nobody else is there."""
    if name not in _writing:
        with judging(name) as judge:
            _writing[name] = judge.writing(SCENES[name].racers)
    return _writing[name]


def pairs_of(name: str) -> list[Pair]:
    """Return the pairs to run in a scene, each racer with himself included.

    `make prove`: all of whom one changes the table when nobody else is there. Where neither does, no order of their
    calls changes anything. `make test`: those of whom both do, each pair in the first of its scenes where it is so.
    """
    every = combinations_with_replacement(SCENES[name].racers, 2)
    if IS_WHOLE:
        return [pair for pair in every if writing(name) & {*pair}]
    before = [writing(other) for other in takewhile(lambda other: other != name, SHORT)]
    return [
        (one, other)
        for one, other in every
        if writing(name) >= {one, other} and TWINS.get(one, other) == other and TWINS.get(other, one) == one
        if not any(there >= {one, other} for there in before)
    ]


@cache
def enumerated(name: str) -> Enumerated:
    """Run all pairs of a scene, once for all tests."""
    began, wrong, winners, count, pairs = time.process_time(), list[str](), set[str](), 0, pairs_of(name)
    with judging(name) as judge:
        for pair in pairs:
            found = judge.examine(pair)
            count += found.runs
            wrong += found.wrong
            winners |= found.winners
        acts = frozenset(judge.acts)
    return Enumerated(len(pairs), count, time.process_time() - began, wrong, frozenset(winners), acts)


@pytest.mark.parametrize("name", SHORT)
def test_every_order_of_two_acts_calls_leaves_what_one_after_the_other_would(aws: None, name: str) -> None:
    found = enumerated(name)
    if IS_WHOLE:
        note(name, (found.pairs, found.runs, len(found.wrong), round(found.seconds)))
    assert not found.wrong, "\n".join(found.wrong[:20])


@needs_time
def test_each_racer_does_something_somewhere_and_everything_that_can_happen_happens(aws: None) -> None:
    found = [enumerated(name) for name in SCENES]
    assert sorted(RACERS.keys() - frozenset[str]().union(*(one.winners for one in found))) == []
    assert sorted(set(Act) - frozenset[Act]().union(*(one.acts for one in found))) == []


def test_every_act_that_writes_and_every_worker_meets_others() -> None:
    found = {name: function for name, function in public_acts().items() if writes(function)} | all_workers()
    met = {function for racer in RACERS.values() for function in racer.covers}
    missing = sorted(name for name, function in found.items() if function not in met | ELSEWHERE.keys())
    assert not missing, "add a racer to tests/prove/interleavings for each"
    assert sorted(RACERS.keys() - {name for scene in SCENES.values() for name in scene.racers}) == []


@needs_time
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


@needs_time
def test_a_number_leads_to_the_same_run_when_the_scene_is_built_again(aws: None) -> None:
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


@needs_time
@pytest.mark.parametrize(
    ("scene", "pair", "unguarded"),
    [
        ("demand", ("accept by link", "refuse by link"), ("DELEG#", "HIST#")),
        ("nothing is given yet", ("create for the same days", "create for the same days in another tab"), "GUARD#"),
        ("nothing is given yet", ("invite a new address", "invite a new address as another delegant"), "ALIAS#"),
        ("nothing is given yet", ("confirm an address", "confirm the same address for another account"), "ALIAS#"),
    ],
    ids=[
        "the version of a delegation and the number of its entry",
        "its period",
        "an address invited twice",
        "an address confirmed twice",
    ],
)
def test_a_guard_that_is_taken_out_is_missed(aws: None, scene: str, pair: Pair, unguarded: Keys) -> None:
    with judging(scene, unguarded) as judge:
        wrong = judge.examine(pair).wrong
    with judging(scene) as judge:
        right = judge.examine(pair).wrong
    assert wrong
    assert right == []


def test_who_drew_a_nonce_is_no_matter_but_a_link_names_that_of_its_delegation() -> None:
    def held(nonce: str, in_link: str) -> Outcome:
        items = {("DELEG#d", "STATE"): f"the nonce is {nonce}", ("MAIL#d", "1"): f"its link names {in_link}"}
        return Outcome((DONE, DONE), State(0, items))

    mine, others = NONCES
    assert is_as_wanted(held(others, others), [held(mine, mine)], by_state=True)
    assert not is_as_wanted(held(others, mine), [held(mine, mine)], by_state=True)


@needs_time
def test_what_two_beats_do_twice_is_no_work_that_a_beat_has_left(aws: None) -> None:
    with judging("the purge is due", unguarded="") as judge:
        wrong = judge.examine(("schedule", "time passes")).wrong
    assert [said for said in wrong if said.endswith("another state")]
