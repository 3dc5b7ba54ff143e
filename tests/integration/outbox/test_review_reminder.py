"""« Qui a encore accès ? » by mail: once a year, while an open access was neither given nor kept for a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.remind_of_review import remind_of_review
from chalicelib.acts.resume import resume
from chalicelib.acts.review_access import keep_access
from chalicelib.acts.stored import act_on_stored
from chalicelib.domain.delegation import GIVEN_BACK_WITHIN
from chalicelib.domain.people import Practice
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions import by_account
from chalicelib.domain.transitions.given_back import regain_structures
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.mails import Cancelled, MailState
from chalicelib.store.reviews import ReviewItem
from tests.builders import DAY, a_practice
from tests.integration import aws_calls
from tests.integration.kept_world import Kept, begun_once
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.reviews import KEY, YEAR, looked_at, reach, reminders
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is given in these tests last for nearly three years."""
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)


@pytest.fixture
def given(outbox: Outbox) -> str:
    """Let Paul have an access that Claire gave a year ago; it is eight in the morning in Paris."""
    runtime.context()  # reads the secrets, also where the world was begun by another test
    return begun_once(outbox.world, _given, None, lambda: _give(outbox))


_given: Kept[str] = {}


def _give(outbox: Outbox) -> str:
    found = outbox.scenes.validated()
    outbox.deliver()
    reach(outbox, outbox.scenes.today + YEAR)
    return found


def _pass(outbox: Outbox, time: timedelta) -> None:
    """Let time pass, and the schedule do what is due then."""
    reach(outbox, outbox.scenes.today + time)
    outbox.run_schedule()


def _ends(outbox: Outbox) -> list[tuple[str, str | None]]:
    return [(row.state, row.error) for row in reminders(outbox)]


def _keep(outbox: Outbox, found: str) -> None:
    keep_access(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint())


def test_it_leaves_at_eight_a_year_after_the_access_was_given_and_names_it(outbox: Outbox, given: str) -> None:
    outbox.world.now -= timedelta(seconds=1)
    outbox.run_schedule()
    assert reminders(outbox) == []
    outbox.world.now += timedelta(seconds=1)
    outbox.run_schedule()
    mail = outbox.world.mail("claire@cabinet.example", "Qui a encore accès")
    assert "jamais utilisé." in mail.text and "/delegations/acces" in mail.text
    assert outbox.scenes.browser(CLAIRE).get("/delegations/acces").status == 200


def test_whoever_does_nothing_is_told_once_a_year_and_keeps_the_access(outbox: Outbox, given: str) -> None:
    outbox.run_schedule()
    before = outbox.scenes.delegation(given)
    _pass(outbox, 364 * DAY)
    assert len(reminders(outbox)) == 1
    _pass(outbox, DAY)
    assert len(reminders(outbox)) == 2
    assert outbox.scenes.delegation(given) == before


def test_a_review_begins_the_year_anew(outbox: Outbox, given: str) -> None:
    outbox.world.now -= 100 * DAY
    _keep(outbox, given)
    _pass(outbox, 100 * DAY)
    assert reminders(outbox) == []
    _pass(outbox, 264 * DAY)
    assert reminders(outbox) == []
    _pass(outbox, DAY)
    assert len(reminders(outbox)) == 1


def test_what_was_kept_is_looked_at_again_when_its_year_is_over(outbox: Outbox, given: str) -> None:
    outbox.world.now -= 30 * DAY
    _keep(outbox, given)
    outbox.world.now += 30 * DAY
    outbox.run_schedule()
    assert looked_at() == outbox.scenes.today + 335 * DAY


def test_nobody_is_told_when_nothing_is_open(outbox: Outbox, given: str) -> None:
    delete(runtime.context(), outbox.scenes.session(CLAIRE), given, Hint())
    outbox.run_schedule()
    assert reminders(outbox) == []
    assert looked_at() == outbox.scenes.today + YEAR


def _lose_structures(found: str) -> None:
    now = runtime.context().now
    act_on_stored(
        runtime.context(), found, lambda one, account: by_account.lose_structures(one, account, Practice(), "neuf", now)
    )


def _regain_structures(found: str) -> None:
    now = runtime.context().now
    act_on_stored(
        runtime.context(), found, lambda one, account: regain_structures(one, account, a_practice(), "neuf", now)
    )


def _lose_eligibility(found: str) -> None:
    context = runtime.context()
    act_on_stored(context, found, lambda one, _: by_account.lose_eligibility(one, context.policy, context.now))


