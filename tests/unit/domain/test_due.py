"""The next act of time on a delegation, and none on a closed one."""

import pytest

from chalicelib.domain.delegation import Due, next_due
from chalicelib.domain.statuses import Status
from tests.builders import DAY, NOW, POLICY, a_delegation, a_proposal


def test_without_anything_sooner_the_end_of_the_last_day_is_due_next() -> None:
    delegation = a_delegation(Status.VALIDEE)
    assert next_due(delegation, POLICY) == (Due.END, delegation.terms.validity.ends_at)


def test_the_lapse_of_wider_terms_is_due_before_the_last_day() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(NOW + DAY))
    assert next_due(delegation, POLICY) == (Due.LAPSE, NOW + DAY)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE])
def test_nothing_is_due_for_a_closed_delegation_even_with_a_proposal(status: Status) -> None:
    closed = a_delegation(status)
    assert next_due(closed, POLICY) is None
    assert next_due(closed._replace(proposal=a_proposal()), POLICY) is None
