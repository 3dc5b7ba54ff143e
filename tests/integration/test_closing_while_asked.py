"""What others ask of somebody holds up no closing: it is refused once the account is closed (specification §1)."""

import json
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts import clear_closed
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.block import block
from chalicelib.acts.change import change
from chalicelib.acts.correct import correct
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.resend import resend
from chalicelib.acts.walks import Bound
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.leaving import leave
from chalicelib.domain.transitions.outcome import ACCOUNT_ENDED, Transition
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.calls import Busy
from chalicelib.store.writes import transact
from chalicelib.workers import due
from chalicelib.workers.due import ENOUGH
from chalicelib.workers.schedule import SECONDS
from tests.browser import Page
from tests.builders import DAY
from tests.integration.meanwhile import READ, TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.test_closing import PATH, close, kinds_left
from tests.integration.wishes import ask_claire, refusal_of


@pytest.fixture(autouse=True)
def one_delegation_at_most(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a closing end one delegation at most, of an account whose card has a number."""
    monkeypatch.setattr("chalicelib.acts.close_account.MOST_ENDED", 1)
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.rpps.set("10101010101")])


def _ask_three_times(scenes: Scenes) -> None:
    for number in range(3):
        ask_claire(scenes, 40 + 10 * number, 45 + 10 * number)


def _is_closed(page: Page) -> bool:
    return "Le compte amelipro est fermé." in page.text


def test_however_many_others_ask_the_account_is_closed_and_they_are_told(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(3))
    scenes.validated()
    _ask_three_times(scenes)
    page = scenes.browser(CLAIRE).get(PATH)
    assert "1 délégation attribuée" in page.text and "3 demandes à valider" in page.text
    assert _is_closed(close(scenes.browser(CLAIRE)))
    assert not scenes.world.of_kind("delegation")
    assert kinds_left(scenes, CLAIRE) <= {"head"}
    told = [mail.subject for mail in scenes.world.deliver() if mail.to == KNOWN[PAUL]]
    assert told.count("Refus d'une demande de délégation") == 3


@pytest.mark.parametrize("when", ["after its page was shown", "at the same moment"])
def test_what_is_asked_for_meanwhile_neither_stops_the_closing_nor_stays(scenes: Scenes, when: str) -> None:
    browser = scenes.browser(CLAIRE)
    page = browser.get(PATH)
    if when == "at the same moment":
        with meanwhile(TRANSACTION, lambda: ask_claire(scenes)):
            assert _is_closed(close(browser, page))
    else:
        ask_claire(scenes)
        assert _is_closed(close(browser, page))
    assert not scenes.world.of_kind("delegation")


def test_whoever_is_only_asked_needs_no_card(scenes: Scenes) -> None:
    ask_claire(scenes)
    assert _is_closed(close(scenes.world.signed_in(CLAIRE, Mode.MOT_DE_PASSE)))


def test_what_one_request_does_not_end_is_ended_by_the_schedule(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask_three_times(scenes)
    transact([block(runtime.context(), CLAIRE, LEA)])
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(2))
    assert _is_closed(close(scenes.browser(CLAIRE)))
    assert len(scenes.world.of_kind("delegation")) == 1
    assert {"closing", "block"} <= kinds_left(scenes, CLAIRE)
    scenes.world.run_schedule()
    assert not scenes.world.of_kind("delegation")
    assert kinds_left(scenes, CLAIRE) <= {"head"}


def test_a_step_that_fails_is_made_again_and_stops_no_other(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask_three_times(scenes)
    failures = iter([Busy()])

    def failing(*given: Any) -> Transition:
        for failure in failures:
            raise failure
        return leave(*given)

    monkeypatch.setattr("chalicelib.acts.clear_closed.leave", failing)
    assert _is_closed(close(scenes.browser(CLAIRE)))
    assert len(scenes.world.of_kind("delegation")) == 1
    scenes.world.pass_time(minutes=1)
    assert not scenes.world.of_kind("delegation")
    assert "closing" not in kinds_left(scenes, CLAIRE)


def test_the_account_stays_until_nothing_is_left_to_end(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask_three_times(scenes)
    with monkeypatch.context() as failing:
        failing.setattr("chalicelib.acts.clear_closed._end_given", _fail)
        assert _is_closed(close(scenes.browser(CLAIRE)))
        scenes.world.deliver()
        scenes.world.pass_time(days=2)
        assert {"head", "closing"} <= kinds_left(scenes, CLAIRE)
    scenes.world.pass_time(minutes=1)
    assert {"head"} == kinds_left(scenes, CLAIRE)
    scenes.world.pass_time(minutes=5)  # the queue takes the account again
    assert kinds_left(scenes, CLAIRE) == set()


def test_a_worker_with_too_little_time_left_ends_no_more_and_a_later_beat_goes_on(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    _ask_three_times(scenes)
    assert _is_closed(close(scenes.browser(CLAIRE)))
    seconds_left = iter([2 * ENOUGH, ENOUGH, ENOUGH - 1])
    message = json.dumps(["closing", *keys.closing(CLAIRE)])
    due.handle({"Records": [{"body": message}]}, lambda: next(seconds_left))
    assert len(scenes.world.of_kind("delegation")) == 2
    scenes.world.run_schedule()
    assert not scenes.world.of_kind("delegation")


def test_a_beat_makes_no_step_after_its_end(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, left_to_the_schedule: None
) -> None:
    _ask_three_times(scenes)
    assert _is_closed(close(scenes.browser(CLAIRE)))
    clock, end = [0.0], clear_closed._end_given

    def slow(*given: Any) -> None:
        end(*given)
        clock[0] += SECONDS

    monkeypatch.setattr(clear_closed, "_end_given", slow)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    scenes.world.run_schedule()
    assert len(scenes.world.of_kind("delegation")) == 2


def _fail(*_: object) -> None:
    raise Busy


def _demand_three_times(scenes: Scenes) -> list[str]:
    return [scenes.demand() for _ in range(3)]


def _statuses(scenes: Scenes, found: list[str]) -> set[Status]:
    return {scenes.delegation(one).status for one in found}


def test_however_many_demands_are_open_the_account_is_closed_and_their_delegants_are_told(scenes: Scenes) -> None:
    scenes.validated()
    found = _demand_three_times(scenes)
    page = scenes.browser(PAUL).get(PATH)
    assert "1 délégation reçue" in page.text and "3 demandes reçues" in page.text
    assert _is_closed(close(scenes.browser(PAUL), page))
    assert _statuses(scenes, found) == {Status.REFUSEE}
    told = [mail.subject for mail in scenes.world.deliver() if mail.to == "claire@cabinet.example"]
    assert told.count("Refus d'une délégation") == 3


def test_a_demand_that_comes_after_the_page_was_shown_stops_no_closing(scenes: Scenes) -> None:
    page = scenes.browser(PAUL).get(PATH)
    found = _demand_three_times(scenes)
    assert _is_closed(close(scenes.browser(PAUL), page))
    assert _statuses(scenes, found) == {Status.REFUSEE}


def test_a_demand_that_is_accepted_while_the_account_closes_opens_nothing_after_it(scenes: Scenes) -> None:
    found = scenes.demand()
    page = scenes.browser(PAUL).get(PATH)
    token = scenes.token(found, Purpose.ACCEPT)
    with meanwhile(TRANSACTION, lambda: accept_by_link(runtime.context(), token)):
        assert _is_closed(close(scenes.browser(PAUL), page))
    assert not scenes.world.of_kind("grant")
    assert not scenes.world.of_kind("delegation")


def test_two_beats_at_once_refuse_a_demand_once_and_its_delegant_keeps_it(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = scenes.demand()
    assert _is_closed(close(scenes.browser(PAUL)))
    with meanwhile(READ, scenes.world.run_schedule, found):
        scenes.world.run_schedule()
    assert scenes.delegation(found).status is Status.REFUSEE


def test_a_demand_that_is_corrected_meanwhile_is_left_to_the_other_person(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = scenes.undeliverable(PAUL)
    assert _is_closed(close(scenes.browser(PAUL)))
    lea, claire = Shown(KNOWN[LEA], LEA, known=True), scenes.session(CLAIRE)
    with meanwhile(READ, lambda: correct(runtime.context(), claire, found, Hint(), lea), found):
        scenes.world.run_schedule()
    assert scenes.delegation(found).status is Status.EN_COURS
    assert scenes.delegation(found).delegue.account_id == LEA


def test_an_address_that_is_invited_again_before_its_last_demand_is_refused_keeps_the_invitation(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _demand_three_times(scenes)
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(1))
    assert _is_closed(close(scenes.browser(PAUL)))
    assert _statuses(scenes, found) == {Status.REFUSEE, Status.EN_COURS}
    invited = scenes.invitation(KNOWN[PAUL])
    scenes.world.run_schedule()
    assert _statuses(scenes, found) == {Status.REFUSEE}
    assert scenes.delegation(invited).status is Status.EN_COURS
    assert not scenes.world.of_kind("closing")


def test_the_address_is_free_a_day_later_although_demands_were_refused_after_the_account(scenes: Scenes) -> None:
    _demand_three_times(scenes)
    assert _is_closed(close(scenes.browser(PAUL)))
    scenes.world.deliver()
    scenes.world.pass_time(days=2)
    assert "head" not in kinds_left(scenes, PAUL)


def _close_with_a_demand(scenes: Scenes) -> str:
    found = scenes.demand()
    assert _is_closed(close(scenes.browser(PAUL)))
    return found


def test_a_demand_that_waits_for_its_closed_account_again_while_it_is_refused_stays(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = _close_with_a_demand(scenes)
    paul, waits = HeadItem(*keys.head(PAUL)), HeadItem.waiting.add({found})
    with meanwhile(TRANSACTION, lambda: paul.update(actions=[waits])):
        clear_closed.clear_closed(runtime.context(), PAUL)
    assert scenes.delegation(found).status is Status.EN_COURS


def test_a_demand_from_before_the_closing_is_only_refused(scenes: Scenes, left_to_the_schedule: None) -> None:
    found = _close_with_a_demand(scenes)
    context, claire, validity = runtime.context(), scenes.session(CLAIRE), scenes.delegation(found).terms.validity
    shorter = asked_terms(validity.start, validity.end - DAY)
    changed = refusal_of(lambda: change(context, claire, found, Hint(), 1, shorter, "cle"))
    sent_again = refusal_of(lambda: resend(context, claire, found, Hint(), form_key="renvoyer"))
    assert changed.message == sent_again.message == ACCOUNT_ENDED
    scenes.world.run_schedule()
    assert scenes.delegation(found).status is Status.REFUSEE


def test_a_demand_is_refused_although_its_address_was_opened_again(scenes: Scenes, left_to_the_schedule: None) -> None:
    found = _close_with_a_demand(scenes)
    invited = scenes.invitation(KNOWN[PAUL])
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.status.set("a_activer")])
    scenes.world.run_schedule()
    assert scenes.delegation(found).status is Status.REFUSEE
    assert scenes.delegation(invited).status is Status.EN_COURS


def test_lines_after_a_hundred_that_cannot_end_are_reached(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _demand_three_times(scenes)
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(2))
    stuck, end = sorted(found)[:2], clear_closed._end_received

    def end_but_the_first(context: Any, account_id: str, delegation_id: str) -> None:
        if delegation_id in stuck:
            raise Busy
        end(context, account_id, delegation_id)

    monkeypatch.setattr(clear_closed, "_end_received", end_but_the_first)
    assert _is_closed(close(scenes.browser(PAUL)))
    clear_closed.clear_closed(runtime.context(), PAUL, Bound(2))
    assert {one for one in found if scenes.delegation(one).status is Status.EN_COURS} == set(stuck)
    monkeypatch.setattr(clear_closed, "_end_received", end)
    scenes.world.pass_time(minutes=1)
    assert _statuses(scenes, found) == {Status.REFUSEE}
    assert not scenes.world.of_kind("closing")
