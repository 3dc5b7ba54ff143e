"""A crash, or a busy DynamoDB, at any call loses nothing.

Nothing happens twice except in the one window that SES leaves."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.store.writes import transact
from chalicelib.workers import synthetic
from tests.prove.crash_points.commands import READS, name_of
from tests.prove.crash_points.scenarios import SCENARIOS
from tests.prove.crash_points.writers import all_workers, public_acts, writes
from tests.prove.crash_points.zygote_client import Zygote, zygote
from tests.prove.figures import publish
from tests.whole import IS_WHOLE

Point = tuple[int, str]


@pytest.fixture(scope="module")
def actors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Yield the zygote and its AWS, which is MiniStack in the long form."""
    with zygote(tmp_path_factory.mktemp("crash"), in_memory=not IS_WHOLE) as found:
        yield found


@pytest.fixture(scope="module")
def counted() -> Iterator[Counter[str]]:
    """Yield the counts over all scenarios, and print them at the end."""
    counts: Counter[str] = Counter()
    yield counts
    publish(
        "crash points",
        ("acts and workers", "calls to AWS", "ends", "mails sent twice, all in the one window"),
        [(counts["scenarios"], counts["calls"], counts["points"], counts["twice"])],
    )


def registered() -> set[Callable[..., object]]:
    """Return the contents of the registry."""
    return {function for scenario in SCENARIOS.values() for function in scenario.covers}


def test_every_act_that_writes_and_every_worker_is_registered() -> None:
    found = {name: function for name, function in public_acts().items() if writes(function)} | all_workers()
    known = registered() | ELSEWHERE
    missing = sorted(name for name, function in found.items() if function not in known)
    assert not missing, "add a scenario to tests/prove/crash_points/scenarios.py for each"


ELSEWHERE: set[Callable[..., object]] = {synthetic.handle}
"""A life that is cut off is not gone on with: `integration/synthetic` cuts it off after each of its steps."""


def test_an_unregistered_act_is_detected() -> None:
    def new_act() -> None:
        transact([])

    assert writes(new_act)
    assert all(writes(function) for function in registered())
    assert not writes(public_acts()["show_dashboard.show_dashboard"])
    assert not writes(public_acts()["follow_link.follow"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_survives_a_crash_at_each_of_its_calls(
    actors: Zygote, counted: Counter[str], tmp_path: Path, name: str
) -> None:
    about = {"scenario": name, "scene": str(tmp_path / "scene.json")}
    actors.ask(do="prepare", **about)
    calls: list[str] = actors.ask(do="play", **about)["calls"]
    clean = actors.ask(do="recover", **about)
    assert not clean["first"]["violations"], clean["first"]["violations"]
    assert not clean["first"]["twice"]

    points: list[Point] = [(number, when) for number in range(len(calls)) for when in ("before", "after")]
    points += [(number, "busy") for number, call in enumerate(calls) if call.startswith("dynamodb.")]
    for point in points if IS_WHOLE else _short(points, calls):
        number, when = point
        left = ""
        if when == "busy":
            actors.ask(do="play", **about, busy_from=number)  # a worker continues with the next record
        elif IS_WHOLE:
            ended = actors.ask(do="play", **about, ends_at=name_of(number, when))
            assert ended == {"crashed": True}, f"{name}: {calls[number]} was not called at {number}"
        else:
            left = name_of(number, when)
        found = actors.ask(do="recover", **about, left=left)
        _check(name, point, calls, clean, found)
        counted["points"] += 1
        counted["twice"] += len(found["first"]["twice"])
    counted["scenarios"] += 1
    counted["calls"] += len(calls)


def _check(name: str, point: Point, calls: list[str], clean: dict[str, Any], found: dict[str, Any]) -> None:
    where = f"{name}, {point[1]} {calls[point[0]]} ({point[0]} of {calls})"
    first, again = found["first"], found["again"]
    assert not first["violations"], f"{where}: {first['violations']}"
    assert not again["violations"], f"{where}, repeated: {again['violations']}"
    if SCENARIOS[name].lasting:
        assert first["acts"] == clean["first"]["acts"], f"{where}: not made up for"
    assert again["acts"] == clean["again"]["acts"], f"{where}: repeated, it is not what it would have been"
    assert again["kinds"] == clean["again"]["kinds"], f"{where}: repeated, other items"
    if point in _window(calls):
        assert list(first["twice"].values()) == [2], where
    else:
        assert not first["twice"], f"{where}: {first['twice']}"


def _window(calls: list[str]) -> set[Point]:
    """Return the calls between SES's answer and the mark."""
    sent = [number for number, call in enumerate(calls) if call == "sesv2.SendEmail"]
    marked = {(number + 1, when) for number in sent for when in ("before", "busy")}
    return {(number, "after") for number in sent} | marked


def _short(points: list[Point], calls: list[str]) -> list[Point]:
    """Return the points of the short form: before the first write, and after each one, SES's included.

    Reads leave no trace, and the state after one call is the state before the next.
    """
    writing = [(number, when) for number, when in points if calls[number] not in READS]
    busy = [point for point in writing if point[1] == "busy"]
    return [*writing[:1], *(point for point in writing if point[1] == "after"), *busy[:1]]
