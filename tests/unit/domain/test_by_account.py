"""A delegation follows a change of its délégué's account or of its délégant's practice."""

import pytest

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.dues import Due, next_due
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
    terms,
)
from tests.performing import perform

MOVED = an_account(address="paul@ailleurs.exemple")
TWO = terms(structures=(a_structure(1), a_structure(2)))


def test_an_unanswered_demand_follows_its_delegue_and_its_earlier_links_die() -> None:
    done = perform(Act.READDRESS, a_delegation(nonce="nonce-1", undeliverable=True), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.after.undeliverable) == (MOVED.address, False)
    assert done.after.nonce != "nonce-1"
    assert [mail.kind for mail in done.mails] == [MailKind.DEMANDE]


@pytest.mark.parametrize("status", [Status.A_VALIDER, Status.VALIDEE])
def test_an_answered_delegation_follows_its_delegue_without_a_new_mail_and_its_links_die(status: Status) -> None:
    done = perform(Act.READDRESS, a_delegation(status, nonce="nonce-1"), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.mails) == (MOVED.address, ())
    assert done.after.nonce != "nonce-1"


ONE_LEFT, NONE_LEFT = a_practice(structures=(a_structure(2),)), a_practice(structures=())


def _lose(delegation: Delegation, left: Practice, account: Account = MOVED) -> Transition | None:
    return lose_structures(delegation, account, left, "nonce-2", NOW)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_structure_that_the_delegant_lost_closes_at_once(status: Status) -> None:
    done = _lose(a_delegation(status, terms=TWO), ONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert done.after.terms.structures == (a_structure(2),)
    assert done.after.terms_version == 2


@pytest.mark.parametrize(
    ("account", "kind"), [(AccountStatus.RESERVEE, MailKind.INVITATION), (AccountStatus.ACTIVE, MailKind.DEMANDE)]
)
def test_an_unanswered_demand_is_sent_again_for_the_remaining_structures_and_its_earlier_links_die(
    account: AccountStatus, kind: MailKind
) -> None:
    done = _lose(a_delegation(terms=TWO), ONE_LEFT, an_account(account))

    assert done is not None
    assert done.after is not None
    assert done.after.nonce == "nonce-2"
    assert [mail.kind for mail in done.mails] == [kind]
    assert [notice.to for notice in done.notices] == [Party.DELEGANT], "the demand has a notification of its own"


def test_a_demand_left_without_structures_is_not_sent_again_and_its_links_die() -> None:
    done = _lose(a_delegation(terms=TWO), NONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert (done.after.is_empty, done.after.nonce, done.mails) == (True, "nonce-2", ())
    assert {notice.to for notice in done.notices} == set(Party)


@pytest.mark.parametrize("status", [Status.A_VALIDER, Status.VALIDEE])
def test_an_answered_delegation_is_not_asked_again_when_it_loses_a_structure(status: Status) -> None:
    done = _lose(a_delegation(status, terms=TWO, nonce="nonce-1"), ONE_LEFT)

    assert done is not None
    assert done.after is not None
    assert (done.after.nonce, done.mails) == ("nonce-1", ())
    assert {notice.to for notice in done.notices} == set(Party)


def test_wider_terms_end_when_the_delegant_loses_their_structures() -> None:
    done = _lose(a_delegation(Status.VALIDEE, proposal=a_proposal()), a_practice(structures=(a_structure(1),)))

    assert done is not None
    assert done.after is not None
    assert (done.after.terms.structures, done.after.proposal) == ((a_structure(1),), None)


EMPTY = terms(structures=())


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER])
def test_a_delegation_without_structures_is_purged_without_a_reminder(status: Status) -> None:
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
def test_every_act_on_a_delegation_without_structures_is_refused(
    act: Act, actor: Actor, status: Status, account: AccountStatus
) -> None:
    nothing = a_delegation(status, terms=EMPTY, undeliverable=True)

    with pytest.raises(Refused) as refusal:
        perform(act, nothing, actor, an_account(account))

    assert refusal.value.code is Code.WRONG_STATUS
    perform(act, nothing._replace(terms=TWO), actor, an_account(account))


@pytest.mark.parametrize(
    ("act", "status"),
    [(Act.VALIDATE, Status.A_VALIDER), (Act.RESEND, Status.EN_COURS), (Act.CHANGE, Status.EN_COURS)],
)
def test_every_act_towards_an_ended_account_is_refused(act: Act, status: Status) -> None:
    with pytest.raises(Refused) as refusal:
        perform(act, a_delegation(status), Actor.DELEGANT, an_account(AccountStatus.FERMEE))

    assert refusal.value.code is Code.WRONG_STATUS
    assert "n’existe plus" in refusal.value.message


def test_a_demand_without_structures_follows_its_delegue_without_a_mail() -> None:
    done = perform(Act.READDRESS, a_delegation(terms=EMPTY), Actor.SPACE, MOVED)

    assert done.after is not None
    assert (done.after.delegue.address, done.mails) == (MOVED.address, ())


def test_choosing_structures_again_sends_the_demand_again() -> None:
    done = perform(Act.CHANGE, a_delegation(terms=EMPTY), Actor.DELEGANT, asked=TWO)

    assert done.after is not None
    assert done.after.terms == TWO
    assert MailKind.DEMANDE in {mail.kind for mail in done.mails}


@pytest.mark.parametrize("status", sorted(LIVE))
def test_nothing_changes_while_the_delegant_has_all_the_structures(status: Status) -> None:
    assert _lose(a_delegation(status, terms=TWO), a_practice()) is None


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_a_closed_delegation_keeps_its_structures(status: Status) -> None:
    assert _lose(a_delegation(status), NONE_LEFT) is None
