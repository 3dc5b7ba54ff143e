"""The delays and limits of specification §7 that the rules apply: each at its limit and one past it."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.delegation import Delegation, gone_at
from chalicelib.domain.dues import remind_at
from chalicelib.domain.periods import errors_of_validity
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.by_delegant import resends_left
from chalicelib.settings import Settings
from tests.builders import DAY, MICROSECOND, NOW, POLICY, TODAY, a_delegation, at, end_of
from tests.performing import perform

MINUTE = timedelta(minutes=1)


def _delegation_with_resends(*moments: datetime) -> Delegation:
    return a_delegation(resent_at=moments)


def _resend(delegation: Delegation, now: datetime) -> None:
    perform(Act.RESEND, delegation, Actor.DELEGANT, now=now)


def test_the_defaults_are_those_of_the_specification() -> None:
    assert (
        Policy(
            purge_after=timedelta(days=30),
            reminder_before=timedelta(days=7),
            closed_kept=timedelta(days=90),
            end_notice_before=timedelta(days=15),
            resends_per_day=3,
            resends_in_all=10,
            asks_per_day=5,
            open_wishes=10,
            asks_per_link=50,
        )
        == POLICY
    )


def test_the_longest_validity_is_three_years_in_days() -> None:
    assert 3 * 365 + 1 <= Settings().longest_validity_days <= 3 * 366


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER])
def test_an_untreated_delegation_lasts_until_the_end_of_the_thirtieth_day(status: Status) -> None:
    delegation = a_delegation(status)

    assert delegation.status_at(end_of(TODAY + 30 * DAY) - MICROSECOND) is status
    assert delegation.status_at(end_of(TODAY + 30 * DAY)) is None


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE])
def test_a_delegation_refused_or_non_aboutie_lasts_until_the_end_of_the_ninetieth_day(status: Status) -> None:
    delegation = a_delegation(status)

    assert delegation.status_at(end_of(TODAY + 90 * DAY) - MICROSECOND) is status
    assert delegation.status_at(end_of(TODAY + 90 * DAY)) is None


def test_the_third_resend_of_a_day_is_sent_and_the_fourth_is_refused() -> None:
    _resend(_delegation_with_resends(NOW, NOW), NOW + MINUTE)

    with pytest.raises(Refused) as refusal:
        _resend(_delegation_with_resends(NOW, NOW, NOW), NOW + MINUTE)

    assert refusal.value.code is Code.TOO_MANY_RESENDS


def test_the_daily_resends_start_again_at_midnight_in_paris() -> None:
    delegation = _delegation_with_resends(NOW, NOW, NOW)
    midnight = at(TODAY + DAY)

    assert resends_left(delegation, POLICY, midnight - MICROSECOND) == 0
    assert resends_left(delegation, POLICY, midnight) == 3


def test_the_tenth_resend_is_sent_and_the_eleventh_is_refused() -> None:
    moments = [NOW + day * DAY for day in range(10)]
    _resend(_delegation_with_resends(*moments[:9]), NOW + 20 * DAY)

    with pytest.raises(Refused) as refusal:
        _resend(_delegation_with_resends(*moments), NOW + 20 * DAY)

    assert refusal.value.code is Code.TOO_MANY_RESENDS


def test_the_refusal_after_three_resends_in_a_day_says_when_to_try_again() -> None:
    with pytest.raises(Refused) as refusal:
        _resend(_delegation_with_resends(NOW, NOW, NOW), NOW + MINUTE)

    assert refusal.value.retry_after == (at(TODAY + DAY) - NOW - MINUTE).total_seconds()


@pytest.mark.parametrize("sent", [10, 11])
def test_the_refusal_after_the_last_resend_gives_no_time_to_try_again(sent: int) -> None:
    with pytest.raises(Refused) as refusal:
        _resend(_delegation_with_resends(*(NOW + day * DAY for day in range(sent))), NOW + 20 * DAY)

    assert refusal.value.retry_after is None


def test_the_resends_left_today_never_exceed_those_left_in_all() -> None:
    moments = [NOW + day * DAY for day in range(9)]

    assert resends_left(_delegation_with_resends(*moments), POLICY, NOW + 20 * DAY) == 1


def test_a_limit_lowered_below_what_was_sent_leaves_none() -> None:
    lowered = POLICY._replace(resends_per_day=1)

    assert resends_left(_delegation_with_resends(NOW, NOW), lowered, NOW) == 0


def test_the_limit_of_resends_is_a_setting() -> None:
    assert resends_left(a_delegation(), POLICY._replace(resends_per_day=5), NOW) == 5
    assert resends_left(a_delegation(), POLICY._replace(resends_in_all=2), NOW) == 2


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER])
def test_the_delay_of_the_purge_is_a_setting(status: Status) -> None:
    assert gone_at(a_delegation(status), POLICY._replace(purge_after=2 * DAY)) == end_of(TODAY + 2 * DAY)


def test_the_delay_of_the_reminder_is_a_setting() -> None:
    assert remind_at(a_delegation(), POLICY._replace(reminder_before=2 * DAY)) == end_of(TODAY + 28 * DAY)


@pytest.mark.parametrize("status", [Status.REFUSEE, Status.NON_ABOUTIE])
def test_the_time_a_refused_delegation_is_kept_is_a_setting(status: Status) -> None:
    assert gone_at(a_delegation(status), POLICY._replace(closed_kept=DAY)) == end_of(TODAY + DAY)


def test_the_time_an_ended_delegation_is_kept_is_a_setting() -> None:
    ended = a_delegation(Status.TERMINEE)

    assert gone_at(ended, POLICY._replace(closed_kept=DAY)) == end_of(TODAY + DAY)


def test_the_longest_validity_is_a_setting() -> None:
    assert errors_of_validity(TODAY, TODAY + 9 * DAY, TODAY, 10) == {}
    assert "10 jours" in errors_of_validity(TODAY, TODAY + 10 * DAY, TODAY, 10)["fin"]
