"""A délégant changes a delegation, sends it again, or corrects its address (specification §3)."""

import pytest

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, Status
from tests.builders import (
    CLAIRE,
    DAY,
    MICROSECOND,
    NOW,
    TODAY,
    a_delegation,
    a_proposal,
    a_structure,
    an_account,
    at,
    end_of,
    terms,
)
from tests.performing import perform

LAST = TODAY + 60 * DAY
ONE, TWO, THREE = a_structure(1), a_structure(2), a_structure(3)
HELD = terms(TODAY, LAST, (ONE, TWO))
ACCEPTED = [Status.A_VALIDER, Status.VALIDEE]
NARROWER = [
    pytest.param(terms(TODAY, LAST - DAY, (ONE, TWO)), id="ends earlier"),
    pytest.param(terms(TODAY + DAY, LAST, (ONE, TWO)), id="starts later"),
    pytest.param(terms(TODAY, LAST, (TWO,)), id="a structure less"),
    pytest.param(HELD, id="the same"),
]
WIDER = [
    pytest.param(terms(TODAY, LAST + DAY, (ONE, TWO)), id="ends later"),
    pytest.param(terms(TODAY - DAY, LAST, (ONE, TWO)), id="starts earlier"),
    pytest.param(terms(TODAY, LAST, (ONE, TWO, THREE)), id="a structure more"),
]


def _change(delegation: Delegation, asked: Terms) -> Delegation:
    after = perform(Act.CHANGE, delegation, Actor.DELEGANT, asked=asked).after
    assert after is not None
    return after


def _answer(act: Act, delegation: Delegation) -> Delegation:
    after = perform(act, delegation, Actor.LINK).after
    assert after is not None
    return after


@pytest.mark.parametrize("asked", [*NARROWER, *WIDER])
def test_a_change_before_the_acceptance_takes_effect_at_once(asked: Terms) -> None:
    changed = _change(a_delegation(terms=HELD), asked)

    assert (changed.terms, changed.proposal) == (asked, None)


def test_a_change_before_the_acceptance_kills_earlier_links() -> None:
    changed = _change(a_delegation(nonce="nonce-1"), HELD)

    assert changed.nonce != "nonce-1"


def test_a_change_before_the_acceptance_keeps_the_deadline() -> None:
    after = perform(Act.CHANGE, a_delegation(), Actor.DELEGANT, now=NOW + 5 * DAY, asked=HELD).after

    assert after is not None
    assert after.gone_at == end_of(TODAY + 30 * DAY)


def test_an_earlier_last_day_brings_the_purge_forward() -> None:
    assert _change(a_delegation(), terms(end=TODAY + 3 * DAY)).gone_at == at(TODAY + 4 * DAY)


@pytest.mark.parametrize("status", ACCEPTED)
@pytest.mark.parametrize("asked", NARROWER)
def test_a_narrower_change_takes_effect_at_once(status: Status, asked: Terms) -> None:
    changed = _change(a_delegation(status, terms=HELD), asked)

    assert (changed.status, changed.terms, changed.proposal) == (status, asked, None)


@pytest.mark.parametrize("status", ACCEPTED)
@pytest.mark.parametrize("asked", WIDER)
def test_wider_terms_wait_while_the_present_ones_hold(status: Status, asked: Terms) -> None:
    changed = _change(a_delegation(status, terms=HELD), asked)

    assert changed.proposal is not None
    assert (changed.status, changed.terms, changed.proposal.terms) == (status, HELD, asked)


def test_a_mixed_change_takes_away_at_once_and_adds_on_acceptance() -> None:
    asked = terms(TODAY, LAST - 9 * DAY, (TWO, THREE))

    changed = _change(a_delegation(Status.VALIDEE, terms=HELD), asked)

    assert changed.terms == terms(TODAY, LAST - 9 * DAY, (TWO,))
    assert changed.proposal is not None
    assert changed.proposal.terms == asked


@pytest.mark.parametrize("asked", [terms(LAST + DAY, LAST + 2 * DAY, (ONE,)), terms(TODAY, LAST, (THREE,))])
def test_terms_that_share_nothing_with_the_present_ones_wait_for_the_acceptance(asked: Terms) -> None:
    assert _change(a_delegation(Status.VALIDEE, terms=HELD), asked).terms == HELD


def test_accepted_wider_terms_take_effect() -> None:
    asked = terms(TODAY, LAST + DAY, (ONE, THREE))

    answered = _answer(Act.ACCEPT_CHANGE, _change(a_delegation(Status.VALIDEE, terms=HELD), asked))

    assert (answered.terms, answered.proposal) == (asked, None)
    assert answered.gone_at == end_of(LAST + 92 * DAY)


def test_refused_wider_terms_leave_nothing() -> None:
    asked = terms(TODAY, LAST + DAY, (ONE, TWO))

    answered = _answer(Act.REFUSE_CHANGE, _change(a_delegation(Status.VALIDEE, terms=HELD), asked))

    assert (answered.terms, answered.proposal) == (HELD, None)


