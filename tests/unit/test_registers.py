"""Every member of an enumeration has its line in each register of that enumeration."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.api import given, received
from chalicelib.context import policy_of
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.awaited import AWAITED, CAN_WAIT, is_awaited
from chalicelib.domain.catalogue import PROFILS, SERVICES, ProfilId
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import BEGINS, RULES, Act, Actor
from chalicelib.domain.transitions import by_operations
from chalicelib.domain.transitions.outcome import NoticeKind
from chalicelib.settings import Settings
from chalicelib.store.mails import Cancelled, Delivery, MailState
from chalicelib.texts import history, notices
from infra.operations import restore
from tests.end_to_end.catalogue import Mail
from tests.table_of_acts import CREATIONS, OF_WISHES, TABLE


def test_a_restore_treats_every_act_in_exactly_one_way() -> None:
    treated = Counter([*by_operations.ENDS, *restore.CHANGES, *restore.BY_TIME, *restore.NEEDS_NOTHING])
    assert treated == Counter(Act)


def test_every_act_has_its_rule_and_its_words_in_the_history() -> None:
    assert set(history.ACTS) == set(Act)
    assert set(RULES) == set(Act) - BEGINS
    assert len(set(history.ACTS.values())) == len(Act), "each its own"


def test_the_api_offers_each_person_every_act_that_the_rules_allow_him() -> None:
    by_delegant = {act for act, rule in RULES.items() if Actor.DELEGANT in rule.actors}
    by_delegue = {act for act, rule in RULES.items() if Actor.SPACE in rule.actors}
    assert {act for act in given.ACTIONS.values() if act} == by_delegant
    assert {act for acts in received.ACTIONS.values() for act in acts} == by_delegue - {Act.READDRESS}, (
        "a changed address is followed without being asked"
    )


def test_every_mail_has_its_own_label_on_the_page_of_a_delegation() -> None:
    assert set(history.MAILS) == set(MailKind)


def test_every_mail_is_awaited_or_can_wait() -> None:
    assert {*MailKind, *AccountMail} == AWAITED | CAN_WAIT
    assert not AWAITED & CAN_WAIT


def test_whoever_has_lost_a_password_does_not_wait_behind_a_night_of_purges() -> None:
    assert is_awaited("mot_de_passe_oublie")
    assert not any(map(is_awaited, ("purge_delegant", "rappel_demande", "resume_semaine", "of-another-version")))


def test_every_state_of_a_mail_has_a_label() -> None:
    assert set(history.STATES) == set(MailState)
    assert set(history.CANCELLED) == set(Cancelled)
    assert set(history.DELIVERIES) == set(Delivery)


SENTENCES = {Party.DELEGANT: notices.TO_DELEGANT, Party.DELEGUE: notices.TO_DELEGUE}


def _announced() -> set[tuple[str, Party]]:
    """Return what each party is notified of in the table of acts: what others, or time, did."""
    rows = TABLE + CREATIONS + OF_WISHES
    told = {
        (kind.value, party)
        for row in rows
        for party, kinds in ((Party.DELEGANT, row.to_delegant), (Party.DELEGUE, row.to_delegue))
        for kind in kinds
        if {actor.party for actor in row.by} != {party}
    }
    return told | {(row.notice.value, party) for row in rows if row.notice for party in row.notice_to}


def test_every_mail_and_notification_has_a_sentence_for_each_of_its_parties() -> None:
    known = {(kind, party) for party, sentences in SENTENCES.items() for kind in sentences}
    assert _announced() <= known
    assert known - _announced() <= {(kind.value, party) for kind in NoticeKind for party in Party}


@pytest.mark.parametrize("party", Party)
def test_every_sentence_names_the_other_party_or_the_profil(party: Party) -> None:
    for kind, text in SENTENCES[party].items():
        assert "{profil}" in text.format(about="{about}", profil="{profil}"), kind


def test_every_field_of_the_policy_follows_a_setting() -> None:
    other: dict[str, Any] = {name: value + 1 for name, value in Settings()._asdict().items() if type(value) is int}
    before, after = policy_of(Settings()), policy_of(Settings(**other))
    assert [field for field in Policy._fields if getattr(before, field) == getattr(after, field)] == []


def test_no_field_of_the_policy_has_a_value_of_its_own() -> None:
    assert Policy._field_defaults == {}
    assert policy_of(Settings(purge_after_days=5)).purge_after == timedelta(days=5)


def test_the_catalogue_of_the_stories_holds_exactly_the_mails_about_a_delegation() -> None:
    assert set(Mail.__members__) == {kind.name for kind in MailKind}
    assert len(set(Mail)) == len(MailKind), "no two are told apart by nothing"


def test_every_profil_is_in_the_catalogue_and_opens_only_existing_services() -> None:
    assert list(PROFILS) == list(ProfilId)
    known = {service.id for service in SERVICES}
    for profil in PROFILS.values():
        assert profil.opening is None or (profil.opening.services and profil.opening.services <= known)
