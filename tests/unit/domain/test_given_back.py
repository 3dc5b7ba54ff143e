"""Rights taken away by mistake return within 30 days, and never exceed the terms that the délégué accepted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.delegation import GIVEN_BACK_WITHIN, Delegation, Lost
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Party, Practice
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
    terms,
)
from tests.performing import perform

TWO = terms(structures=(a_structure(1), a_structure(2)))
BOTH = a_practice()
ONE_LEFT = a_practice(structures=(a_structure(2),))
LATER = NOW + DAY


def delegation_after(done: Transition | None) -> Delegation:
    """Return the delegation after an act that did not delete it."""
    assert done is not None
    assert done.after is not None
    return done.after


def _lose_the_first(status: Status, **overrides: Any) -> Delegation:
    lost = lose_structures(a_delegation(status, terms=TWO, **overrides), an_account(), ONE_LEFT, "nonce-2", NOW)
    return delegation_after(lost)


def _name_again(
    delegation: Delegation, practice: Practice = BOTH, account: Account | None = None, now: datetime = LATER
) -> Transition | None:
    return regain_structures(delegation, account or an_account(), practice, "nonce-3", now)


# Structures


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_structure_that_is_named_again_is_given_back_under_a_new_version_of_the_terms(status: Status) -> None:
    given = delegation_after(_name_again(_lose_the_first(status)))

    assert given.terms.structure_ids == TWO.structure_ids
    assert (given.terms_version, given.status, given.lost) == (3, status, ())


def test_a_proposal_that_waits_is_asked_again_with_the_structure_given_back() -> None:
    lost = _lose_the_first(Status.VALIDEE)._replace(proposal=a_proposal(structures=(a_structure(2),)))
    done = _name_again(lost)
    given = delegation_after(done)

    assert done is not None
    assert [(mail.kind, mail.to) for mail in done.mails] == [(MailKind.PROPOSITION_DELEGUE, Party.DELEGUE)]
    assert given.nonce == "nonce-3"
    assert given.proposal is not None
    assert set(given.proposal.terms.structure_ids) == set(given.terms.structure_ids) == set(TWO.structure_ids)


@pytest.mark.parametrize(
    ("account", "kind"), [(AccountStatus.RESERVEE, MailKind.INVITATION), (AccountStatus.ACTIVE, MailKind.DEMANDE)]
)
def test_a_demand_is_sent_again_with_the_restored_structures_and_its_earlier_links_die(
    account: AccountStatus, kind: MailKind
) -> None:
    done = _name_again(_lose_the_first(Status.EN_COURS), account=an_account(account))

    assert done is not None
    assert [mail.kind for mail in done.mails] == [kind]
    assert (delegation_after(done).nonce, delegation_after(done).asked_at) == ("nonce-3", LATER)


def test_an_empty_demand_is_sent_again_when_a_structure_returns() -> None:
    empty = delegation_after(lose_structures(a_delegation(), an_account(), a_practice(structures=()), "nonce-2", NOW))

    assert empty.is_empty
    done = _name_again(empty)
    assert done is not None
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]


@pytest.mark.parametrize(
    ("late", "is_given_back"), [(GIVEN_BACK_WITHIN, True), (GIVEN_BACK_WITHIN + MICROSECOND, False)]
)
def test_a_structure_is_given_back_within_thirty_days(late: timedelta, is_given_back: bool) -> None:
    delegation = _lose_the_first(Status.VALIDEE)

    assert (_name_again(delegation, now=NOW + late) is not None) is is_given_back


def test_only_the_named_structures_are_given_back_and_the_others_stay_remembered() -> None:
    none_left = delegation_after(
        lose_structures(
            a_delegation(Status.VALIDEE, terms=TWO), an_account(), a_practice(structures=()), "nonce-2", NOW
        )
    )
    given = delegation_after(_name_again(none_left, a_practice(structures=(a_structure(1), a_structure(3)))))

    assert given.terms.structures == (a_structure(1),)
    assert given.lost == (Lost(a_structure(2), NOW),)


def test_a_structure_that_was_never_delegated_is_not_added() -> None:
    assert _name_again(a_delegation(Status.VALIDEE), a_practice(structures=(a_structure(1), a_structure(2)))) is None


def test_a_structure_named_again_by_another_identifier_is_the_same_place() -> None:
    cabinet = a_structure(1, id="R1", technical="R1", siret="99900000000000")
    had = a_delegation(Status.VALIDEE, terms=terms(structures=(cabinet,)))
    lost = delegation_after(lose_structures(had, an_account(), a_practice(structures=()), "nonce-2", NOW))
    again = cabinet._replace(id="99900000000000", technical="")

    given = delegation_after(_name_again(lost, a_practice(structures=(again,))))

    assert given.terms.structures == (cabinet._replace(id=again.id),)
    assert lose_structures(given, an_account(), a_practice(structures=(again,)), "nonce-4", LATER) is None


def test_wider_terms_that_were_never_accepted_do_not_come_back() -> None:
    had = a_delegation(Status.VALIDEE, proposal=a_proposal())
    lost = delegation_after(
        lose_structures(had, an_account(), a_practice(structures=(a_structure(1),)), "nonce-2", NOW)
    )

    assert (lost.proposal, lost.lost) == (None, ())
    assert _name_again(lost) is None


def test_a_delegue_who_accepted_the_remaining_structures_gets_no_others_back() -> None:
    accepted = delegation_after(perform(Act.ACCEPT, _lose_the_first(Status.EN_COURS), Actor.SPACE, now=LATER))

    assert accepted.status is Status.VALIDEE
    assert _name_again(accepted, now=LATER + DAY) is None


@pytest.mark.parametrize("status", sorted(LIVE))
def test_nothing_is_given_back_after_the_delegant_changed_the_terms(status: Status) -> None:
    changed = delegation_after(perform(Act.CHANGE, _lose_the_first(status), Actor.DELEGANT, now=LATER))

    assert _name_again(changed, now=LATER + DAY) is None


def test_nothing_is_given_back_to_a_closed_delegation() -> None:
    delegation = _lose_the_first(Status.VALIDEE)
    end = delegation.terms.validity.ends_at

    assert delegation_after(perform(Act.END, delegation, Actor.TIME, now=end)).lost == ()
    assert _name_again(delegation._replace(lost=(Lost(a_structure(1), end),)), now=end) is None


def test_a_card_that_alternates_makes_no_stored_list_grow() -> None:
    delegation = a_delegation(Status.VALIDEE, terms=TWO)
    for day in range(20):
        now = NOW + day * DAY
        delegation = delegation_after(lose_structures(delegation, an_account(), ONE_LEFT, "nonce-2", now))
        assert len(delegation.lost) == 1
        delegation = delegation_after(regain_structures(delegation, an_account(), a_practice(), "nonce-3", now))
        assert delegation.terms.structure_ids == TWO.structure_ids


# A remplaçant who is exclusive after all


def _interrupt(status: Status, **overrides: Any) -> Delegation:
    return delegation_after(lose_eligibility(a_delegation(status, terms=TWO, **overrides), POLICY, NOW + 2 * DAY))


def _become_exclusive(
    delegation: Delegation, now: datetime = NOW + 3 * DAY, practice: Practice = BOTH, liberal: bool = False
) -> Transition | None:
    return regain_eligibility(delegation, an_account(liberal_activity=liberal), practice, "nonce-3", now)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_delegation_is_restored_when_its_remplacant_is_exclusive_after_all(status: Status) -> None:
    had = a_delegation(status, terms=TWO, reminded=True)
    interrupted = _interrupt(status, reminded=True)
    assert (interrupted.status, interrupted.reason) == (Status.NON_ABOUTIE, Reason.NON_EXCLUSIF)

    given = delegation_after(_become_exclusive(interrupted))

    assert (given.status, given.reason, given.terms) == (status, None, TWO)
    assert (given.entered_at, given.gone_at, given.reminded) == (had.entered_at, had.gone_at, True)
    assert (given.terms_version, given.interrupted) == (2, None)


def test_a_restored_demand_to_a_remplacant_is_sent_again() -> None:
    done = _become_exclusive(_interrupt(Status.EN_COURS))

    assert done is not None
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]
    assert delegation_after(done).nonce == "nonce-3"


def test_a_restored_delegation_leaves_out_the_structures_lost_meanwhile() -> None:
    given = delegation_after(_become_exclusive(_interrupt(Status.VALIDEE), practice=ONE_LEFT))

    assert given.terms.structures == (a_structure(2),)
    assert [lost.structure for lost in given.lost] == [a_structure(1)]


@pytest.mark.parametrize(
    ("late", "is_given_back"), [(GIVEN_BACK_WITHIN, True), (GIVEN_BACK_WITHIN + MICROSECOND, False)]
)
def test_a_delegation_is_restored_within_thirty_days(late: timedelta, is_given_back: bool) -> None:
    done = _become_exclusive(_interrupt(Status.VALIDEE), NOW + 2 * DAY + late)
    assert (done is not None) is is_given_back


def test_a_demand_past_its_deadline_is_not_restored() -> None:
    purge = end_of(NOW.date() + 30 * DAY)
    assert _become_exclusive(_interrupt(Status.EN_COURS), purge - MICROSECOND)
    assert _become_exclusive(_interrupt(Status.EN_COURS), purge) is None


def test_a_delegation_past_its_last_day_is_not_restored() -> None:
    short = terms(end=NOW.date() + 4 * DAY)
    interrupted = delegation_after(lose_eligibility(a_delegation(Status.VALIDEE, terms=short), POLICY, NOW))

    assert _become_exclusive(interrupted, short.validity.ends_at - MICROSECOND)
    assert _become_exclusive(interrupted, short.validity.ends_at) is None


def test_nothing_is_restored_while_the_directory_names_a_liberal_activity() -> None:
    assert _become_exclusive(_interrupt(Status.VALIDEE), liberal=True) is None


@pytest.mark.parametrize("status", sorted(Status))
def test_a_delegation_that_ended_for_another_reason_is_not_restored(status: Status) -> None:
    assert _become_exclusive(a_delegation(status)) is None
