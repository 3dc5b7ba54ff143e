"""The overlap guard: what a delegation holds there, until when, and what is written when it makes room."""

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
def test_a_period_is_held_until_the_purge_or_its_own_end(delegation: Delegation, until: datetime) -> None:
    hold = hold_of(delegation, NOW)

    assert until in {end_of(TODAY + 30 * DAY), ENDS_AT}
    assert hold is not None
    assert hold.until == until


def test_another_delegation_on_the_same_days_leaves_no_room() -> None:
    assert _overlaps(_guard(VALIDATED), WAITING)


def test_a_delegation_never_stands_in_its_own_way() -> None:
    assert not _overlaps(_guard(VALIDATED, VALIDATED.id), VALIDATED)


def test_there_is_room_where_nobody_holds_anything() -> None:
    assert not _overlaps(None, WAITING)


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_what_holds_nothing_finds_room_anywhere(status: Status) -> None:
    assert not _overlaps(_guard(VALIDATED), a_delegation(status))


def test_a_period_held_leaves_room_from_the_second_it_is_held_no_more() -> None:
    long_one = a_delegation(Status.VALIDEE, terms=terms(end=terms().validity.end + DAY))
    purged = _guard(WAITING)

    assert _overlaps(purged, long_one, WAITING.gone_at - MICROSECOND)
    assert not _overlaps(purged, long_one, WAITING.gone_at)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_live_delegation_that_is_gone_makes_room(status: Status) -> None:
    assert _updates(a_delegation(status), None) == 1


@pytest.mark.parametrize("status", sorted(LIVE))
def test_an_act_that_leaves_the_periods_alone_writes_nothing(status: Status) -> None:
    assert _updates(a_delegation(status), a_delegation(status)) == 0


def test_a_change_that_was_refused_makes_room() -> None:
    proposal = a_proposal(lapses_at=NOW + DAY, end=terms().validity.end + 9 * DAY)

    assert _updates(a_delegation(Status.VALIDEE, proposal=proposal), VALIDATED) == 1


@pytest.mark.parametrize("status", sorted(CLOSED - {Status.TERMINEE}))
def test_what_is_over_has_made_room_already(status: Status) -> None:
    assert _updates(a_delegation(status), None) == 0


def test_what_time_has_ended_has_made_room_already() -> None:
    assert _updates(a_delegation(Status.VALIDEE, ended=True), None, ENDS_AT) == 0