def _regain_eligibility(found: str) -> None:
    resume(runtime.context(), found)


@pytest.mark.parametrize(
    ("lose", "regain"),
    [(_lose_structures, _regain_structures), (_lose_eligibility, _regain_eligibility)],
    ids=["its structures", "its exclusive locum"],
)
def test_an_access_that_a_card_had_closed_is_told_of_on_the_day_after_it_opens_again(
    outbox: Outbox, given: str, lose: Callable[[str], None], regain: Callable[[str], None]
) -> None:
    lose(given)
    outbox.run_schedule()
    _pass(outbox, 3 * DAY)
    assert reminders(outbox) == []
    regain(given)
    _pass(outbox, DAY)
    assert len(reminders(outbox)) == 1


def test_an_access_that_no_card_can_open_again_is_looked_at_a_year_later(outbox: Outbox, given: str) -> None:
    _lose_structures(given)
    _pass(outbox, GIVEN_BACK_WITHIN)
    assert looked_at() == outbox.scenes.today + DAY
    _pass(outbox, DAY)
    assert looked_at() == outbox.scenes.today + YEAR


@pytest.mark.parametrize("meanwhile_done", ["kept", "deleted"])
def test_what_was_settled_before_it_leaves_is_not_told(outbox: Outbox, given: str, meanwhile_done: str) -> None:
    remind_of_review(runtime.context(), CLAIRE)
    if meanwhile_done == "kept":
        _keep(outbox, given)
    else:
        delete(runtime.context(), outbox.scenes.session(CLAIRE), given, Hint())
    outbox.deliver()
    assert _ends(outbox) == [(MailState.CANCELLED.value, Cancelled.SETTLED.value)]


def test_whoever_does_without_it_gets_none(outbox: Outbox, given: str) -> None:
    choose_preferences(runtime.context(), outbox.scenes.session(CLAIRE), end_notices=True, reviews=False)
    outbox.run_schedule()
    assert _ends(outbox) == [(MailState.CANCELLED.value, Cancelled.UNWANTED.value)]


def test_of_two_beats_one_writes_it(outbox: Outbox, given: str) -> None:
    with meanwhile(TRANSACTION, outbox.run_schedule):
        remind_of_review(runtime.context(), CLAIRE)
    outbox.deliver()
    assert [mail.subject for mail in outbox.world.mails()].count("Qui a encore accès à votre espace") == 1


@pytest.mark.parametrize("is_to_review", [True, False])
def test_an_account_that_closes_meanwhile_gets_no_new_mark(outbox: Outbox, given: str, is_to_review: bool) -> None:
    if not is_to_review:
        _keep(outbox, given)
    with meanwhile(TRANSACTION, lambda: ReviewItem(*KEY).delete()):
        remind_of_review(runtime.context(), CLAIRE)
    assert looked_at() is None
    assert reminders(outbox) == []


def test_whoever_has_given_nothing_is_not_looked_at(outbox: Outbox) -> None:
    with unchanged(outbox.world):
        remind_of_review(runtime.context(), CLAIRE)


def test_a_look_takes_one_query_and_one_transaction(outbox: Outbox, given: str) -> None:
    with aws_calls.counted() as calls:
        remind_of_review(runtime.context(), CLAIRE)
    assert calls == ["dynamodb.Query", "dynamodb.TransactWriteItems"]


@pytest.mark.parametrize(
    "action", [HeadItem.suppressed.set(True), HeadItem.address.set("")], ids=["its address does not exist", "none"]
)
def test_whoever_no_mail_reaches_gets_none(outbox: Outbox, given: str, action: Action) -> None:
    HeadItem(*keys.head(CLAIRE)).update(actions=[action])
    outbox.run_schedule()
    assert reminders(outbox) == []


@pytest.mark.parametrize("status", [AccountStatus.A_ACTIVER, AccountStatus.RATTACHEE, AccountStatus.RESERVEE])
def test_an_account_that_is_not_active_is_looked_at_no_more(outbox: Outbox, given: str, status: AccountStatus) -> None:
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.status.set(status.value)])
    outbox.run_schedule()
    assert reminders(outbox) == []
    assert looked_at() is None


def test_the_mark_of_an_account_that_is_gone_goes_too(outbox: Outbox, given: str) -> None:
    HeadItem(*keys.head(CLAIRE)).delete()
    outbox.run_schedule()
    assert looked_at() is None
