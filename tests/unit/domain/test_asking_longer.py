"""A délégué asks for a later last day, and the délégant grants or declines it (specification §3)."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import ASKED_AFTER, ASKED_BEFORE, Delegation, Forewarned
from chalicelib.domain.periods import end_of_day, start_of_day
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, open_acts
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.domain.transitions import by_delegue, by_time, of_request
from chalicelib.domain.transitions.by_account import lose_eligibility
from tests.builders import (
    DAY,
    MICROSECOND,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_proposal,
    an_account,
    end_of,
    existing,
    terms,
    with_request,
)
from tests.performing import perform

VALIDEE = a_delegation(Status.VALIDEE)
LAST = VALIDEE.terms.validity.end


def _may_ask(delegation: Delegation, now: datetime) -> bool:
    return Act.ASK_LONGER in open_acts(delegation, Actor.SPACE, now)


def _grant(delegation: Delegation, days: int = 0, now: datetime = NOW, **more: object) -> Delegation:
    """Grant so many days less than what is asked for."""
    request = delegation.end_request
    assert request is not None
    structures, end = delegation.terms.structures, request.end - days * DAY
    account, version = more.get("account", an_account()), more.get("version", delegation.terms_version)
    granting = of_request.grant_longer(delegation, version, account, end, structures, POLICY, now)  # type: ignore[arg-type]
    return existing(granting.after)


def test_it_is_asked_for_from_sixty_days_before_the_last_day_to_thirty_after() -> None:
    long = a_delegation(Status.VALIDEE, terms=terms(TODAY, TODAY + 200 * DAY))
    opens, closes = start_of_day(TODAY + 200 * DAY - ASKED_BEFORE), end_of(TODAY + 200 * DAY + ASKED_AFTER)

    assert [_may_ask(long, opens - MICROSECOND), _may_ask(long, opens)] == [False, True]
    assert [_may_ask(long, closes - MICROSECOND), _may_ask(long, closes)] == [True, False]
    with pytest.raises(Refused):
        perform(Act.ASK_LONGER, long, Actor.SPACE, now=opens - MICROSECOND)
    with pytest.raises(Refused):
        perform(Act.ASK_LONGER, long, Actor.SPACE, now=closes)


def test_nothing_is_asked_for_while_a_proposal_waits_or_without_a_structure() -> None:
    for delegation in (VALIDEE._replace(proposal=a_proposal()), VALIDEE._replace(terms=terms(structures=()))):
        assert not _may_ask(delegation, NOW)
        with pytest.raises(Refused) as refused:
            perform(Act.ASK_LONGER, delegation, Actor.SPACE)
        assert refused.value.code is Code.WRONG_STATUS


def test_a_new_request_replaces_the_old_one() -> None:
    asked = with_request(VALIDEE)
    again = existing(by_delegue.ask_longer(asked, LAST + 90 * DAY, None, NOW + DAY).after)
    assert again.end_request is not None
    assert (again.end_request.end, again.terms) == (LAST + 90 * DAY, VALIDEE.terms)


def test_what_is_granted_holds_at_once_and_leaves_no_day_without_access() -> None:
    asked = with_request(VALIDEE)
    granted = _grant(asked, now=VALIDEE.terms.validity.ends_at - MICROSECOND)
    assert granted.terms.validity == (VALIDEE.terms.validity.start, LAST + 30 * DAY)
    assert (granted.proposal, granted.end_request, granted.terms_version) == (None, None, 2)
    assert granted.opens_at(VALIDEE.terms.validity.ends_at)


def test_less_may_be_granted_but_never_more_and_never_nothing() -> None:
    asked = with_request(VALIDEE)
    assert _grant(asked, 29).terms.validity.end == LAST + DAY
    for days in (-1, 30):
        with pytest.raises(Refused) as refused:
            _grant(asked, days)
        assert set(refused.value.fields) == {"fin"}


def test_one_that_was_over_begins_anew_not_before_the_answer() -> None:
    over = with_request(a_delegation(Status.TERMINEE))
    later = NOW + 3 * DAY
    granted = _grant(over, now=later)
    assert granted.terms.validity == (TODAY + 3 * DAY, TODAY + 30 * DAY)
    assert (granted.status_at(later), granted.ended, granted.entered_at) == (Status.VALIDEE, False, later)
    assert granted.gone_at == end_of_day(granted.terms.validity.ends_at + POLICY.closed_kept)
    with pytest.raises(Refused):
        _grant(over, 40, now=later)


@pytest.mark.parametrize(
    "more",
    [
        {"version": 7},
        {"account": an_account(AccountStatus.FERMEE)},
    ],
)
def test_a_prolongation_is_granted_on_the_terms_shown_to_a_living_account(more: dict[str, object]) -> None:
    with pytest.raises(Refused):
        _grant(with_request(VALIDEE), **more)  # type: ignore[arg-type]


def test_a_remplacant_who_is_no_longer_exclusive_is_refused() -> None:
    locum = with_request(VALIDEE._replace(profil=ProfilId.REMPLACANT))
    with pytest.raises(Refused) as refused:
        _grant(locum, account=an_account(liberal_activity=True))
    assert refused.value.code is Code.NOT_EXCLUSIVE


def test_the_end_takes_a_request_with_it_and_leaves_room_for_another() -> None:
    asked = with_request(VALIDEE)
    over = VALIDEE.terms.validity.ends_at
    assert asked.end_request_at(over - MICROSECOND) is not None
    assert asked.end_request_at(over) is None
    ended = existing(by_time.end(asked, over).after)
    assert ended.end_request is None
    assert _may_ask(ended, over)


def test_a_request_made_after_the_end_outlives_the_late_note_of_it() -> None:
    over = VALIDEE.terms.validity.ends_at
    asked = with_request(VALIDEE, over + MICROSECOND)
    assert existing(by_time.end(asked, over + DAY).after).end_request == asked.end_request


def test_a_request_is_void_once_the_day_that_it_asks_for_is_over() -> None:
    asked = with_request(a_delegation(Status.TERMINEE), days=5)
    assert asked.end_request is not None
    void_at = end_of(asked.end_request.end)
    assert asked.end_request_at(void_at - MICROSECOND) is not None
    assert asked.end_request_at(void_at) is None
    with pytest.raises(Refused):
        of_request.decline_longer(asked, void_at)


@pytest.mark.parametrize("longer", [True, False])
def test_a_change_of_the_terms_by_the_delegant_takes_the_request_away(longer: bool) -> None:
    asked = terms(end=LAST + (DAY if longer else -DAY))
    changed = existing(perform(Act.CHANGE, with_request(VALIDEE), Actor.DELEGANT, asked=asked).after)
    assert changed.end_request is None


def test_a_remplacant_found_not_to_be_exclusive_asks_for_nothing_any_more() -> None:
    assert existing(lose_eligibility(with_request(VALIDEE), POLICY, NOW).after).end_request is None


def test_both_are_told_of_the_new_end_in_its_turn() -> None:
    told = with_request(VALIDEE._replace(forewarned=Forewarned(LAST, TODAY)))
    granted = _grant(told)
    due = perform(Act.FOREWARN, granted, Actor.TIME, now=start_of_day(LAST + 30 * DAY) - timedelta(days=15))
    assert existing(due.after).forewarned is not None
