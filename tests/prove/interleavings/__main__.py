"""`python -m tests.prove.interleavings SCENE FIRST SECOND NUMBER`: tell one interleaving, call by call."""

import sys

from moto import mock_aws

import tests.conftest  # noqa: F401 - the environment in which the application is imported
from tests.dynamodb.memory import hook
from tests.prove.interleavings.enumeration import Position, replay
from tests.prove.interleavings.footprint import Call, footprint
from tests.prove.interleavings.scenes import SCENES
from tests.prove.interleavings.stage import ledger_of, stage
from tests.prove.interleavings.verdict import Judge


def main() -> None:
    """Say whose each call was, what it touched, what both were told, and what is wrong with it."""
    scene, first, second, number = sys.argv[1:]
    with mock_aws():
        hook.install()
        with stage() as built:
            SCENES[scene].prepare(built)
            judge = Judge(built, ledger_of(built))
            players = judge.players((first, second))
            run = replay(judge.ledger, players, int(number))
            position = Position(judge.ledger, players, judge.ledger.first)
            for turn in run.turns:
                call = position.calls[turn]
                before, position = position, position.after(turn)
                refused = position.answers[turn][-1].error
                _say(f"{(first, second)[turn]}: {call.operation} {_places(call, before)} {refused or ''}")
            _say(f"told: {run.outcome.told}")
            _say(f"wrong: {judge.wrong((first, second), run)}")


def _places(call: Call, position: Position) -> list[str]:
    found = footprint(call, position.state.shard_of)
    return sorted("/".join(place[1:]) for place in found.reads | found.writes)


def _say(line: str) -> None:
    print(line)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
