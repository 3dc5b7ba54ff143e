"""« Un résumé chaque lundi »: one mail at eight in Paris, to whoever asked for it."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.acts.close_account import close_account
from chalicelib.acts.guesses import Caller
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.send_mail import send_mail
from chalicelib.acts.summarize import summarize
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.weeks import next_summary
from chalicelib.mail.week import MOST_LISTED
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.lines import given_item
from chalicelib.store.mails import Cancelled, MailItem, MailState, daily_key
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.table import connection, epoch, find, from_epoch, read
from tests.builders import DAY
from tests.integration import aws_calls
from tests.integration.kept_world import Kept, begun_once
from tests.integration.meanwhile import TRANSACTION, UPDATE, meanwhile
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE, PAUL, Scenes

SECOND = timedelta(seconds=1)
WEEK = 7 * DAY
KEY = keys.preferences(CLAIRE)


def _choose(scenes: Scenes, *, weekly: bool = True, who: str = CLAIRE) -> None:
    choose_preferences(runtime.context(), scenes.session(who), end_notices=True, weekly=weekly)


def _stored() -> PreferencesItem:
    item = find(read([KEY]), PreferencesItem, KEY)
    assert item is not None
    return item


def _monday(scenes: Scenes) -> None:
    """Reach the next Monday, at eight in Paris."""
    scenes.world.now = next_summary(scenes.world.now)


def _rows(outbox: Outbox) -> list[MailItem]:
    return [row for row in outbox.rows() if row.mail_kind == AccountMail.RESUME_SEMAINE.value]


def _ends(outbox: Outbox) -> list[tuple[str, str | None]]:
    return [(row.state, row.error) for row in _rows(outbox)]


@pytest.fixture
def wanted(outbox: Outbox) -> Outbox:
    """Return the outbox of Claire, who has given an access and wants the summary, on the next Monday at eight."""
    begun_once(outbox.world, _wanted, None, lambda: _want(outbox))
    return outbox


_wanted: Kept[None] = {}


def _want(outbox: Outbox) -> None:
    outbox.scenes.validated()
    outbox.scenes.to_validate()
    outbox.deliver()
    _choose(outbox.scenes)
    _monday(outbox.scenes)


def test_nobody_gets_one_who_did_not_ask_for_it(outbox: Outbox) -> None:
    outbox.scenes.validated()
    _monday(outbox.scenes)
    outbox.run_schedule()
    assert _rows(outbox) == []


def test_it_leaves_at_eight_on_each_monday_and_tells_what_is_true_then(scenes: Scenes) -> None:
    found, waits = scenes.validated(), scenes.to_validate()
    scenes.world.deliver()
    _choose(scenes)
    _monday(scenes)
    scenes.world.now -= SECOND
    scenes.world.run_schedule()
    assert "Votre résumé de la semaine" not in {mail.subject for mail in scenes.world.mails()}
    scenes.world.pass_time(seconds=1)
    text = scenes.world.mail("claire@cabinet.example", "Votre résumé de la semaine").text
    assert f"/delegations/{waits}/valider" in text
    assert f"/delegations/{found}/prolonger" in text
    assert "2 demandes acceptées" in text
    scenes.world.pass_time(days=7)
    assert [mail.subject for mail in scenes.world.mails()].count("Votre résumé de la semaine") == 2


def test_each_of_its_links_leads_to_its_page_through_the_sign_in(scenes: Scenes) -> None:
    scenes.validated()
    scenes.to_validate()
    scenes.undeliverable()
    scenes.world.deliver()
    _choose(scenes)
    _monday(scenes)
    scenes.world.run_schedule()
    text = scenes.world.mail("claire@cabinet.example", "Votre résumé").text
    base = settings().public_base_url
    paths = {link.removeprefix(base) for link in re.findall(rf"{re.escape(base)}\S+", text)}
    assert len(paths) == 6
    for path in paths:
        answer = scenes.ask(scenes.world.browser(), "GET", path)
        assert (answer.status, "/connexion" in answer.header("location")) == (303, True), path
        assert scenes.browser(CLAIRE).get(path).status == 200, path


def test_of_two_beats_one_writes_it(wanted: Outbox) -> None:
    with meanwhile(TRANSACTION, lambda: summarize(runtime.context(), CLAIRE)):
        summarize(runtime.context(), CLAIRE)
    assert len(_rows(wanted)) == 1
    assert _stored().due_at == epoch(wanted.world.now + WEEK)


@pytest.mark.parametrize(("late", "mails"), [(15 * timedelta(hours=1), 1), (16 * timedelta(hours=1), 0), (3 * DAY, 0)])
def test_a_late_schedule_tells_on_the_same_day_and_not_later(wanted: Outbox, late: timedelta, mails: int) -> None:
    monday = wanted.world.now
    wanted.world.now += late
    wanted.run_schedule()
    assert len(_rows(wanted)) == mails
    assert _stored().due_at == epoch(next_summary(monday))


def test_a_schedule_that_comes_back_on_the_next_monday_before_eight_waits_for_it(wanted: Outbox) -> None:
    wanted.world.now += WEEK - 60 * SECOND
    wanted.run_schedule()
    assert _rows(wanted) == []
    wanted.world.pass_time(minutes=1)
    assert len(_rows(wanted)) == 1


def test_a_mail_that_can_leave_only_on_a_later_day_does_not(wanted: Outbox) -> None:
    summarize(runtime.context(), CLAIRE)
    wanted.world.now += DAY
    wanted.deliver()
    assert _ends(wanted) == [(MailState.CANCELLED.value, Cancelled.OVERDUE.value)]


def test_switched_off_between_the_due_and_the_leaving_it_does_not_leave(wanted: Outbox) -> None:
    summarize(runtime.context(), CLAIRE)
    _choose(wanted.scenes, weekly=False)
    wanted.deliver()
    assert _ends(wanted) == [(MailState.CANCELLED.value, Cancelled.UNWANTED.value)]
    assert _stored().due_at is None
    assert _stored().due_shard is None


def test_a_choice_and_a_beat_at_once_agree(wanted: Outbox) -> None:
    with meanwhile(TRANSACTION, lambda: _choose(wanted.scenes, weekly=False)):
        summarize(runtime.context(), CLAIRE)
    assert _rows(wanted) == []
    _choose(wanted.scenes)
    wanted.world.now += WEEK
    with meanwhile(TRANSACTION, lambda: summarize(runtime.context(), CLAIRE)):
        _choose(wanted.scenes)
    assert len(_rows(wanted)) == 1
    assert _stored().due_at == epoch(wanted.world.now + WEEK)


def test_the_choice_made_again_at_eight_does_not_lose_the_mail(wanted: Outbox) -> None:
    wanted.world.now += 30 * SECOND
    _choose(wanted.scenes)
    wanted.run_schedule()
    assert len(_rows(wanted)) == 1


def test_the_other_choice_alone_leaves_the_summary_as_it_was(wanted: Outbox) -> None:
    due = _stored().due_at
    choose_preferences(runtime.context(), wanted.scenes.session(CLAIRE), end_notices=False)
    assert (_stored().weekly, _stored().due_at) == (True, due)


def test_with_nothing_to_tell_nothing_leaves(outbox: Outbox) -> None:
    _choose(outbox.scenes)
    _monday(outbox.scenes)
    outbox.run_schedule()
    assert _ends(outbox) == [(MailState.CANCELLED.value, Cancelled.SETTLED.value)]


def test_it_goes_to_the_address_that_the_account_has_then(scenes: Scenes) -> None:
    scenes.validated()
    scenes.world.deliver()
    _choose(scenes)
    _monday(scenes)
    with meanwhile(UPDATE, lambda: scenes.give_address(CLAIRE, "claire@ailleurs.example"), about="resume_semaine"):
        scenes.world.run_schedule()
    assert scenes.world.mail("claire@ailleurs.example", "Votre résumé")


@pytest.mark.parametrize(
    "action",
    [HeadItem.suppressed.set(True), HeadItem.address.set("")],
    ids=["its address does not exist", "no address"],
)
def test_whoever_no_mail_reaches_gets_none_until_one_does(wanted: Outbox, action: Action) -> None:
    HeadItem(*keys.head(CLAIRE)).update(actions=[action])
    wanted.run_schedule()
    assert _rows(wanted) == []
    wanted.scenes.give_address(CLAIRE, "claire@cabinet.example")
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.suppressed.set(False)])
    wanted.world.pass_time(days=7)
    assert len(_rows(wanted)) == 1


@pytest.mark.parametrize("status", [AccountStatus.A_ACTIVER, AccountStatus.RATTACHEE, AccountStatus.RESERVEE])
def test_an_account_that_is_not_active_is_not_due_again(wanted: Outbox, status: AccountStatus) -> None:
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.status.set(status.value)])
    wanted.run_schedule()
    assert _rows(wanted) == []
    assert _stored().due_at is None


def test_an_account_that_closes_gets_none_though_it_was_written(outbox: Outbox) -> None:
    _choose(outbox.scenes, who=PAUL)
    _monday(outbox.scenes)
    summarize(runtime.context(), PAUL)
    close_account(runtime.context(), outbox.scenes.session(PAUL), "0-0", "", Caller("192.0.2.1"))
    outbox.deliver()
    assert _ends(outbox) == [(MailState.CANCELLED.value, Cancelled.UNWANTED.value)]


def test_a_thousand_delegations_make_a_short_mail_in_a_few_calls(scenes: Scenes) -> None:
    like = scenes.delegation(scenes.validated())
    scenes.world.deliver()
    others = [given_item(like._replace(id=f"autre-{number:04d}")).serialize() for number in range(999)]
    for start in range(0, len(others), 25):
        connection().batch_write_item(settings().table_name, put_items=others[start : start + 25])
    _choose(scenes)
    _monday(scenes)
    with aws_calls.counted() as beat:
        summarize(runtime.context(), CLAIRE)
    assert beat == ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems"]
    with aws_calls.counted() as leaving:
        send_mail(runtime.context(), daily_key(AccountMail.RESUME_SEMAINE, CLAIRE, scenes.today))
    mail = scenes.world.mails()[-1]
    calls = Counter(call.removeprefix("dynamodb.") for call in leaving if call.startswith("dynamodb."))
    assert calls == {"UpdateItem": 3, "BatchGetItem": 1, "Query": 2}
    assert f"Et {1000 - MOST_LISTED} autres." in mail.text
    assert len(mail.message.as_bytes()) < 30_000


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_the_clock_that_changes_on_sunday_changes_no_hour(outbox: Outbox, sunday: str) -> None:
    day = date.fromisoformat(sunday)
    outbox.world.now = leaves_at(day - 5 * DAY)
    _choose(outbox.scenes)
    assert _stored().due_at is not None
    assert from_epoch(_stored().due_at or 0) == leaves_at(day + DAY)
