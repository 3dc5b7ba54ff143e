"""Random histories: `--steps` is the total number of steps; each history has at most fifty."""

import random
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.prove.figures import publish
from tests.prove.histories import machine
from tests.prove.histories.machine import Histories
from tests.whole import IS_WHOLE

_LONG, _SHORT = 50, 25
"""Steps of one history."""


def test_the_invariants_hold_in_random_histories(aws: None, steps: int) -> None:
    each = _LONG if IS_WHOLE else _SHORT
    first_seed = random.randrange(10**9) if IS_WHOLE else 0  # noqa: S311 - where to begin, not a secret
    happened: Counter[str] = Counter()
    began, runs = time.monotonic(), 0
    while happened["steps"] < steps:
        machine.HISTORIES.clear()
        # The number of steps is random, so a run may be too short: then another one follows.
        left = 1 + (steps - happened["steps"]) // each
        run_state_machine_as_test(seed(first_seed + runs)(Histories), settings=_settings(left, each))
        happened = sum((theatre.happened for theatre in machine.HISTORIES), happened)
        runs += 1
    seconds = round(time.monotonic() - began)
    counted = happened.most_common()
    publish(
        "histories",
        ("seed", "seconds", *(what for what, _ in counted)),
        [(first_seed, seconds, *(n for _, n in counted))],
    )
    assert happened["acts"] > happened["steps"] // 20, "little happens"


def _settings(histories: int, each: int) -> settings:
    return settings(
        max_examples=histories,
        stateful_step_count=each,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if IS_WHOLE else [Phase.generate],
    )
