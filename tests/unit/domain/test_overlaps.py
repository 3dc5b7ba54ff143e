"""The period that a delegation occupies: no second live one may overlap it (specification §3)."""

import pytest

from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import CLOSED, LIVE, WAITING, Status
from tests.builders import DAY, MICROSECOND, NOW, TODAY, a_delegation, a_proposal, terms

HELD = terms().validity
LATER = Validity(HELD.end + DAY, HELD.end + 9 * DAY)


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE])
def test_a_live_delegation_occupies_its_period(status: Status) -> None:
    assert a_delegation(status).periods_at(NOW) == (HELD,)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE])
def test_a_closed_delegation_frees_its_period(status: Status) -> None:
    assert a_delegation(status).periods_at(NOW) == ()


@pytest.mark.parametrize("status", Status)
def test_a_delegation_that_counts_as_gone_frees_its_period(status: Status) -> None:
    delegation = a_delegation(status)

    assert delegation.periods_at(delegation.gone_at) == ()


def test_a_validated_delegation_frees_its_period_the_second_it_ends() -> None:
    delegation = a_delegation(Status.VALIDEE)

    assert delegation.periods_at(HELD.ends_at - MICROSECOND) == (HELD,)
    assert delegation.periods_at(HELD.ends_at) == ()


def test_waiting_wider_terms_occupy_their_period_too() -> None:
    proposal = a_proposal(lapses_at=NOW + DAY, start=LATER.start, end=LATER.end)
    delegation = a_delegation(Status.VALIDEE, proposal=proposal)

    assert delegation.periods_at(NOW + DAY - MICROSECOND) == (HELD, LATER)
    assert delegation.periods_at(NOW + DAY) == (HELD,)


def test_periods_that_share_one_day_overlap() -> None:
    assert Validity(TODAY, TODAY + DAY).overlaps(Validity(TODAY + DAY, TODAY + 2 * DAY))


def test_periods_that_follow_each_other_do_not_overlap() -> None:
    assert not Validity(TODAY, TODAY + DAY).overlaps(Validity(TODAY + 2 * DAY, TODAY + 3 * DAY))


@pytest.mark.parametrize("status", Status)
def test_every_status_is_either_live_or_closed(status: Status) -> None:
    assert (status in LIVE) is not (status in CLOSED)


@pytest.mark.parametrize("status", Status)
def test_only_en_cours_and_a_valider_wait_for_an_act(status: Status) -> None:
    assert (status in WAITING) is (status in {Status.EN_COURS, Status.A_VALIDER})
