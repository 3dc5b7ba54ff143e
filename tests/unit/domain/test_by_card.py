"""A card takes its number back from delegations, and joins the delegations of two accounts."""

import pytest

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Identifiers, Name, Party
from chalicelib.domain.statuses import CLOSED, LIVE, Reason, Status
from chalicelib.domain.transitions.by_card import join, lose_identifier, supersede
from chalicelib.domain.transitions.outcome import NoticeKind, Transition
from tests.builders import NOW, POLICY, TYPED, a_delegation, a_proposal, an_account

CARD = an_account(address="nora@cabinet.exemple")._replace(id="carte", name=Name("MME", "Nora", "Carte"))


def _delegation_by_number(status: Status, delegation: Delegation | None = None) -> Delegation:
    found = delegation or a_delegation(status, nonce="nonce-1")
    return found._replace(delegue=found.delegue._replace(identifiers=TYPED, entered=TYPED))


def _join(delegation: Delegation, kept: Identifiers = TYPED) -> Transition:
    return join(delegation, CARD, kept, "nonce-2", NOW)


@pytest.mark.parametrize("status", sorted(Status))
def test_a_joined_delegation_takes_the_name_and_address_of_the_cards_account(status: Status) -> None:
    done = _join(_delegation_by_number(status))
    assert done.after is not None and done.of_former_delegue is not None
    assert done.after.delegue[:3] == (CARD.id, CARD.address, CARD.name)
    assert (done.after.status, done.after.delegue.entered) == (done.of_former_delegue.status, TYPED)
    assert (done.after.nonce, done.after.terms_version) == ("nonce-2", 2)


def test_a_joined_delegation_that_waits_for_an_answer_asks_the_cards_account() -> None:
    assert [mail.kind for mail in _join(_delegation_by_number(Status.EN_COURS)).mails] == [MailKind.DEMANDE]
    proposed = a_delegation(Status.VALIDEE, proposal=a_proposal())
    assert [mail.kind for mail in _join(_delegation_by_number(Status.VALIDEE, proposed)).mails] == [
        MailKind.PROPOSITION_DELEGUE
    ]


@pytest.mark.parametrize("status", [Status.A_VALIDER, Status.VALIDEE])
def test_both_sides_are_notified_when_the_card_has_another_number(status: Status) -> None:
    done = _join(_delegation_by_number(status), TYPED._replace(rpps_adeli="99900007777"))
    assert done.after is not None
    assert {(notice.kind, notice.to) for notice in done.notices} == {
        (NoticeKind.NUMERO_DE_LA_CARTE, party) for party in Party
    }
    assert (done.after.delegue.identifiers.rpps_adeli, done.after.delegue.entered) == ("99900007777", TYPED)


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_joining_a_closed_delegation_notifies_nobody(status: Status) -> None:
    assert _join(_delegation_by_number(status), Identifiers()).notices == ()


@pytest.mark.parametrize("status", sorted(LIVE))
@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [
        (Reason.DOUBLON, NoticeKind.DOUBLON, set(Party)),
        (Reason.SOI_MEME, NoticeKind.SOI_MEME, {Party.DELEGANT}),
    ],
)
def test_a_superseded_delegation_ends_with_its_reason(
    status: Status, reason: Reason, kind: NoticeKind, told: set[Party]
) -> None:
    done = supersede(a_delegation(status), reason, POLICY, NOW)
    assert done.after is not None
    assert (done.after.status, done.after.reason) == (Status.NON_ABOUTIE, reason)
    assert {notice.to for notice in done.notices} == told
    assert {notice.kind for notice in done.notices} == {kind}


def test_losing_an_identifier_makes_a_new_version_of_the_terms() -> None:
    done = lose_identifier(_delegation_by_number(Status.A_VALIDER), Identifiers(), CARD, "nonce-2", NOW)
    assert done.after is not None
    assert (done.after.delegue.identifiers, done.after.delegue.entered) == (Identifiers(), TYPED)
    assert done.after.terms_version == 2
    assert [(mail.kind, mail.to) for mail in done.mails] == [(MailKind.NUMERO_REPRIS, Party.DELEGANT)]
