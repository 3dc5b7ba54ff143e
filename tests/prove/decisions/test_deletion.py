"""After a deletion every question is answered no, for any number of concurrent services."""

import pytest

from tests.prove.decisions.runner import ASKERS, BEFORE
from tests.prove.figures import publish
from tests.prove.processes.platform import Platform
from tests.whole import IS_WHOLE

ROUNDS = 200 if IS_WHOLE else 4
SECONDS = 3600 if IS_WHOLE else 300


@pytest.fixture(scope="module")
def answers(platform: Platform) -> dict[str, int]:
    """Run the rounds in a separate process; return the counts of the answers."""
    found: dict[str, int] = platform.run("tests.prove.decisions.runner", "--rounds", ROUNDS, seconds=SECONDS)
    head = ("asked", "decision yes", "decision no", "token yes", "token no")
    rows = [(when, *(found.get(f"{when}: {kind}", 0) for kind in head[1:])) for when in ("before", "during", "after")]
    publish("deletions", head, rows)
    return found


def test_questions_after_a_deletion_are_answered_no(answers: dict[str, int]) -> None:
    assert {kind for kind in answers if kind.startswith("after")} == {"after: decision no", "after: token no"}
    assert answers["after: decision no"] >= ROUNDS


def test_questions_before_the_deletion_are_answered_yes(answers: dict[str, int]) -> None:
    assert {kind for kind in answers if kind.startswith("before")} == {"before: decision yes", "before: token yes"}
    assert min(answers["before: decision yes"], answers["before: token yes"]) >= ROUNDS * ASKERS * BEFORE
