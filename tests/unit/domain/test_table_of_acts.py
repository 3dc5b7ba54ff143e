"""Every act has exactly the effects of its line in the table of specification §3 (tests/table_of_acts.py)."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from itertools import product

import pytest

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Account, Party
from chalicelib.domain.periods import start_of_day
from chalicelib.domain.refusals import Refused
from chalicelib.domain.rules import BEGINS, Act, Actor
from chalicelib.domain.statuses import AccountStatus, End, Status
from chalicelib.domain.transitions.by_delegant import create
from chalicelib.domain.transitions.outcome import AccountEffect, Notice, NoticeKind, Transition
from chalicelib.domain.transitions.wishes import ask
from tests.builders import (
    DAY,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_new_delegation,
    a_new_wish,
    a_proposal,
    a_structure,
    a_wish,
    an_account,
    end_of,
    terms,
    with_request,
    with_something_taken,
)
from tests.performing import perform
from tests.table_of_acts import (
    A_ACTIVER,
    A_VALIDER,
    ACTIVE,
    CREATIONS,
    DELEGANT,
    DOES_NOTHING,
    EN_COURS,
    ENDED,
    KNOWN,
    LINK,
    NARROWER,
    NON_ABOUTIE,
    OF_WISHES,
    REFUSEE,
    SPACE,
    TABLE,
    TERMINEE,
    UNKNOWN,
    VALIDEE,
    WIDER,
    Moment,
    Row,
)

SHOWN: dict[Status, dict[Moment, Status | None]] = {
    EN_COURS: {Moment.PRESENT: EN_COURS, Moment.REMINDER: EN_COURS},
    A_VALIDER: {Moment.PRESENT: A_VALIDER, Moment.REMINDER: A_VALIDER},
    VALIDEE: {
        Moment.PRESENT: VALIDEE,
        Moment.REMINDER: VALIDEE,
        Moment.FOREWARNING: VALIDEE,
        Moment.ENDED: TERMINEE,
    },
    **{closed: dict.fromkeys(set(Moment) - {Moment.GONE}, closed) for closed in (REFUSEE, NON_ABOUTIE, TERMINEE)},
}
"""What people see of a delegation of each status at each moment; nothing at any other."""

ACCOUNTS = {
    EN_COURS: (UNKNOWN, A_ACTIVER, ACTIVE),
    A_VALIDER: (A_ACTIVER, ACTIVE),
    VALIDEE: (ACTIVE,),
    REFUSEE: (A_ACTIVER, ACTIVE, ENDED),
    NON_ABOUTIE: (UNKNOWN, A_ACTIVER, ACTIVE, ENDED),
    TERMINEE: (ACTIVE,),
}
"""The accounts that can stand behind a delegation of each status."""

ASKED: dict[str, Terms | None] = {
    DOES_NOTHING: None,
    NARROWER: terms(end=terms().validity.end - DAY),
    WIDER: terms(structures=(a_structure(1), a_structure(2))),
}
DEEDS: list[tuple[Act, str]] = [(act, DOES_NOTHING) for act in Act if act not in BEGINS | {Act.CHANGE}]
DEEDS += [(Act.CHANGE, NARROWER), (Act.CHANGE, WIDER)]


OF_ONE_CASE = {NoticeKind.NUMERO_DE_LA_CARTE, NoticeKind.SOI_MEME}
"""What is said of a join in place of the usual: tests/unit/domain/test_by_card.py."""


def _delegation_for(act: Act, status: Status) -> Delegation:
    """Return a delegation on which only the table can forbid `act`."""
    if act in {Act.ACCEPT_CHANGE, Act.REFUSE_CHANGE} and status in {A_VALIDER, VALIDEE}:
        return a_delegation(status, proposal=a_proposal(lapses_at=NOW + 50 * DAY))
    if act is Act.LAPSE and status in {A_VALIDER, VALIDEE}:
        return a_delegation(status, proposal=a_proposal(lapses_at=NOW))
    return a_delegation(status, undeliverable=act is Act.CORRECT)


def _instant(moment: Moment, delegation: Delegation) -> datetime:
    return {
        Moment.PRESENT: NOW,
        Moment.REMINDER: end_of(TODAY + 30 * DAY) - 7 * DAY,
        Moment.FOREWARNING: start_of_day(delegation.terms.validity.end - 15 * DAY),
        Moment.ENDED: delegation.terms.validity.ends_at,
        Moment.GONE: delegation.gone_at,
    }[moment]


def _row(
    act: Act,
    asked: str,
    actor: Actor,
    stored: Status,
    account: AccountStatus,
    moment: Moment,
    table: Sequence[Row] = TABLE,
) -> Row | None:
    shown = SHOWN[stored].get(moment)
    rows = [
        row
        for row in table
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


@pytest.mark.parametrize("actor", Actor)
@pytest.mark.parametrize(("act", "asked"), DEEDS)
def test_an_act_on_a_wish_does_exactly_its_line_of_the_table(act: Act, asked: str, actor: Actor) -> None:
    for account, moment in product(KNOWN, (Moment.PRESENT, Moment.REMINDER, Moment.GONE)):
        wish = a_wish()
        wish = with_something_taken(wish, _instant(moment, wish)) if act is Act.REGAIN_ELIGIBILITY else wish
        row = _row(act, asked, actor, A_VALIDER, account, moment, OF_WISHES)
        _check(act, actor, wish, an_account(account), _instant(moment, wish), row)


def _check_deed(act: Act, asked: str, actor: Actor, status: Status, account: AccountStatus, moment: Moment) -> None:
    delegation = _delegation_for(act, status)
    now = _instant(moment, delegation)
    if act in {Act.REGAIN_STRUCTURES, Act.REGAIN_ELIGIBILITY}:
        delegation = with_something_taken(delegation, now)
    if act in {Act.GRANT_LONGER, Act.DECLINE_LONGER}:
        delegation = with_request(delegation, now)
    row = _row(act, asked, actor, status, account, moment)
    _check(act, actor, delegation, an_account(account), now, row, ASKED[asked])


def _check(
    act: Act,
    actor: Actor,
    delegation: Delegation,
    account: Account,
    now: datetime,
    row: Row | None,
    asked: Terms | None = None,
) -> None:
    before = deepcopy(delegation)

    if row is None:
        with pytest.raises(Refused):
            perform(act, delegation, actor, account, now, asked=asked)
    else:
        done = perform(act, delegation, actor, account, now, asked=asked)
        _assert_follows(row, done, now)
        assert (done.actor, done.before) == (actor, before)
        assert done.after is None or done.after.revision == before.revision + 1

    assert delegation == before


@pytest.mark.parametrize("account", [UNKNOWN, *KNOWN])
def test_a_creation_sends_the_mail_that_suits_the_account_of_the_address(account: AccountStatus) -> None:
    (row,) = (row for row in CREATIONS if row.act is Act.CREATE and account in row.accounts)

    done = create(a_new_delegation(account=an_account(account)), POLICY, NOW)

    _assert_follows(row, done, NOW)
    assert (done.actor, done.before) == (DELEGANT, None)


@pytest.mark.parametrize("account", [UNKNOWN, *KNOWN])
@pytest.mark.parametrize("actor", [LINK, SPACE])
def test_a_wish_tells_both_people_and_opens_the_account_of_a_proved_address(
    account: AccountStatus, actor: Actor
) -> None:
    rows = [row for row in CREATIONS if row.act is Act.ASK and account in row.accounts and actor in row.by]
    assert len(rows) == (0 if (account, actor) == (UNKNOWN, SPACE) else 1), "somebody signed in has an account"

    for row in rows:
        done = ask(a_new_wish(account=an_account(account)), actor, POLICY, NOW)

        _assert_follows(row, done, NOW)
        assert (done.actor, done.before) == (actor, None)


def test_the_table_covers_every_act_status_actor_and_account() -> None:
    rows = TABLE + CREATIONS

    assert {row.act for row in rows} == set(Act)
    assert {status for row in rows for status in row.statuses} == set(Status) == set(SHOWN) == set(ACCOUNTS)
    assert {row.to for row in rows} == set(Status) | set(End)
    assert {actor for row in rows for actor in row.by} == set(Actor)
    # The delegations of a joined account move to the other account by themselves (tests/integration/joining).
    assert {account for row in rows for account in row.accounts} == set(AccountStatus) - {AccountStatus.RATTACHEE}
    assert {row.account for row in rows} == set(AccountEffect)


def test_every_line_of_the_table_is_tried() -> None:
    tried = {
        id(_row(act, asked, actor, *situation)) for (act, asked), actor, situation in product(DEEDS, Actor, SITUATIONS)
    }

    assert [row for row in TABLE if id(row) not in tried] == []


def test_an_act_notifies_each_person_once() -> None:
    """A mail is a notification too; a second one of the same act has the same key, and DynamoDB refuses both."""
    for row in TABLE + CREATIONS + OF_WISHES:
        notified = [Party.DELEGANT for _ in row.to_delegant] + [Party.DELEGUE for _ in row.to_delegue]
        notified += row.notice_to if row.notice else ()
        assert len(notified) == len(set(notified)), f"{row.act} notifies somebody twice"


def test_some_line_of_the_table_sends_each_mail_and_each_notification() -> None:
    rows = TABLE + CREATIONS + OF_WISHES

    assert {kind for row in rows for kind in row.to_delegant + row.to_delegue} == set(MailKind)
    assert {row.notice for row in rows if row.notice} == set(NoticeKind) - OF_ONE_CASE
