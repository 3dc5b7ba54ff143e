"""The guard: the period that a delegation occupies, until when, and the write that frees it."""

from datetime import datetime

import pytest

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.overlaps import hold_of, require_free_period
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import CLOSED, LIVE, Status
from chalicelib.store.codec import to_plain
from chalicelib.store.guards import GuardItem, held_under, key_of, release_of
from tests.builders import DAY, MICROSECOND, NOW, TODAY, a_delegation, a_proposal, end_of, terms

WAITING = a_delegation(Status.EN_COURS)
VALIDATED = a_delegation(Status.VALIDEE)
ENDS_AT = terms().validity.ends_at


def _guard(other: Delegation, other_id: str = "another") -> GuardItem:
    pk, sk = key_of(other)
    return GuardItem(pk=pk, sk=sk, version=1, periods={other_id: to_plain(hold_of(other, NOW))})


def _updates(before: Delegation, after: Delegation | None, now: datetime = NOW) -> int:
    return len(release_of(before, after, now))


def _overlaps(item: GuardItem | None, delegation: Delegation, now: datetime = NOW) -> bool:
    try:
        require_free_period(held_under(item), delegation, now)
    except Refused as refused:
        assert refused.code is Code.OVERLAP
        return True
    return False


@pytest.mark.parametrize(
    ("delegation", "until"),
    [(WAITING, WAITING.gone_at), (a_delegation(Status.A_VALIDER), WAITING.gone_at), (VALIDATED, ENDS_AT)],
)
def test_a_period_is_occupied_until_the_purge_or_its_own_end(delegation: Delegation, until: datetime) -> None:
    hold = hold_of(delegation, NOW)

    assert until in {end_of(TODAY + 30 * DAY), ENDS_AT}
    assert hold is not None
    assert hold.until == until


def test_another_delegation_on_the_same_days_overlaps() -> None:
    assert _overlaps(_guard(VALIDATED), WAITING)


def test_a_delegation_does_not_overlap_itself() -> None:
    assert not _overlaps(_guard(VALIDATED, VALIDATED.id), VALIDATED)


def test_without_a_guard_nothing_overlaps() -> None:
    assert not _overlaps(None, WAITING)


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_a_closed_delegation_overlaps_nothing(status: Status) -> None:
    assert not _overlaps(_guard(VALIDATED), a_delegation(status))


def test_an_occupied_period_is_free_from_the_second_of_its_end() -> None:
    long_one = a_delegation(Status.VALIDEE, terms=terms(end=terms().validity.end + DAY))
    purged = _guard(WAITING)

    assert _overlaps(purged, long_one, WAITING.gone_at - MICROSECOND)
    assert not _overlaps(purged, long_one, WAITING.gone_at)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_the_deletion_of_a_live_delegation_frees_its_period(status: Status) -> None:
    assert _updates(a_delegation(status), None) == 1


@pytest.mark.parametrize("status", sorted(LIVE))
def test_an_act_that_keeps_the_periods_writes_no_guard(status: Status) -> None:
    assert _updates(a_delegation(status), a_delegation(status)) == 0


def test_a_refused_proposal_frees_its_period() -> None:
    proposal = a_proposal(lapses_at=NOW + DAY, end=terms().validity.end + 9 * DAY)

    assert _updates(a_delegation(Status.VALIDEE, proposal=proposal), VALIDATED) == 1


@pytest.mark.parametrize("status", sorted(CLOSED - {Status.TERMINEE}))
def test_the_deletion_of_a_closed_delegation_writes_no_guard(status: Status) -> None:
    assert _updates(a_delegation(status), None) == 0


def test_the_deletion_of_an_ended_delegation_writes_no_guard() -> None:
    assert _updates(a_delegation(Status.VALIDEE, ended=True), None, ENDS_AT) == 0