@pytest.mark.parametrize("act", [Act.ACCEPT_CHANGE, Act.REFUSE_CHANGE])
def test_a_proposal_is_answered_only_while_it_waits(act: Act) -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(lapses_at=NOW + DAY))

    assert perform(act, delegation, Actor.SPACE, now=NOW + DAY - MICROSECOND).after
    with pytest.raises(Refused) as refusal:
        perform(act, delegation, Actor.SPACE, now=NOW + DAY)

    assert refusal.value.code is Code.WRONG_STATUS


def test_unanswered_wider_terms_lapse_after_thirty_days_and_the_present_ones_go_on() -> None:
    changed = _change(a_delegation(Status.VALIDEE, terms=HELD), terms(TODAY, LAST, (ONE, TWO, THREE)))

    lapsed = perform(Act.LAPSE, changed, Actor.TIME, now=end_of(TODAY + 30 * DAY)).after

    assert lapsed is not None
    assert (lapsed.status, lapsed.terms, lapsed.proposal) == (Status.VALIDEE, HELD, None)


def test_wider_terms_lapse_when_the_delegation_ends() -> None:
    held = terms(TODAY, TODAY + 4 * DAY)

    changed = _change(a_delegation(Status.VALIDEE, terms=held), terms(TODAY, TODAY + 90 * DAY))

    assert changed.proposal is not None
    assert changed.proposal.lapses_at == at(TODAY + 5 * DAY)


def test_wider_terms_lapse_when_the_delegation_is_purged() -> None:
    waiting = a_delegation(Status.A_VALIDER, terms=HELD)

    after = perform(Act.CHANGE, waiting, Actor.DELEGANT, now=NOW + 20 * DAY, asked=terms(TODAY, LAST + DAY)).after

    assert after is not None
    assert after.proposal is not None
    assert after.proposal.lapses_at == after.gone_at == end_of(TODAY + 30 * DAY)


def test_wider_terms_lapse_when_their_own_last_day_is_over() -> None:
    asked = terms(TODAY, TODAY + DAY, (THREE,))

    changed = _change(a_delegation(Status.VALIDEE, terms=HELD), asked)

    assert changed.proposal is not None
    assert changed.proposal.lapses_at == at(TODAY + 2 * DAY)


def test_a_narrower_change_ends_the_waiting_proposal() -> None:
    delegation = a_delegation(Status.VALIDEE, terms=HELD, proposal=a_proposal())

    assert _change(delegation, terms(TODAY, LAST, (ONE,))).proposal is None


@pytest.mark.parametrize("status", [Status.EN_COURS, *ACCEPTED])
@pytest.mark.parametrize("asked", [*NARROWER, *WIDER])
def test_every_change_makes_a_new_version_of_the_terms(status: Status, asked: Terms) -> None:
    delegation = a_delegation(status, terms=HELD)

    assert _change(delegation, asked).terms_version == delegation.terms_version + 1


@pytest.mark.parametrize("status", [Status.EN_COURS, *ACCEPTED])
@pytest.mark.parametrize("asked", [*NARROWER, *WIDER])
def test_a_change_never_touches_the_profil_nor_the_address(status: Status, asked: Terms) -> None:
    delegation = a_delegation(status, terms=HELD)
    changed = _change(delegation, asked)

    assert (changed.profil, changed.delegue) == (delegation.profil, delegation.delegue)


def test_a_resend_kills_earlier_links_and_forgets_the_delivery_trouble() -> None:
    again = perform(Act.RESEND, a_delegation(undeliverable=True), Actor.DELEGANT).after

    assert again is not None
    assert (again.nonce, again.undeliverable, again.resent_at) == ("nonce-2", False, (NOW,))


@pytest.mark.parametrize(("act", "undeliverable"), [(Act.BOUNCE, True), (Act.REACH, False)])
def test_a_bounce_or_a_delivery_decides_whether_the_address_can_be_corrected(act: Act, undeliverable: bool) -> None:
    before = a_delegation(undeliverable=not undeliverable)
    after = perform(act, before, Actor.MAIL).after

    assert after == before._replace(undeliverable=undeliverable, revision=before.revision + 1)


def test_an_address_that_was_reached_is_not_corrected() -> None:
    with pytest.raises(Refused) as refusal:
        perform(Act.CORRECT, a_delegation(undeliverable=False), Actor.DELEGANT)

    assert refusal.value.code is Code.DELIVERABLE


def test_a_corrected_address_replaces_the_other_and_kills_its_links() -> None:
    other = an_account(id="account-other", address="autre@exemple.fr", name=CLAIRE)

    corrected = perform(Act.CORRECT, a_delegation(undeliverable=True), Actor.DELEGANT, other).after

    assert corrected is not None
    assert (corrected.delegue.account_id, corrected.delegue.address) == ("account-other", "autre@exemple.fr")
    assert corrected.delegue.name == CLAIRE
    assert (corrected.nonce, corrected.undeliverable) == ("nonce-2", False)


@pytest.mark.parametrize("account", [AccountStatus.RESERVEE, AccountStatus.A_ACTIVER, AccountStatus.ACTIVE])
def test_correcting_the_address_records_again_whether_it_has_an_account(account: AccountStatus) -> None:
    wrong = a_delegation(undeliverable=True, created_unknown=account.is_known)

    corrected = perform(Act.CORRECT, wrong, Actor.DELEGANT, an_account(account)).after

    assert corrected is not None
    assert corrected.created_unknown is not account.is_known
