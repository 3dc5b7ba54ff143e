"""The day on which what a délégant has given is looked at: the earliest on which something is to be reviewed."""

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.close_account import close_account, show_end
from chalicelib.acts.guesses import Caller
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.reviews import marking
from chalicelib.store.writes import transact
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.reviews import YEAR, looked_at, reach, reminders
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is given in these tests last for nearly three years."""
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)


@pytest.fixture
def short(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let Paul have an access for a day less than a year, which he may prolong by that day."""
    with monkeypatch.context() as patched:
        patched.setattr("tests.integration.scenes.LENGTH", YEAR - DAY)
        return scenes.proposal()


def _prolong(scenes: Scenes, found: str) -> None:
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)


def _give_to_lea(scenes: Scenes) -> None:
    found = scenes.demand(LEA)
    HeadItem(*keys.head(LEA)).update(actions=[HeadItem.status.set(AccountStatus.ACTIVE.value)])
    accept_by_link(runtime.context(), scenes.token(found, Purpose.ACCEPT))


def test_a_closed_account_leaves_no_mark(scenes: Scenes) -> None:
    scenes.validated()
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.rpps.set("10003456783")])
    session = scenes.session(CLAIRE)
    assert looked_at() == scenes.today + YEAR
    close_account(runtime.context(), session, show_end(runtime.context(), session).seen, "", Caller("192.0.2.1"))
    assert looked_at() is None


def test_a_second_access_does_not_put_the_first_off(scenes: Scenes) -> None:
    scenes.validated()
    first = looked_at()
    scenes.world.now += 30 * DAY
    scenes.validated()
    assert looked_at() == first


def test_an_access_that_ends_within_the_year_needs_no_look_until_it_is_prolonged_beyond(
    outbox: Outbox, short: str
) -> None:
    given_on = outbox.scenes.today
    assert looked_at() is None
    outbox.world.now += 10 * DAY
    _prolong(outbox.scenes, short)
    reach(outbox, outbox.scenes.today + DAY)
    outbox.run_schedule()
    assert looked_at() == given_on + YEAR


def test_an_access_that_is_prolonged_is_told_of_after_its_year_though_another_was_given_meanwhile(
    outbox: Outbox, short: str
) -> None:
    given_on = outbox.scenes.today
    outbox.world.now += 8 * DAY
    _give_to_lea(outbox.scenes)
    assert looked_at() == outbox.scenes.today + YEAR
    _prolong(outbox.scenes, short)
    for day in (outbox.scenes.today + DAY, given_on + YEAR - DAY):
        reach(outbox, day)
        outbox.run_schedule()
        assert reminders(outbox) == []
    reach(outbox, given_on + YEAR)
    outbox.run_schedule()
    assert len(reminders(outbox)) == 1


def test_a_look_brought_forward_by_a_prolongation_tells_nobody_twice_within_a_year(outbox: Outbox) -> None:
    outbox.scenes.validated()
    told_on = outbox.scenes.today + YEAR
    reach(outbox, told_on)
    outbox.run_schedule()
    transact([marking(CLAIRE, told_on + 100 * DAY, told_on)])
    assert looked_at() == told_on + DAY
    reach(outbox, told_on + DAY)
    outbox.run_schedule()
    assert looked_at() == told_on + YEAR
    assert len(reminders(outbox)) == 1
    reach(outbox, told_on + YEAR)
    outbox.run_schedule()
    assert len(reminders(outbox)) == 2


@pytest.mark.parametrize("late", [0, 3], ids=["today", "past"])
def test_a_day_of_review_that_has_come_is_looked_at_tomorrow(scenes: Scenes, late: int) -> None:
    transact([marking(CLAIRE, scenes.today - late * DAY, scenes.today)])
    assert looked_at() == scenes.today + DAY
