"""What was taken away by mistake comes back within 30 days, never more than the délégué had agreed to."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.delegation import GIVEN_BACK_WITHIN, Delegation, Lost
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import LIVE, AccountStatus, Reason, Status
from chalicelib.domain.transitions.by_account import lose_eligibility, lose_structures
from chalicelib.domain.transitions.given_back import regain_eligibility, regain_structures
from chalicelib.domain.transitions.outcome import Transition
from tests.builders import (
    DAY,
    MICROSECOND,
    NOW,
    POLICY,
    a_delegation,
    a_practice,
    a_proposal,
    a_structure,
    an_account,
    end_of,
    perform,
    terms,
)

TWO = terms(structures=(a_structure(1), a_structure(2)))
BOTH = a_practice()
ONE_LEFT = a_practice(structures=(a_structure(2),))
LATER = NOW + DAY


def after(done: Transition | None) -> Delegation:
    """What an act has left."""
    assert done is not None
    assert done.after is not None
    return done.after


def _without_the_first(status: Status, **overrides: Any) -> Delegation:
    lost = lose_structures(a_delegation(status, terms=TWO, **overrides), an_account(), ONE_LEFT, "nonce-2", NOW)
    return after(lost)


def _named_again(
    delegation: Delegation, practice: Practice = BOTH, account: Account | None = None, now: datetime = LATER
) -> Transition | None:
    return regain_structures(delegation, account or an_account(), practice, "nonce-3", now)


# Structures


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_structure_that_is_named_again_is_given_back_under_a_new_version_of_the_terms(status: Status) -> None:
    given = after(_named_again(_without_the_first(status)))

    assert given.terms.structure_ids == TWO.structure_ids
    assert (given.terms_version, given.status, given.lost) == (3, status, ())


@pytest.mark.parametrize(
    ("account", "kind"), [(AccountStatus.RESERVEE, MailKind.INVITATION), (AccountStatus.ACTIVE, MailKind.DEMANDE)]
)
def test_a_demand_goes_out_anew_with_what_came_back_and_its_earlier_links_die(
    account: AccountStatus, kind: MailKind
) -> None:
    done = _named_again(_without_the_first(Status.EN_COURS), account=an_account(account))

    assert done is not None
    assert [mail.kind for mail in done.mails] == [kind]
    assert (after(done).nonce, after(done).asked_at) == ("nonce-3", LATER)


def test_a_demand_that_was_empty_asks_again() -> None:
    empty = after(lose_structures(a_delegation(), an_account(), a_practice(structures=()), "nonce-2", NOW))

    assert empty.is_empty
    done = _named_again(empty)
    assert done is not None
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]


@pytest.mark.parametrize(
    ("late", "is_given_back"), [(GIVEN_BACK_WITHIN, True), (GIVEN_BACK_WITHIN + MICROSECOND, False)]
)
def test_a_structure_is_given_back_within_thirty_days(late: timedelta, is_given_back: bool) -> None:
    delegation = _without_the_first(Status.VALIDEE)

    assert (_named_again(delegation, now=NOW + late) is not None) is is_given_back


def test_only_what_is_named_again_is_given_back_and_the_rest_stays_remembered() -> None:
    none_left = after(
        lose_structures(
            a_delegation(Status.VALIDEE, terms=TWO), an_account(), a_practice(structures=()), "nonce-2", NOW
        )
    )
    given = after(_named_again(none_left, a_practice(structures=(a_structure(1), a_structure(3)))))

    assert given.terms.structures == (a_structure(1),)
    assert given.lost == (Lost(a_structure(2), NOW),)


def test_a_structure_that_was_never_given_is_not_added() -> None:
    assert _named_again(a_delegation(Status.VALIDEE), a_practice(structures=(a_structure(1), a_structure(2)))) is None


def test_a_structure_named_again_by_another_identifier_is_the_same_place() -> None:
    cabinet = a_structure(1, id="R1", technical="R1", siret="99900000000000")
    had = a_delegation(Status.VALIDEE, terms=terms(structures=(cabinet,)))
    lost = after(lose_structures(had, an_account(), a_practice(structures=()), "nonce-2", NOW))
    again = cabinet._replace(id="99900000000000", technical="")

    given = after(_named_again(lost, a_practice(structures=(again,))))

    assert given.terms.structures == (cabinet._replace(id=again.id),)
    assert lose_structures(given, an_account(), a_practice(structures=(again,)), "nonce-4", LATER) is None


def test_wider_terms_that_were_never_accepted_do_not_come_back() -> None:
    had = a_delegation(Status.VALIDEE, proposal=a_proposal())
    lost = after(lose_structures(had, an_account(), a_practice(structures=(a_structure(1),)), "nonce-2", NOW))

    assert (lost.proposal, lost.lost) == (None, ())
    assert _named_again(lost) is None


def test_a_delegue_who_agreed_to_what_was_left_gets_no_more() -> None:
    accepted = after(perform(Act.ACCEPT, _without_the_first(Status.EN_COURS), Actor.SPACE, now=LATER))

    assert accepted.status is Status.VALIDEE
    assert _named_again(accepted, now=LATER + DAY) is None


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_delegant_who_changed_the_terms_since_has_his_own_word(status: Status) -> None:
    changed = after(perform(Act.CHANGE, _without_the_first(status), Actor.DELEGANT, now=LATER))

    assert _named_again(changed, now=LATER + DAY) is None


def test_nothing_is_given_back_to_what_has_ended() -> None:
    delegation = _without_the_first(Status.VALIDEE)
    end = delegation.terms.validity.ends_at

    assert after(perform(Act.END, delegation, Actor.TIME, now=end)).lost == ()
    assert _named_again(delegation._replace(lost=(Lost(a_structure(1), end),)), now=end) is None


def test_a_card_that_says_one_thing_and_another_in_turn_makes_nothing_grow() -> None:
    delegation = a_delegation(Status.VALIDEE, terms=TWO)
    for day in range(20):
        now = NOW + day * DAY
        delegation = after(lose_structures(delegation, an_account(), ONE_LEFT, "nonce-2", now))
        assert len(delegation.lost) == 1
        delegation = after(regain_structures(delegation, an_account(), a_practice(), "nonce-3", now))
        assert delegation.terms.structure_ids == TWO.structure_ids


# A remplaçant who is exclusive after all


def _interrupted(status: Status, **overrides: Any) -> Delegation:
    return after(lose_eligibility(a_delegation(status, terms=TWO, **overrides), POLICY, NOW + 2 * DAY))


def _exclusive(
    delegation: Delegation, now: datetime = NOW + 3 * DAY, practice: Practice = BOTH, liberal: bool = False
) -> Transition | None:
    return regain_eligibility(delegation, an_account(liberal_activity=liberal), practice, "nonce-3", now)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_the_delegation_of_a_remplacant_who_is_exclusive_after_all_is_what_it_was(status: Status) -> None:
    had = a_delegation(status, terms=TWO, reminded=True)
    interrupted = _interrupted(status, reminded=True)
    assert (interrupted.status, interrupted.reason) == (Status.NON_ABOUTIE, Reason.NON_EXCLUSIF)

    given = after(_exclusive(interrupted))

    assert (given.status, given.reason, given.terms) == (status, None, TWO)
    assert (given.entered_at, given.gone_at, given.reminded) == (had.entered_at, had.gone_at, True)
    assert (given.terms_version, given.interrupted) == (2, None)


def test_a_demand_to_a_remplacant_goes_out_anew() -> None:
    done = _exclusive(_interrupted(Status.EN_COURS))

    assert done is not None
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]
    assert after(done).nonce == "nonce-3"


def test_what_the_delegant_has_lost_meanwhile_does_not_come_back_with_the_delegation() -> None:
    given = after(_exclusive(_interrupted(Status.VALIDEE), practice=ONE_LEFT))

    assert given.terms.structures == (a_structure(2),)
    assert [lost.structure for lost in given.lost] == [a_structure(1)]


@pytest.mark.parametrize(
    ("late", "is_given_back"), [(GIVEN_BACK_WITHIN, True), (GIVEN_BACK_WITHIN + MICROSECOND, False)]
)
def test_a_delegation_comes_back_within_thirty_days(late: timedelta, is_given_back: bool) -> None:
    done = _exclusive(_interrupted(Status.VALIDEE), NOW + 2 * DAY + late)
    assert (done is not None) is is_given_back


def test_a_demand_whose_deadline_has_passed_meanwhile_does_not_come_back() -> None:
    purge = end_of(NOW.date() + 30 * DAY)
    assert _exclusive(_interrupted(Status.EN_COURS), purge - MICROSECOND)
    assert _exclusive(_interrupted(Status.EN_COURS), purge) is None


def test_a_delegation_whose_last_day_has_passed_meanwhile_does_not_come_back() -> None:
    short = terms(end=NOW.date() + 4 * DAY)
    interrupted = after(lose_eligibility(a_delegation(Status.VALIDEE, terms=short), POLICY, NOW))

    assert _exclusive(interrupted, short.validity.ends_at - MICROSECOND)
    assert _exclusive(interrupted, short.validity.ends_at) is None


def test_a_remplacant_whom_the_directory_knows_otherwise_gets_nothing_back() -> None:
    assert _exclusive(_interrupted(Status.VALIDEE), liberal=True) is None


@pytest.mark.parametrize("status", sorted(Status))
def test_what_ended_for_another_reason_does_not_come_back(status: Status) -> None:
    assert _exclusive(a_delegation(status)) is None
