"""What a change of somebody's account, or of the délégant's practice, does to a delegation."""

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import CLOSED, LIVE, Status
from chalicelib.domain.transitions.by_account import lose_structures
from tests.builders import NOW, POLICY, a_delegation, a_practice, a_structure, an_account, perform, terms

MOVED = an_account(address="paul@ailleurs.exemple")
TWO = terms(structures=(a_structure(1), a_structure(2)))


def test_a_demand_without_answer_follows_its_delegue_and_its_earlier_links_die() -> None:
    done = perform(Act.READDRESS, a_delegation(nonce="nonce-1", undeliverable=True), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.after.undeliverable) == (MOVED.address, False)
    assert done.after.nonce != "nonce-1"
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]


@pytest.mark.parametrize("status", [Status.A_VALIDER, Status.VALIDEE])
def test_what_was_answered_follows_its_delegue_without_asking_him_again(status: Status) -> None:
    done = perform(Act.READDRESS, a_delegation(status, nonce="nonce-1"), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.after.nonce, done.mails) == (MOVED.address, "nonce-1", ())


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_structure_that_is_no_longer_his_is_closed_at_once(status: Status) -> None:
    done = lose_structures(a_delegation(status, terms=TWO), a_practice(structures=(a_structure(2),)), POLICY, NOW)

    assert done is not None
    assert done.after is not None
    assert done.after.terms.structures == (a_structure(2),)
    assert done.after.terms_version == 2


@pytest.mark.parametrize("status", sorted(LIVE))
def test_nothing_happens_while_all_structures_are_his(status: Status) -> None:
    assert lose_structures(a_delegation(status, terms=TWO), a_practice(), POLICY, NOW) is None


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_what_is_over_keeps_the_structures_it_had(status: Status) -> None:
    assert lose_structures(a_delegation(status), a_practice(structures=()), POLICY, NOW) is None
