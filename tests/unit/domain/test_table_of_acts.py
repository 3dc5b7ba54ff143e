"""The table of specification §3, copied from its text and not from the code: every act and its effects."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product

import pytest

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.refusals import Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, End, Status
from chalicelib.domain.transitions.by_delegant import create
from chalicelib.domain.transitions.outcome import AccountEffect, Notice, NoticeKind, Transition
from tests.builders import (
    DAY,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_draft,
    a_proposal,
    a_structure,
    an_account,
    end_of,
    perform,
    terms,
)

EN_COURS, A_VALIDER, VALIDEE = Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE
REFUSEE, NON_ABOUTIE, TERMINEE = Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE
UNKNOWN, A_ACTIVER, ACTIVE = AccountStatus.RESERVEE, AccountStatus.A_ACTIVER, AccountStatus.ACTIVE
ENDED = AccountStatus.FERMEE
DELEGANT, LINK, SPACE, TIME = Actor.DELEGANT, Actor.LINK, Actor.SPACE, Actor.TIME
MAIL, CARD = Actor.MAIL, Actor.CARD
M, OPENED, ACTIVATED = MailKind, AccountEffect.OPENED, AccountEffect.ACTIVATED


class Moment(StrEnum):
    """The moment of an act, on a delegation of sixty days that entered its status at NOW."""

    PRESENT = "at present"
    REMINDER = "a week before the purge"
    ENDED = "past the end"
    GONE = "past its time"


ALL_ALONG = frozenset({Moment.PRESENT, Moment.REMINDER})

SHOWN: dict[Status, dict[Moment, Status | None]] = {
    EN_COURS: {Moment.PRESENT: EN_COURS, Moment.REMINDER: EN_COURS, Moment.ENDED: None, Moment.GONE: None},
    A_VALIDER: {Moment.PRESENT: A_VALIDER, Moment.REMINDER: A_VALIDER, Moment.ENDED: None, Moment.GONE: None},
    VALIDEE: {Moment.PRESENT: VALIDEE, Moment.REMINDER: VALIDEE, Moment.ENDED: TERMINEE, Moment.GONE: None},
    REFUSEE: {Moment.PRESENT: REFUSEE, Moment.REMINDER: REFUSEE, Moment.ENDED: REFUSEE, Moment.GONE: None},
    NON_ABOUTIE: {
        Moment.PRESENT: NON_ABOUTIE,
        Moment.REMINDER: NON_ABOUTIE,
        Moment.ENDED: NON_ABOUTIE,
        Moment.GONE: None,
    },
    TERMINEE: {Moment.PRESENT: TERMINEE, Moment.REMINDER: TERMINEE, Moment.ENDED: TERMINEE, Moment.GONE: None},
}
"""What people see of a delegation of each status at each moment."""

ACCOUNTS = {
    EN_COURS: (UNKNOWN, A_ACTIVER, ACTIVE),
    A_VALIDER: (A_ACTIVER, ACTIVE),
    VALIDEE: (ACTIVE,),
    REFUSEE: (A_ACTIVER, ACTIVE, ENDED),
    NON_ABOUTIE: (UNKNOWN, A_ACTIVER, ACTIVE, ENDED),
    TERMINEE: (ACTIVE,),
}
"""The accounts that can stand behind a delegation of each status."""

DOES_NOTHING, NARROWER, WIDER = "", "narrower", "wider"
ASKED: dict[str, Terms | None] = {
    DOES_NOTHING: None,
    NARROWER: terms(end=terms().validity.end - DAY),
    WIDER: terms(structures=(a_structure(1), a_structure(2))),
}
DEEDS: list[tuple[Act, str]] = [(act, DOES_NOTHING) for act in Act if act not in {Act.CREATE, Act.CHANGE}]
DEEDS += [(Act.CHANGE, NARROWER), (Act.CHANGE, WIDER)]


@dataclass(frozen=True)
class Row:
    """One line of the table: the act, its actor, its starting status, and all its effects.

    `when` is given for the acts of time; the status is then the stored one.
    """

    act: Act
    by: tuple[Actor, ...]
    statuses: tuple[Status, ...]
    accounts: tuple[AccountStatus, ...]
    to: Status | End
    to_delegant: tuple[MailKind, ...] = ()
    to_delegue: tuple[MailKind, ...] = ()
    account: AccountEffect = AccountEffect.NONE
    asked: str = DOES_NOTHING
    when: frozenset[Moment] = frozenset()
    notice: NoticeKind | None = None
    notice_to: tuple[Party, ...] = tuple(Party)


ANY = (UNKNOWN, A_ACTIVER, ACTIVE, ENDED)
KNOWN = (A_ACTIVER, ACTIVE)
EITHER = (LINK, SPACE)
UPDATED, GONE = (M.MISE_A_JOUR_DELEGANT,), frozenset({Moment.ENDED, Moment.GONE})

OF_ONE_CASE = {NoticeKind.NUMERO_DE_LA_CARTE, NoticeKind.SOI_MEME}
"""What is said of a join in place of the usual: tests/unit/domain/test_by_card.py."""

# fmt: off
TABLE = [
    Row(Act.OPEN_ACCOUNT, (LINK,), (EN_COURS,), (UNKNOWN,), A_VALIDER,
        (M.ACCEPTATION_A_VALIDER,), (M.COMPTE_CREE,), OPENED),
    Row(Act.ACCEPT, (LINK,), (EN_COURS,), (A_ACTIVER,), A_VALIDER,
        (M.ACCEPTATION_A_VALIDER,), (M.ACCEPTATION_DELEGUE,)),
    Row(Act.ACCEPT, EITHER, (EN_COURS,), (ACTIVE,), VALIDEE, (M.ACCEPTATION_VALIDEE,)),
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (A_ACTIVER,), VALIDEE, (), (M.ACCES_OUVERT,), ACTIVATED),
    Row(Act.VALIDATE, (DELEGANT,), (A_VALIDER,), (ACTIVE,), VALIDEE, (), (M.ACCES_OUVERT,)),
    Row(Act.REFUSE, EITHER, (EN_COURS,), KNOWN, REFUSEE, (M.REFUS,)),
    Row(Act.DISOWN, EITHER, (EN_COURS,), ANY, NON_ABOUTIE, (M.ABANDON,)),
    Row(Act.OTHER_ACCOUNT, (LINK,), (EN_COURS,), (UNKNOWN,), NON_ABOUTIE, (M.REJET,), (M.DEJA_UN_COMPTE,)),
    Row(Act.WITHDRAW, EITHER, (A_VALIDER,), KNOWN, End.RETIREE, (M.RETRAIT_DELEGANT,), (M.RETRAIT_DELEGUE,)),
    Row(Act.DELETE, (DELEGANT,), (EN_COURS, A_VALIDER, VALIDEE), ANY, End.SUPPRIMEE,
        (M.SUPPRESSION_DELEGANT,), (M.SUPPRESSION_DELEGUE,)),
    Row(Act.DELETE, (DELEGANT,), (REFUSEE, NON_ABOUTIE, TERMINEE), ANY, End.SUPPRIMEE, (M.SUPPRESSION_DELEGANT,)),
    Row(Act.GIVE_UP, (SPACE,), (VALIDEE,), ANY, End.RENONCEE, (M.RENONCIATION_DELEGANT,), (M.RENONCIATION_DELEGUE,)),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, UPDATED, (M.INVITATION,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, UPDATED, (M.INVITATION,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, UPDATED, (M.DEMANDE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, UPDATED, (M.DEMANDE,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (A_VALIDER,), ANY, A_VALIDER, UPDATED, (M.MISE_A_JOUR_DELEGUE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (VALIDEE,), ANY, VALIDEE, UPDATED, (M.MISE_A_JOUR_DELEGUE,), asked=NARROWER),
    Row(Act.CHANGE, (DELEGANT,), (A_VALIDER,), ANY, A_VALIDER,
        (M.PROPOSITION_DELEGANT,), (M.PROPOSITION_DELEGUE,), asked=WIDER),
    Row(Act.CHANGE, (DELEGANT,), (VALIDEE,), ANY, VALIDEE,
        (M.PROPOSITION_DELEGANT,), (M.PROPOSITION_DELEGUE,), asked=WIDER),
    Row(Act.ACCEPT_CHANGE, EITHER, (A_VALIDER,), ANY, A_VALIDER, (M.PROPOSITION_ACCEPTEE,)),
    Row(Act.ACCEPT_CHANGE, EITHER, (VALIDEE,), ANY, VALIDEE, (M.PROPOSITION_ACCEPTEE,)),
    Row(Act.REFUSE_CHANGE, EITHER, (A_VALIDER,), ANY, A_VALIDER, (M.PROPOSITION_REFUSEE,)),
    Row(Act.REFUSE_CHANGE, EITHER, (VALIDEE,), ANY, VALIDEE, (M.PROPOSITION_REFUSEE,)),
    Row(Act.RESEND, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,)),
    Row(Act.RESEND, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,)),
    Row(Act.CORRECT, (DELEGANT,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,)),
    Row(Act.CORRECT, (DELEGANT,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,)),
    Row(Act.REMIND, (TIME,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.RAPPEL_INVITATION,),
        when=frozenset({Moment.REMINDER})),
    Row(Act.REMIND, (TIME,), (EN_COURS,), KNOWN, EN_COURS, (), (M.RAPPEL_DEMANDE,), when=frozenset({Moment.REMINDER})),
    Row(Act.REMIND, (TIME,), (A_VALIDER,), ANY, A_VALIDER, (M.RAPPEL_DELEGANT,), when=frozenset({Moment.REMINDER})),
    Row(Act.PURGE, (TIME,), (EN_COURS,), ANY, End.PURGEE, (M.PURGE_DELEGANT,), when=GONE),
    Row(Act.PURGE, (TIME,), (A_VALIDER,), ANY, End.PURGEE, (M.PURGE_DELEGANT,), (M.PURGE_DELEGUE,), when=GONE),
    Row(Act.END, (TIME,), (VALIDEE,), ANY, TERMINEE, when=frozenset({Moment.ENDED}), notice=NoticeKind.TERMINEE),
    Row(Act.LAPSE, (TIME,), (A_VALIDER,), ANY, A_VALIDER, when=ALL_ALONG, notice=NoticeKind.PROPOSITION_EXPIREE),
    Row(Act.LAPSE, (TIME,), (VALIDEE,), ANY, VALIDEE, when=ALL_ALONG, notice=NoticeKind.PROPOSITION_EXPIREE),
    Row(Act.BOUNCE, (MAIL,), (EN_COURS,), ANY, EN_COURS,
        notice=NoticeKind.ADRESSE_INTROUVABLE, notice_to=(Party.DELEGANT,)),
    Row(Act.UNDELIVERED, (MAIL,), (EN_COURS,), ANY, EN_COURS,
        notice=NoticeKind.NON_REMIS, notice_to=(Party.DELEGANT,)),
    Row(Act.REACH, (MAIL,), (EN_COURS,), ANY, EN_COURS),
    Row(Act.READDRESS, (SPACE,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)),
    Row(Act.READDRESS, (SPACE,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)),
    *(Row(Act.READDRESS, (SPACE,), (status,), ANY, status,
        notice=NoticeKind.NOUVEL_IDENTIFIANT, notice_to=(Party.DELEGANT,)) for status in (A_VALIDER, VALIDEE)),
    *(Row(Act.READDRESS, (SPACE,), (status,), ANY, status) for status in (REFUSEE, NON_ABOUTIE, TERMINEE)),
    *(Row(Act.LOSE_STRUCTURES, (CARD,), (status,), ANY, status, notice=NoticeKind.STRUCTURES_PERDUES)
      for status in (EN_COURS, A_VALIDER, VALIDEE)),
    Row(Act.LOSE_ELIGIBILITY, (CARD,), (EN_COURS, A_VALIDER, VALIDEE), ANY, NON_ABOUTIE,
        notice=NoticeKind.NON_EXCLUSIF),
    Row(Act.REGAIN_STRUCTURES, (CARD,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.STRUCTURES_RENDUES, notice_to=(Party.DELEGANT,)),
    Row(Act.REGAIN_STRUCTURES, (CARD,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.STRUCTURES_RENDUES, notice_to=(Party.DELEGANT,)),
    *(Row(Act.REGAIN_STRUCTURES, (CARD,), (status,), ANY, status, notice=NoticeKind.STRUCTURES_RENDUES)
      for status in (A_VALIDER, VALIDEE)),
    Row(Act.REGAIN_ELIGIBILITY, (CARD,), (NON_ABOUTIE,), ANY, VALIDEE, when=ALL_ALONG,
        notice=NoticeKind.DE_NOUVEAU_EXCLUSIF),
    Row(Act.JOIN, (CARD,), (EN_COURS,), (UNKNOWN,), EN_COURS, (), (M.INVITATION,),
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)),
    Row(Act.JOIN, (CARD,), (EN_COURS,), KNOWN, EN_COURS, (), (M.DEMANDE,),
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)),
    *(Row(Act.JOIN, (CARD,), (status,), ANY, status,
        notice=NoticeKind.COMPTES_REUNIS, notice_to=(Party.DELEGANT,)) for status in (A_VALIDER, VALIDEE)),
    *(Row(Act.JOIN, (CARD,), (status,), ANY, status) for status in (REFUSEE, NON_ABOUTIE, TERMINEE)),
    Row(Act.SUPERSEDE, (CARD,), (EN_COURS, A_VALIDER, VALIDEE), ANY, NON_ABOUTIE, notice=NoticeKind.DOUBLON),
    *(Row(Act.LOSE_IDENTIFIER, (CARD,), (status,), ANY, status, (M.NUMERO_REPRIS,),
        notice=NoticeKind.NUMERO_REPRIS, notice_to=(Party.DELEGUE,)) for status in (A_VALIDER, VALIDEE)),
]
CREATIONS = [
    Row(Act.CREATE, (DELEGANT,), (), (UNKNOWN,), EN_COURS, (M.CREATION_DELEGANT,), (M.INVITATION,)),
    Row(Act.CREATE, (DELEGANT,), (), KNOWN, EN_COURS, (M.CREATION_DELEGANT,), (M.DEMANDE,)),
]
# fmt: on


def _delegation_for(act: Act, status: Status) -> Delegation:
    """Return a delegation on which only the table can forbid `act`."""
    if act in {Act.ACCEPT_CHANGE, Act.REFUSE_CHANGE} and status in {A_VALIDER, VALIDEE}:
        return a_delegation(status, proposal=a_proposal())
    if act is Act.LAPSE and status in {A_VALIDER, VALIDEE}:
        return a_delegation(status, proposal=a_proposal(lapses_at=NOW))
    return a_delegation(status, undeliverable=act is Act.CORRECT)


def _instant(moment: Moment, delegation: Delegation) -> datetime:
    return {
        Moment.PRESENT: NOW,
        Moment.REMINDER: end_of(TODAY + 30 * DAY) - 7 * DAY,
        Moment.ENDED: delegation.terms.validity.ends_at,
        Moment.GONE: delegation.gone_at,
    }[moment]


def _row(act: Act, asked: str, actor: Actor, stored: Status, account: AccountStatus, moment: Moment) -> Row | None:
    shown = SHOWN[stored][moment]
    rows = [
        row
        for row in TABLE
        if (row.act, row.asked) == (act, asked)
        and actor in row.by
        and account in row.accounts
        and (stored if row.when else shown) in row.statuses
        and (not row.when or moment in row.when)
    ]
    assert len(rows) <= 1
    return rows[0] if rows else None


def _assert_follows(row: Row, done: Transition, now: datetime) -> None:
    mails = {(kind, Party.DELEGANT) for kind in row.to_delegant} | {(kind, Party.DELEGUE) for kind in row.to_delegue}
    assert (done.act, done.at) == (row.act, now)
    assert (done.after.status_at(now) if done.after else done.end) is row.to
    assert sorted((mail.kind, mail.to) for mail in done.mails) == sorted(mails)
    assert done.account_effect is row.account
    assert set(done.notices) == ({Notice(row.notice, party) for party in row.notice_to} if row.notice else set())


SITUATIONS = [(status, account, moment) for status, moment in product(Status, Moment) for account in ACCOUNTS[status]]
"""Where each deed is tried by each actor."""


@pytest.mark.parametrize("actor", Actor)
@pytest.mark.parametrize(("act", "asked"), DEEDS)
def test_an_act_does_exactly_its_line_of_the_table(act: Act, asked: str, actor: Actor) -> None:
    for status, account, moment in SITUATIONS:
        try:
            _check_deed(act, asked, actor, status, account, moment)
        except (AssertionError, pytest.fail.Exception) as error:
            error.add_note(f"{status}, {account}, {moment}")
            raise


def _check_deed(act: Act, asked: str, actor: Actor, status: Status, account: AccountStatus, moment: Moment) -> None:
    delegation = _delegation_for(act, status)
    before, now = deepcopy(delegation), _instant(moment, delegation)
    row = _row(act, asked, actor, status, account, moment)

    if row is None:
        with pytest.raises(Refused):
            perform(act, delegation, actor, an_account(account), now, asked=ASKED[asked])
    else:
        done = perform(act, delegation, actor, an_account(account), now, asked=ASKED[asked])
        _assert_follows(row, done, now)
        assert (done.actor, done.before) == (actor, before)
        assert done.after is None or done.after.revision == before.revision + 1

    assert delegation == before


@pytest.mark.parametrize("account", [UNKNOWN, *KNOWN])
def test_a_creation_sends_the_mail_that_suits_the_account_of_the_address(account: AccountStatus) -> None:
    (row,) = (row for row in CREATIONS if account in row.accounts)

    done = create(a_draft(account=an_account(account)), POLICY, NOW)

    _assert_follows(row, done, NOW)
    assert (done.actor, done.before) == (DELEGANT, None)


def test_the_table_covers_every_act_status_actor_and_account() -> None:
    rows = TABLE + CREATIONS

    assert {row.act for row in rows} == set(Act)
    assert {status for row in rows for status in row.statuses} == set(Status) == set(SHOWN) == set(ACCOUNTS)
    assert {row.to for row in rows} == set(Status) | set(End)
    assert {actor for row in rows for actor in row.by} == set(Actor)
    # The delegations of a joined account move to the other account by themselves (tests/integration/test_joining.py).
    assert {account for row in rows for account in row.accounts} == set(AccountStatus) - {AccountStatus.RATTACHEE}
    assert {row.account for row in rows} == set(AccountEffect)


def test_every_line_of_the_table_is_tried() -> None:
    tried = {
        id(_row(act, asked, actor, *situation)) for (act, asked), actor, situation in product(DEEDS, Actor, SITUATIONS)
    }

    assert [row for row in TABLE if id(row) not in tried] == []


def test_some_line_of_the_table_sends_each_mail_and_each_notification() -> None:
    rows = TABLE + CREATIONS

    assert {kind for row in rows for kind in row.to_delegant + row.to_delegue} == set(MailKind)
    assert {row.notice for row in rows if row.notice} == set(NoticeKind) - OF_ONE_CASE
