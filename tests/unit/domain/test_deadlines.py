"""A stated deadline survives a new setting of the delay; entering a status sets a new one (specification §3, §7)."""

import pytest

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.dues import remind_at
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.domain.transitions.by_time import carry_out
from tests.builders import (
    DAY,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_proposal,
    an_account,
    end_of,
    existing,
    with_something_taken,
)
from tests.performing import perform

OTHER_DELAYS = POLICY._replace(purge_after=10 * DAY, closed_kept=5 * DAY)


@pytest.mark.parametrize(
    ("act", "actor", "delegation"),
    [
        (Act.RESEND, Actor.DELEGANT, a_delegation()),
        (Act.CORRECT, Actor.DELEGANT, a_delegation(undeliverable=True)),
        (Act.BOUNCE, Actor.MAIL, a_delegation()),
        (Act.UNDELIVERED, Actor.MAIL, a_delegation()),
        (Act.REACH, Actor.MAIL, a_delegation(undeliverable=True)),
        (Act.READDRESS, Actor.SPACE, a_delegation()),
        (Act.LOSE_STRUCTURES, Actor.CARD, a_delegation()),
        (Act.REGAIN_STRUCTURES, Actor.CARD, with_something_taken(a_delegation())),
        (Act.REFUSE_CHANGE, Actor.SPACE, a_delegation(Status.A_VALIDER, proposal=a_proposal())),
        (Act.LAPSE, Actor.TIME, a_delegation(Status.A_VALIDER, proposal=a_proposal(lapses_at=NOW))),
    ],
    ids=lambda value: value.name if isinstance(value, Act) else "",
)
def test_a_new_setting_of_the_delay_moves_no_existing_deadline(act: Act, actor: Actor, delegation: Delegation) -> None:
    assert existing(perform(act, delegation, actor, policy=OTHER_DELAYS).after).gone_at == delegation.gone_at


def test_a_reminder_keeps_the_deadline_that_it_states() -> None:
    delegation = a_delegation()
    done = carry_out(delegation, an_account(), POLICY._replace(purge_after=10 * DAY), remind_at(delegation, POLICY))
    assert done is not None
    assert (done.act, existing(done.after).gone_at) == (Act.REMIND, delegation.gone_at)


def test_the_end_of_a_delegation_keeps_the_stated_deadline() -> None:
    delegation = a_delegation(Status.VALIDEE)
    done = carry_out(delegation, an_account(), OTHER_DELAYS, delegation.terms.validity.ends_at)
    assert done is not None
    assert (done.act, existing(done.after).gone_at) == (Act.END, delegation.gone_at)


def test_entering_a_status_uses_the_present_setting_of_the_delay() -> None:
    accepted = perform(Act.ACCEPT, a_delegation(), Actor.LINK, an_account(AccountStatus.A_ACTIVER), policy=OTHER_DELAYS)
    assert existing(accepted.after).gone_at == end_of(TODAY + 10 * DAY)
