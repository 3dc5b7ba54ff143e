"""What time will do next to a delegation, and that it leaves alone what is closed."""

import pytest

from chalicelib.domain.delegation import Due, next_due
from chalicelib.domain.statuses import Status
from tests.builders import DAY, NOW, POLICY, a_delegation, a_proposal


def test_the_last_day_of_a_delegation_comes_when_nothing_else_does() -> None:
    delegation = a_delegation(Status.VALIDEE)
    assert next_due(delegation, POLICY) == (Due.END, delegation.terms.validity.ends_at)


def test_wider_terms_lapse_before_the_last_day_comes() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(NOW + DAY))
    assert next_due(delegation, POLICY) == (Due.LAPSE, NOW + DAY)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE])
def test_time_has_nothing_to_do_with_what_is_closed_whatever_was_asked_before(status: Status) -> None:
    closed = a_delegation(status)
    assert next_due(closed, POLICY) is None
    assert next_due(closed._replace(proposal=a_proposal()), POLICY) is None
