"""The next act of time on a delegation, and none on a closed one."""

import pytest

from chalicelib.domain.delegation import Delegation, Forewarned
from chalicelib.domain.dues import Due, next_due
from chalicelib.domain.forewarnings import leaves_at, next_mail_day
from chalicelib.domain.periods import start_of_day
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.by_time import carry_out
from tests.builders import DAY, NOW, POLICY, TODAY, a_delegation, a_proposal, an_account, at, terms


def _forewarned(delegation: Delegation) -> Delegation:
    return delegation._replace(forewarned=Forewarned(delegation.terms.validity.end, TODAY))


def test_both_parties_are_told_fifteen_days_before_the_last_day() -> None:
    delegation = a_delegation(Status.VALIDEE)
    assert next_due(delegation, POLICY) == (Due.FOREWARN, start_of_day(TODAY + 45 * DAY))


def test_without_anything_sooner_the_end_of_the_last_day_is_due_next() -> None:
    delegation = _forewarned(a_delegation(Status.VALIDEE))
    assert next_due(delegation, POLICY) == (Due.END, delegation.terms.validity.ends_at)


def test_another_last_day_is_told_again_but_the_same_never() -> None:
    told = _forewarned(a_delegation(Status.VALIDEE))
    longer = told._replace(terms=terms(end=TODAY + 90 * DAY))
    assert next_due(longer, POLICY) == (Due.FOREWARN, start_of_day(TODAY + 75 * DAY))
    assert next_due(_forewarned(longer), POLICY) == (Due.END, longer.terms.validity.ends_at)


@pytest.mark.parametrize(("days", "due"), [(14, Due.END), (15, Due.END), (16, Due.FOREWARN)])
def test_a_last_day_that_was_decided_too_late_to_be_forewarned_of_is_not_told(days: int, due: Due) -> None:
    just_validated = a_delegation(Status.VALIDEE, terms=terms(end=TODAY + days * DAY))
    just_changed = a_delegation(Status.VALIDEE, terms=just_validated.terms, entered_at=NOW - 90 * DAY, asked_at=NOW)
    for delegation in (just_validated, just_changed):
        found = next_due(delegation, POLICY)
        assert found is not None
        assert found[0] is due


def test_a_delegation_that_opens_nothing_is_not_forewarned_of() -> None:
    found = next_due(a_delegation(Status.VALIDEE, terms=terms(structures=())), POLICY)
    assert found is not None
    assert found[0] is Due.END


def test_a_late_schedule_ends_what_is_over_without_forewarning_of_it() -> None:
    delegation = a_delegation(Status.VALIDEE)
    done = carry_out(delegation, an_account(), POLICY, delegation.terms.validity.ends_at)
    assert done is not None
    assert done.act is Act.END
    assert done.after is not None
    assert next_due(done.after, POLICY) is None


@pytest.mark.parametrize(("hour", "days"), [(0, 0), (7, 0), (8, 1), (23, 1)])
def test_what_is_told_from_eight_in_the_morning_on_waits_for_the_mail_of_the_next_day(hour: int, days: int) -> None:
    assert next_mail_day(at(TODAY, hour)) == TODAY + days * DAY
    assert leaves_at(TODAY) == at(TODAY, 8)


def test_the_lapse_of_wider_terms_is_due_before_the_last_day() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(NOW + DAY))
    assert next_due(delegation, POLICY) == (Due.LAPSE, NOW + DAY)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE])
def test_nothing_is_due_for_a_closed_delegation_even_with_a_proposal(status: Status) -> None:
    closed = a_delegation(status)
    assert next_due(closed, POLICY) is None
    assert next_due(closed._replace(proposal=a_proposal()), POLICY) is None
