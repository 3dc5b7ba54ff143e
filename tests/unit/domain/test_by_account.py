"""What a change of somebody's account, or of the délégant's practice, does to a delegation."""

import pytest

from chalicelib.domain.delegation import Delegation, Due, next_due
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Party, Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import CLOSED, LIVE, AccountStatus, Status
from chalicelib.domain.transitions.by_account import lose_structures
from chalicelib.domain.transitions.outcome import Transition
from tests.builders import (
    DAY,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_practice,
    a_proposal,
    a_structure,
    an_account,
    end_of,
    perform,
    terms,
)

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


ONE_LEFT, NONE_LEFT = a_practice(structures=(a_structure(2),)), a_practice(structures=())


def _losing(delegation: Delegation, left: Practice, account: Account = MOVED) -> Transition | None:
    return lose_structures(delegation, account, left, "nonce-2", NOW)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_structure_that_is_no_longer_his_is_closed_at_once(status: Status) -> None:
    done = _losing(a_delegation(status, terms=TWO), ONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert done.after.terms.structures == (a_structure(2),)
    assert done.after.terms_version == 2


@pytest.mark.parametrize(
    ("account", "kind"), [(AccountStatus.RESERVEE, MailKind.INVITATION), (AccountStatus.ACTIVE, MailKind.DEMANDE)]
)
def test_what_is_left_of_a_demand_without_answer_is_asked_anew_and_its_earlier_links_die(
    account: AccountStatus, kind: MailKind
) -> None:
    done = _losing(a_delegation(terms=TWO), ONE_LEFT, an_account(account))

    assert done is not None
    assert done.after is not None
    assert done.after.nonce == "nonce-2"
    assert [mail.kind for mail in done.mails] == [kind]
    assert [notice.to for notice in done.notices] == [Party.DELEGANT], "the demand has a notification of its own"


def test_nobody_is_asked_to_accept_nothing_and_earlier_links_die() -> None:
    done = _losing(a_delegation(terms=TWO), NONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert (done.after.is_empty, done.after.nonce, done.mails) == (True, "nonce-2", ())
    assert {notice.to for notice in done.notices} == set(Party)


@pytest.mark.parametrize("status", [Status.A_VALIDER, Status.VALIDEE])
def test_what_was_answered_is_not_asked_again_whatever_is_lost(status: Status) -> None:
    done = _losing(a_delegation(status, terms=TWO, nonce="nonce-1"), ONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert (done.after.nonce, done.mails) == ("nonce-1", ())
    assert {notice.to for notice in done.notices} == set(Party)


def test_wider_terms_that_are_no_longer_his_to_offer_are_taken_back() -> None:
    done = _losing(a_delegation(Status.VALIDEE, proposal=a_proposal()), a_practice(structures=(a_structure(1),)))

    assert done is not None
    assert done.after is not None
    assert (done.after.terms.structures, done.after.proposal) == ((a_structure(1),), None)


EMPTY = terms(structures=())


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER])
def test_nobody_is_reminded_of_nothing_but_it_is_purged(status: Status) -> None:
    assert next_due(a_delegation(status, terms=EMPTY), POLICY) == (Due.PURGE, end_of(TODAY + 30 * DAY))


@pytest.mark.parametrize(
    ("act", "actor", "status", "account"),
    [
        (Act.OPEN_ACCOUNT, Actor.LINK, Status.EN_COURS, AccountStatus.RESERVEE),
        (Act.ACCEPT, Actor.LINK, Status.EN_COURS, AccountStatus.A_ACTIVER),
        (Act.ACCEPT, Actor.SPACE, Status.EN_COURS, AccountStatus.ACTIVE),
        (Act.VALIDATE, Actor.DELEGANT, Status.A_VALIDER, AccountStatus.A_ACTIVER),
        (Act.RESEND, Actor.DELEGANT, Status.EN_COURS, AccountStatus.RESERVEE),
        (Act.CORRECT, Actor.DELEGANT, Status.EN_COURS, AccountStatus.RESERVEE),
    ],
)
def test_nobody_agrees_to_nothing(act: Act, actor: Actor, status: Status, account: AccountStatus) -> None:
    nothing = a_delegation(status, terms=EMPTY, undeliverable=True)

    with pytest.raises(Refused) as refusal:
        perform(act, nothing, actor, an_account(account))

    assert refusal.value.code is Code.WRONG_STATUS
    perform(act, nothing._replace(terms=TWO), actor, an_account(account))


@pytest.mark.parametrize(
    ("act", "status"),
    [(Act.VALIDATE, Status.A_VALIDER), (Act.RESEND, Status.EN_COURS), (Act.CHANGE, Status.EN_COURS)],
)
def test_nothing_is_asked_of_an_account_that_has_ended_or_opened_for_it(act: Act, status: Status) -> None:
    with pytest.raises(Refused) as refusal:
        perform(act, a_delegation(status), Actor.DELEGANT, an_account(AccountStatus.FERMEE))

    assert refusal.value.code is Code.WRONG_STATUS
    assert "n’existe plus" in refusal.value.message


def test_a_demand_for_nothing_does_not_follow_its_delegue() -> None:
    done = perform(Act.READDRESS, a_delegation(terms=EMPTY), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.mails) == (MOVED.address, ())


def test_structures_chosen_anew_bring_the_demand_back() -> None:
    done = perform(Act.CHANGE, a_delegation(terms=EMPTY), Actor.DELEGANT, asked=TWO)

    assert done.after is not None
    assert done.after.terms == TWO
    assert MailKind.DEMANDE in {mail.kind for mail in done.mails}


@pytest.mark.parametrize("status", sorted(LIVE))
def test_nothing_happens_while_all_structures_are_his(status: Status) -> None:
    assert _losing(a_delegation(status, terms=TWO), a_practice()) is None


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_what_is_over_keeps_the_structures_it_had(status: Status) -> None:
    assert _losing(a_delegation(status), NONE_LEFT) is None
