"""When time reminds of a delegation, ends it and purges it (specification §3, §7)."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.dues import Due, next_due, remind_at
from chalicelib.domain.periods import whole_second
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.by_account import lose_structures
from chalicelib.domain.transitions.by_time import carry_out, end, lapse
from chalicelib.store.table import epoch, from_epoch
from tests.builders import (
    DAY,
    MICROSECOND,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_practice,
    a_proposal,
    a_structure,
    an_account,
    at,
    end_of,
    existing,
    terms,
)
from tests.performing import perform

WAITING = [Status.EN_COURS, Status.A_VALIDER]
HALF_A_DAY = timedelta(hours=12)
SECOND = timedelta(seconds=1)
WIDER = terms(structures=(a_structure(1), a_structure(2)))
PURGE = end_of(TODAY + 30 * DAY)
"""When a delegation that came into its status at NOW is purged."""


def _half_way_from(days: int) -> datetime:
    """Return the middle of the time from that many days after NOW to the purge."""
    asked_at = NOW + days * DAY
    return asked_at + (PURGE - asked_at) / 2


@pytest.mark.parametrize("status", WAITING)
def test_an_untreated_delegation_is_purged_at_the_end_of_the_thirtieth_day_in_its_status(status: Status) -> None:
    assert a_delegation(status).gone_at == PURGE


@pytest.mark.parametrize("status", WAITING)
def test_an_untreated_delegation_is_purged_at_the_end_of_its_last_day_if_that_is_earlier(status: Status) -> None:
    assert a_delegation(status, terms=terms(end=TODAY + 4 * DAY)).gone_at == at(TODAY + 5 * DAY)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE])
def test_a_delegation_refused_or_non_aboutie_is_kept_ninety_days(status: Status) -> None:
    assert a_delegation(status).gone_at == end_of(TODAY + 90 * DAY)


def test_an_ended_delegation_is_kept_ninety_days_after_its_last_day() -> None:
    assert a_delegation(Status.TERMINEE).gone_at == end_of(TODAY + 90 * DAY)


@pytest.mark.parametrize("status", Status)
def test_a_delegation_counts_as_gone_from_the_second_of_its_deadline(status: Status) -> None:
    delegation = a_delegation(status)
    shown_last = Status.TERMINEE if status is Status.VALIDEE else status

    assert delegation.status_at(delegation.gone_at - MICROSECOND) is shown_last
    assert delegation.status_at(delegation.gone_at) is None


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.TERMINEE])
@pytest.mark.parametrize("entered", [NOW, NOW + MICROSECOND, NOW + SECOND - MICROSECOND])
def test_a_delegation_counts_as_gone_in_the_same_second_for_the_rules_and_for_the_table(
    status: Status, entered: datetime
) -> None:
    delegation = a_delegation(status, entered)
    around = [delegation.gone_at + step for step in (-SECOND, -MICROSECOND, 0 * SECOND, MICROSECOND, SECOND)]

    shown = [delegation.status_at(now) is None for now in around]

    assert shown == [epoch(delegation.gone_at) <= epoch(now) for now in around] == [False, False, True, True, True]


@pytest.mark.parametrize("waiting", [10 * DAY, 20 * DAY])
def test_a_due_act_can_be_done_in_the_second_in_which_the_schedule_finds_it(waiting: timedelta) -> None:
    created = NOW + timedelta(microseconds=700_001)
    invited = a_delegation(now=created, terms=terms(end=TODAY + waiting))
    proposed = perform(Act.CHANGE, a_delegation(Status.VALIDEE), Actor.DELEGANT, now=created, asked=WIDER).after

    for delegation in (invited, invited._replace(reminded=True), existing(proposed)):
        due = next_due(delegation, POLICY)
        assert due is not None
        assert carry_out(delegation, an_account(), POLICY, from_epoch(epoch(due[1]))) is not None


@pytest.mark.parametrize(("status", "act"), [(Status.EN_COURS, Act.ACCEPT), (Status.REFUSEE, Act.DELETE)])
def test_an_act_past_the_deadline_is_refused(status: Status, act: Act) -> None:
    delegation = a_delegation(status)
    actor = Actor.LINK if act is Act.ACCEPT else Actor.DELEGANT

    perform(act, delegation, actor, now=delegation.gone_at - MICROSECOND)
    with pytest.raises(Refused) as refusal:
        perform(act, delegation, actor, now=delegation.gone_at)

    assert refusal.value.code is Code.GONE


def test_a_delegation_counts_as_terminee_from_the_second_after_its_last_day() -> None:
    delegation = a_delegation(Status.VALIDEE)
    over = delegation.terms.validity.ends_at

    assert delegation.status_at(over - MICROSECOND) is Status.VALIDEE
    assert delegation.opens_at(over - MICROSECOND)
    assert delegation.status_at(over) is Status.TERMINEE
    assert not delegation.opens_at(over)


def test_an_end_that_time_has_noted_holds_for_a_clock_that_is_behind() -> None:
    delegation = a_delegation(Status.VALIDEE)
    before = delegation.terms.validity.ends_at - MICROSECOND
    ended = existing(end(delegation, delegation.terms.validity.ends_at).after)

    assert ended.status_at(before) is Status.TERMINEE
    assert not ended.opens_at(before)


def test_a_delegation_that_counts_as_gone_opens_nothing_inside_its_period() -> None:
    assert not a_delegation(Status.VALIDEE, gone_at=NOW).opens_at(NOW)


def test_entering_a_valider_restarts_the_delay_and_the_reminder() -> None:
    invited = a_delegation(created_unknown=True, reminded=True)

    waiting = existing(perform(Act.ACCEPT, invited, Actor.LINK, now=NOW + 20 * DAY).after)

    assert waiting.gone_at == end_of(TODAY + 50 * DAY)
    assert next_due(waiting, POLICY) == (Due.REMIND, end_of(TODAY + 50 * DAY) - 7 * DAY)


def test_a_resend_keeps_the_deadline() -> None:
    again = existing(perform(Act.RESEND, a_delegation(), Actor.DELEGANT, now=NOW + 9 * DAY).after)

    assert again.gone_at == PURGE


def test_the_reminder_goes_seven_days_before_the_purge() -> None:
    assert next_due(a_delegation(), POLICY) == (Due.REMIND, PURGE - 7 * DAY)


@pytest.mark.parametrize(
    ("waiting", "reminder"),
    [(10 * DAY, 5 * DAY), (14 * DAY, 7 * DAY), (14 * DAY + 2 * MICROSECOND, 7 * DAY), (DAY, HALF_A_DAY)],
)
def test_the_reminder_goes_half_way_when_the_delay_is_short(waiting: timedelta, reminder: timedelta) -> None:
    delegation = a_delegation(gone_at=NOW + waiting)

    assert delegation.gone_at - remind_at(delegation, POLICY) == reminder


def test_nothing_is_done_one_microsecond_before_it_is_due() -> None:
    delegation = a_delegation()

    assert carry_out(delegation, an_account(), POLICY, PURGE - 7 * DAY - MICROSECOND) is None


def test_a_reminder_goes_once_and_then_the_purge_is_next() -> None:
    reminded = existing(perform(Act.REMIND, a_delegation(), Actor.TIME, now=PURGE - 7 * DAY).after)

    assert next_due(reminded, POLICY) == (Due.PURGE, PURGE)


def test_a_change_after_the_reminder_causes_no_second_one() -> None:
    reminded = a_delegation(reminded=True)

    changed = perform(Act.CHANGE, reminded, Actor.DELEGANT, now=NOW + 24 * DAY, asked=terms(end=TODAY + 40 * DAY)).after

    assert next_due(existing(changed), POLICY) == (Due.PURGE, PURGE)


@pytest.mark.parametrize("act", [Act.CHANGE, Act.RESEND, Act.CORRECT, Act.READDRESS])
def test_a_new_demand_is_followed_by_a_reminder_half_way_to_the_purge_if_that_is_later(act: Act) -> None:
    actor = Actor.SPACE if act is Act.READDRESS else Actor.DELEGANT

    late, early = (
        existing(perform(act, a_delegation(undeliverable=True), actor, now=NOW + days * DAY).after) for days in (22, 10)
    )

    assert next_due(late, POLICY) == (Due.REMIND, _half_way_from(22))
    assert next_due(early, POLICY) == (Due.REMIND, PURGE - 7 * DAY)


def test_a_demand_that_lost_structures_is_followed_by_a_reminder_half_way_to_the_purge() -> None:
    had = a_delegation(terms=WIDER)

    done = lose_structures(had, an_account(), a_practice(structures=(a_structure(2),)), "nonce-2", NOW + 22 * DAY)

    assert done is not None
    assert next_due(existing(done.after), POLICY) == (Due.REMIND, _half_way_from(22))


def test_a_shortened_demand_is_not_followed_by_a_reminder_in_the_same_minute() -> None:
    shorter = terms(end=TODAY + 11 * DAY)

    changed = existing(perform(Act.CHANGE, a_delegation(), Actor.DELEGANT, now=NOW + 9 * DAY, asked=shorter).after)

    assert changed.gone_at == at(TODAY + 12 * DAY)
    assert next_due(changed, POLICY) == (
        Due.REMIND,
        whole_second(NOW + 9 * DAY + (changed.gone_at - NOW - 9 * DAY) / 2),
    )


def test_a_corrected_address_gets_a_reminder_though_the_wrong_one_had_one() -> None:
    wrong = a_delegation(undeliverable=True, reminded=True)

    corrected = existing(perform(Act.CORRECT, wrong, Actor.DELEGANT, now=NOW + 24 * DAY).after)

    assert corrected.gone_at == PURGE, "the deadline stays"
    assert next_due(corrected, POLICY) == (Due.REMIND, _half_way_from(24))


@pytest.mark.parametrize("act", [Act.CHANGE, Act.RESEND, Act.READDRESS])
def test_a_delegue_is_reminded_once_only(act: Act) -> None:
    actor = Actor.SPACE if act is Act.READDRESS else Actor.DELEGANT

    again = existing(perform(act, a_delegation(reminded=True), actor, now=NOW + 24 * DAY).after)

    assert next_due(again, POLICY) == (Due.PURGE, PURGE)


def test_entering_a_valider_clears_the_time_of_the_demand() -> None:
    asked = a_delegation(created_unknown=True, asked_at=NOW + 19 * DAY)

    waiting = existing(perform(Act.ACCEPT, asked, Actor.LINK, now=NOW + 20 * DAY).after)

    assert waiting.asked_at is None


def test_the_purge_comes_in_the_second_of_the_deadline() -> None:
    reminded = a_delegation(reminded=True)

    assert carry_out(reminded, an_account(), POLICY, reminded.gone_at - MICROSECOND) is None
    assert perform(Act.PURGE, reminded, Actor.TIME, now=reminded.gone_at).after is None


def test_a_missed_reminder_gives_way_to_the_purge() -> None:
    delegation = a_delegation()

    assert perform(Act.PURGE, delegation, Actor.TIME, now=delegation.gone_at).mails


def test_a_missed_lapse_gives_way_to_the_purge() -> None:
    delegation = a_delegation(Status.A_VALIDER, proposal=a_proposal(lapses_at=NOW + 20 * DAY), reminded=True)

    assert perform(Act.PURGE, delegation, Actor.TIME, now=delegation.gone_at).after is None


def test_a_missed_lapse_gives_way_to_the_end() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(lapses_at=NOW + 59 * DAY))

    ended = existing(perform(Act.END, delegation, Actor.TIME, now=delegation.terms.validity.ends_at).after)

    assert (ended.ended, ended.proposal) == (True, None)


def test_the_end_is_announced_once() -> None:
    assert next_due(a_delegation(Status.TERMINEE), POLICY) is None


def test_a_delegation_does_not_end_before_its_end() -> None:
    delegation = a_delegation(Status.VALIDEE)

    with pytest.raises(Refused):
        end(delegation, delegation.terms.validity.ends_at - MICROSECOND)


def test_a_proposal_of_an_ended_delegation_does_not_lapse() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal())

    with pytest.raises(Refused):
        lapse(delegation, delegation.terms.validity.ends_at)


def test_nothing_is_due_for_a_refused_delegation() -> None:
    assert next_due(a_delegation(Status.REFUSEE), POLICY) is None


def test_an_end_unannounced_for_ninety_days_is_not_announced() -> None:
    delegation = a_delegation(Status.VALIDEE)

    assert carry_out(delegation, an_account(), POLICY, delegation.gone_at) is None
