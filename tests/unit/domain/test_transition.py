"""The subject of a transition, and the account that a delegation leaves by it."""

import pytest

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.transitions.outcome import Transition
from tests.builders import NOW, a_delegation

HERE = a_delegation()
ELSEWHERE = HERE._replace(delegue=HERE.delegue._replace(account_id="another-account"))


def _transition(before: Delegation | None, after: Delegation | None) -> Transition:
    return Transition(Act.CORRECT, Actor.DELEGANT, NOW, before, after)


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [(HERE, ELSEWHERE, HERE), (HERE, HERE, None), (HERE, None, None), (None, HERE, None)],
    ids=["to another account", "stays", "ends", "begins"],
)
def test_only_a_change_of_account_makes_a_delegation_leave_one(
    before: Delegation | None, after: Delegation | None, left: Delegation | None
) -> None:
    assert _transition(before, after).of_former_delegue is left


def test_the_subject_of_a_transition_is_the_delegation_after_it_or_else_before_it() -> None:
    assert _transition(HERE, ELSEWHERE).subject is ELSEWHERE
    assert _transition(HERE, None).subject is HERE
    with pytest.raises(ValueError, match="before it or after it"):
        _ = _transition(None, None).subject
