"""After a deletion every question is answered no, for any number of concurrent services."""

import pytest

from tests.prove.decisions.runner import ASKERS, BEFORE
from tests.prove.figures import WHOLE, publish
from tests.prove.races.platform import embedded_aws, told_by

ROUNDS = 200 if WHOLE else 10
SECONDS = 3600 if WHOLE else 300


@pytest.fixture(scope="module")
def answers() -> dict[str, int]:
    """Run the rounds in a separate process with its own embedded AWS; return the counts of the answers."""
    with embedded_aws() as environment:
        found: dict[str, int] = told_by(
            environment, "tests.prove.decisions.runner", "--rounds", str(ROUNDS), seconds=SECONDS
        )
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
