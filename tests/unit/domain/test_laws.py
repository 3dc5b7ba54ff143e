"""Laws that hold for every period, every delegation and every history (hypothesis)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.delegation import Delegation, Proposal, Terms, gone_at
from chalicelib.domain.dues import Due, next_due
from chalicelib.domain.periods import Validity, day_in_paris, start_of_day
from chalicelib.domain.refusals import Refused
from chalicelib.domain.rules import BEGINS, Act, Actor
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.domain.transitions.by_delegant import create
from chalicelib.domain.transitions.by_time import carry_out
from tests.builders import DAY, NOW, POLICY, TODAY, a_delegation, a_new_delegation, a_structure, an_account
from tests.performing import perform
from tests.whole import examples

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAYS = st.integers(-400, 400).map(lambda days: TODAY + days * DAY)
PERIODS = st.builds(lambda start, days: Validity(start, start + days * DAY), DAYS, st.integers(0, 90))
STRUCTURES = st.sets(st.integers(1, 4), min_size=1).map(lambda ids: tuple(a_structure(n) for n in sorted(ids)))
TERMS = st.builds(Terms, PERIODS, STRUCTURES)
FROM_TODAY = st.builds(
    lambda wait, days: Validity(TODAY + wait * DAY, TODAY + (wait + days) * DAY), st.integers(0, 60), st.integers(0, 90)
)
TERMS_FROM_TODAY = st.builds(Terms, FROM_TODAY, STRUCTURES)


def _days(period: Validity | None) -> set[date]:
    return {period.start + n * DAY for n in range(period.days)} if period else set()


@given(PERIODS, PERIODS)
def test_periods_overlap_when_they_share_a_day_and_their_intersection_is_the_shared_days(
    one: Validity, other: Validity
) -> None:
    shared = _days(one) & _days(other)

    assert one.overlaps(other) is other.overlaps(one) is bool(shared)
    assert _days(one.intersection(other)) == shared


@given(PERIODS, PERIODS)
def test_a_period_contains_another_when_it_has_all_of_its_days(one: Validity, other: Validity) -> None:
    assert one.contains(other) is (_days(one) >= _days(other)) is (one.intersection(other) == other)


@given(PERIODS, st.integers(-500 * 24 * 60, 500 * 24 * 60).map(lambda minutes: NOW + minutes * MINUTE))
def test_a_period_holds_at_a_moment_when_it_has_the_day_it_is_in_paris(period: Validity, moment: datetime) -> None:
    assert period.holds(moment) is (day_in_paris(moment) in _days(period))


@given(DAYS)
def test_the_days_follow_one_another_without_a_gap(day: date) -> None:
    assert Validity(day, day).ends_at == start_of_day(day + DAY) == Validity(day + DAY, day + DAY).starts_at


@given(TERMS, TERMS)
def test_the_common_part_of_two_terms_grants_nothing_beyond_either(one: Terms, other: Terms) -> None:
    common = one.common_with(other)

    assert common is None or (one.contains(common) and other.contains(common))
    assert one.contains(other) is (common is not None and common.contains(other))


@st.composite
def delegations(draw: st.DrawFn) -> Delegation:
    """A delegation of any status, reminded or not, with wider terms waiting or not."""
    status = draw(st.sampled_from([status for status in Status if status is not Status.TERMINEE]))
    waits = status in {Status.A_VALIDER, Status.VALIDEE} and draw(st.booleans())
    lapses_at = NOW + draw(st.integers(1, 90 * 24)) * HOUR
    return a_delegation(
        status,
        terms=draw(TERMS_FROM_TODAY),
        reminded=draw(st.booleans()),
        proposal=Proposal(draw(TERMS_FROM_TODAY), lapses_at) if waits else None,
    )


@given(delegations())
def test_due_acts_come_in_order_and_end_with_at_most_one_reminder(delegation: Delegation) -> None:
    current: Delegation | None = delegation
    dues: list[tuple[Due, datetime]] = []
    while current and (due := next_due(current, POLICY)):
        dues.append(due)
        done = carry_out(current, an_account(), POLICY, due[1])
        assert done is not None
        current = done.after
        assert len(dues) <= len(Due)

    assert [moment for _, moment in dues] == sorted(moment for _, moment in dues)
    assert [kind for kind, _ in dues].count(Due.REMIND) <= 1


@given(delegations(), st.integers(0, 200 * 24))
def test_a_late_schedule_does_the_remaining_acts_and_ends(delegation: Delegation, hours: int) -> None:
    now, acts = NOW + hours * HOUR, []
    current: Delegation | None = delegation
    while current and (done := carry_out(current, an_account(), POLICY, now)):
        acts.append(done.act)
        current = done.after
        assert len(acts) <= len(Due)

    assert len(set(acts)) == len(acts)
    assert current is None or current.gone_at > now or current.status not in {Status.EN_COURS, Status.A_VALIDER}


BEGINNINGS = [AccountStatus.RESERVEE, AccountStatus.A_ACTIVER, AccountStatus.ACTIVE]
"""Whom a creation may ask."""


@dataclass
class History:
    """A delegation as its people have acted on it, and the terms that the délégué accepted."""

    current: Delegation | None
    account: AccountStatus
    now: datetime = NOW
    agreed: list[Terms] = field(default_factory=list)
    reminders: list[Status] = field(default_factory=list)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([act for act in Act if act not in BEGINS]),
        st.sampled_from(Actor),
        TERMS_FROM_TODAY,
        st.integers(0, 15 * 24),
    ),
    max_size=25,
)


def _step(history: History, act: Act, actor: Actor, asked: Terms) -> None:
    """Do the act if the rules allow it, and record the accepted terms."""
    before = cast(Delegation, history.current)
    try:
        done = perform(act, before, actor, an_account(history.account), history.now, asked=asked)
    except Refused:
        return
    history.current = done.after
    if act is Act.OPEN_ACCOUNT:
        history.account = AccountStatus.A_ACTIVER
    if act is Act.VALIDATE:
        history.account = AccountStatus.ACTIVE
    if act in {Act.OPEN_ACCOUNT, Act.ACCEPT}:
        history.agreed.append(before.terms)
    if act is Act.ACCEPT_CHANGE and before.proposal:
        history.agreed.append(before.proposal.terms)
    if act is Act.REMIND:
        history.reminders.append(before.status)
    if act is Act.CORRECT:
        history.reminders.clear()


WANTED = Terms(Validity(TODAY, TODAY + 30 * DAY), (a_structure(1),))


@settings(max_examples=examples(100, 300))
@given(st.sampled_from(BEGINNINGS), TERMS_FROM_TODAY, STEPS)
@example(  # the card names a place that the délégué never agreed to
    AccountStatus.ACTIVE, WANTED, [(Act.ACCEPT, Actor.SPACE, WANTED, 0), (Act.REGAIN_STRUCTURES, Actor.CARD, WANTED, 0)]
)
@example(  # the card of somebody who had declined names no liberal activity
    AccountStatus.ACTIVE,
    WANTED,
    [(Act.DISOWN, Actor.SPACE, WANTED, 0), (Act.REGAIN_ELIGIBILITY, Actor.CARD, WANTED, 0)],
)
def test_no_history_opens_anything_beyond_the_terms_that_the_delegue_accepted(
    account: AccountStatus, first: Terms, steps: list[tuple[Act, Actor, Terms, int]]
) -> None:
    created = create(a_new_delegation(account=an_account(account), terms=first), POLICY, NOW).after
    history = History(created, account)

    for act, actor, asked, hours in steps:
        history.now += hours * HOUR
        _step(history, act, actor, asked)
        current = history.current
        if current is None:
            break
        assert current.gone_at == gone_at(current, POLICY)
        assert len(set(history.reminders)) == len(history.reminders)
        if current.opens_at(history.now):
            assert any(agreed.contains(current.terms) for agreed in history.agreed)
