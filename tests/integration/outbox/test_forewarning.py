"""Fifteen days before the last day: a notification to both, and one mail a day to the délégant for all that end."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedEnd
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import start_of_day
from chalicelib.mail.ending import MOST_LISTED
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, renew_due, to_item
from chalicelib.store.lines import given_item
from chalicelib.store.mails import Cancelled, MailItem, MailState, daily_item, daily_key
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.table import find, read
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, LENGTH, PAUL, Scenes

SUBJECT = "Fin prochaine de vos délégations"
SECOND = timedelta(seconds=1)


def _forewarning_of(scenes: Scenes, found: str) -> datetime:
    return start_of_day(scenes.delegation(found).terms.validity.end - 15 * DAY)


def _reach(scenes: Scenes, moment: datetime) -> None:
    scenes.world.now = moment
    scenes.world.run_schedule()


def _reach_eight(scenes: Scenes) -> None:
    _reach(scenes, leaves_at(scenes.today))


def _forewarned(scenes: Scenes) -> str:
    found = scenes.validated()
    _reach(scenes, _forewarning_of(scenes, found))
    return found


def _letters(scenes: Scenes) -> list[str]:
    return [mail.text for mail in scenes.world.mails() if mail.subject == SUBJECT]


def _links(text: str) -> list[str]:
    return re.findall(r"/delegations/[^/\s]+/prolonger", text)


def _row(scenes: Scenes) -> MailItem:
    key = daily_key(AccountMail.FIN_PROCHE, CLAIRE, scenes.today)
    row = find(read([key]), MailItem, key)
    assert row is not None
    return row


def _notices(scenes: Scenes, person: str) -> int:
    rows = scenes.world.of_kind("notice")
    return sum(row["notice_kind"]["S"] == "fin_proche" and row["pk"]["S"] == f"NOTE#{person}" for row in rows)


def _beside(scenes: Scenes, found: str, number: int) -> None:
    """Store another delegation like this one, to another délégué."""
    like = scenes.delegation(found)
    other = like._replace(id=f"autre-{number:03d}", delegue=like.delegue._replace(account_id=f"delegue-{number}"))
    to_item(other, runtime.context().policy).save()
    given_item(other).save()


def test_nobody_is_told_before_the_fifteenth_day_and_both_are_from_its_first_second(scenes: Scenes) -> None:
    found = scenes.validated()
    _reach(scenes, _forewarning_of(scenes, found) - SECOND)
    assert (_notices(scenes, CLAIRE), _notices(scenes, PAUL)) == (0, 0)
    _reach(scenes, _forewarning_of(scenes, found))
    assert (_notices(scenes, CLAIRE), _notices(scenes, PAUL)) == (1, 1)


def test_the_mail_leaves_at_eight_and_leads_to_the_page_of_prolonging(scenes: Scenes) -> None:
    found = _forewarned(scenes)
    _reach(scenes, leaves_at(scenes.today) - SECOND)
    assert _letters(scenes) == []
    _reach_eight(scenes)
    (text,) = _letters(scenes)
    end = scenes.delegation(found).terms.validity.end
    assert f"M. Paul MODÈLE, Comptable, jusqu’au {end:%d/%m/%Y} inclus." in text
    assert f"/delegations/{found}/prolonger" in text


def test_nothing_is_told_a_second_time_for_the_same_end(scenes: Scenes) -> None:
    found = _forewarned(scenes)
    end = scenes.delegation(found).terms.validity.ends_at
    while scenes.world.now < end:
        scenes.world.pass_time(hours=11)
    assert len(_letters(scenes)) == 1
    assert (_notices(scenes, CLAIRE), _notices(scenes, PAUL)) == (1, 1)


def test_a_later_end_is_told_in_its_turn(scenes: Scenes) -> None:
    found = _forewarned(scenes)
    _reach_eight(scenes)
    later = scenes.delegation(found).terms.validity.end + 40 * DAY
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, AskedEnd(later.isoformat()), None)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    _reach(scenes, _forewarning_of(scenes, found))
    _reach_eight(scenes)
    assert [f"{later:%d/%m/%Y}" in text for text in _letters(scenes)] == [False, True]


def test_all_that_end_are_in_one_mail(scenes: Scenes) -> None:
    found = scenes.validated()
    for number in range(3):
        _beside(scenes, found, number)
    _reach(scenes, _forewarning_of(scenes, found))
    _reach_eight(scenes)
    (text,) = _letters(scenes)
    assert len(_links(text)) == 4
    assert "4 de vos délégations se terminent bientôt." in text


def test_a_long_list_is_cut_with_the_number_of_the_others_and_the_row_does_not_grow(scenes: Scenes) -> None:
    found = scenes.validated()
    _beside(scenes, found, 0)
    _reach(scenes, _forewarning_of(scenes, found))
    before = len(str(_row(scenes).serialize()))
    for number in range(1, MOST_LISTED + 1):
        told = scenes.delegation("autre-000")
        other = told._replace(id=f"autre-{number:03d}")
        given_item(other).save()
    assert len(str(_row(scenes).serialize())) == before
    _reach_eight(scenes)
    (text,) = _letters(scenes)
    assert len(_links(text)) == MOST_LISTED
    assert "2 autres délégations se terminent" in text


def _deleted(scenes: Scenes, found: str) -> None:
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())


def _given_up(scenes: Scenes, found: str) -> None:
    give_up(runtime.context(), scenes.session(PAUL), found)


def _prolonged(scenes: Scenes, found: str) -> None:
    later = scenes.delegation(found).terms.validity.end + 40 * DAY
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, AskedEnd(later.isoformat()), None)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)


@pytest.mark.parametrize("act", [_deleted, _given_up, _prolonged])
def test_what_ends_so_no_longer_at_eight_is_not_in_the_mail(scenes: Scenes, act: Callable[[Scenes, str], None]) -> None:
    found = scenes.validated()
    _beside(scenes, found, 1)
    _reach(scenes, _forewarning_of(scenes, found))
    act(scenes, found)
    _reach_eight(scenes)
    (text,) = _letters(scenes)
    assert f"/delegations/{found}/" not in text
    assert "/delegations/autre-001/prolonger" in text


def test_no_mail_leaves_when_nothing_ends_so_any_more(scenes: Scenes) -> None:
    _deleted(scenes, _forewarned(scenes))
    _reach_eight(scenes)
    assert _letters(scenes) == []
    assert (_row(scenes).state, _row(scenes).error) == (MailState.CANCELLED.value, Cancelled.SETTLED.value)


def test_whoever_wants_no_such_mail_gets_none_and_the_notification_all_the_same(scenes: Scenes) -> None:
    PreferencesItem(*keys.preferences(CLAIRE), end_notices=False).save()
    _forewarned(scenes)
    _reach_eight(scenes)
    assert _letters(scenes) == []
    assert _row(scenes).error == Cancelled.UNWANTED.value
    assert _notices(scenes, CLAIRE) == 1


def test_a_late_schedule_tells_by_the_mail_of_the_next_day(scenes: Scenes) -> None:
    found = scenes.validated()
    _reach(scenes, leaves_at(scenes.today + 5 * DAY) + SECOND)
    assert _notices(scenes, CLAIRE) == 1
    assert _letters(scenes) == []
    _reach(scenes, leaves_at(scenes.today + DAY))
    (text,) = _letters(scenes)
    assert f"/delegations/{found}/prolonger" in text


def test_what_is_told_while_the_mail_of_the_day_leaves_is_in_that_of_the_next_day(scenes: Scenes) -> None:
    found = scenes.validated()
    _beside(scenes, found, 1)
    item = to_item(scenes.delegation("autre-001"), runtime.context().policy)
    item.due_at = None
    item.save()
    eight = leaves_at((_forewarning_of(scenes, found) + 12 * timedelta(hours=1)).date())
    _reach(scenes, eight - SECOND)
    renew_due(_stored("autre-001"), runtime.context().policy, scenes.world.now)

    def at_eight_the_mail_leaves() -> None:
        row = _row(scenes)
        row.state = MailState.LEASED.value
        row.save()

    with meanwhile(TRANSACTION, at_eight_the_mail_leaves, about="autre-001"):
        scenes.world.run_schedule()
    told = scenes.delegation("autre-001").forewarned
    assert told is not None
    assert told.mail_on == scenes.today + DAY


def test_a_mail_of_the_day_that_was_written_and_has_left_meanwhile_is_not_written_again(scenes: Scenes) -> None:
    found = scenes.validated()
    scenes.world.now = _forewarning_of(scenes, found)

    def another_beat_writes_it_and_it_leaves() -> None:
        row = daily_item(AccountMail.FIN_PROCHE, CLAIRE, scenes.today, scenes.world.now)
        row.state = MailState.SENT.value
        row.save()

    with meanwhile(TRANSACTION, another_beat_writes_it_and_it_leaves, about=found):
        scenes.world.run_schedule()
    told = scenes.delegation(found).forewarned
    assert told is not None
    assert (_row(scenes).state, told.mail_on) == (MailState.SENT.value, scenes.today + DAY)


def _stored(delegation_id: str) -> DelegationItem:
    key = keys.delegation(delegation_id)
    item = find(read([key]), DelegationItem, key)
    assert item is not None
    return item


def test_what_was_stored_without_this_due_gets_it_from_the_next_deployment(scenes: Scenes) -> None:
    found = scenes.validated()
    item = _stored(found)
    forewarned_at = item.due_at
    item.due_at = int(scenes.delegation(found).terms.validity.ends_at.timestamp())
    item.save()
    assert renew_due(_stored(found), runtime.context().policy, scenes.world.now)
    assert _stored(found).due_at == forewarned_at


def test_a_delegation_of_a_few_days_is_never_told(scenes: Scenes) -> None:
    found = scenes.validated()
    short = scenes.delegation(found)
    assert LENGTH > 15 * DAY
    terms = short.terms._replace(validity=short.terms.validity._replace(end=scenes.today + 14 * DAY))
    to_item(short._replace(terms=terms), runtime.context().policy).save()
    while scenes.world.now < terms.validity.ends_at + DAY:
        scenes.world.pass_time(hours=12)
    assert (_notices(scenes, CLAIRE), _letters(scenes)) == (0, [])
