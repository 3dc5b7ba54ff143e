"""Whatever step of a life fails is named in the log, and the next life succeeds."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import by_delegue
from chalicelib.store import grants
from chalicelib.store.mails import Cancelled
from chalicelib.workers import front_door, synthetic_life
from chalicelib.workers.front_door import Unexpected
from chalicelib.workers.synthetic_life import STEPS
from chalicelib.workers.synthetic_people import prepare_delegant
from infra.deploy.project import ROOT
from tests.browser import Answer
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.synthetic.beats import LIVED, Beats, cut_off_after

_WRITES_OF_GRANT = grants.writes_of
_ENTERING = by_delegue._entering


@pytest.mark.parametrize("steps", range(1, len(STEPS)), ids=[step.__name__ for step in STEPS[:-1]])
def test_a_life_that_is_cut_off_anywhere_is_cleared_by_the_next(
    beats: Beats, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(synthetic_life, "STEPS", cut_off_after(steps))
        assert beats.live() == {"msg": "synthetic_failed", "step": "crash", "error": "MemoryError"}
    beats.world.now += timedelta(minutes=15)
    assert beats.live() == LIVED
    assert beats.kinds("delegation", "grant", "summary", "password") == []


REFUSED = [
    ("GET", "/api/v1/delegations", "delete_what_is_left"),
    ("POST", "/api/v1/delegations", "create"),
    ("GET", "/lien/c/", "accept"),
    ("POST", "/validate", "validate"),
    ("POST", "/access/v1/token", "see_the_access"),
    ("DELETE", "/api/v1/delegations/", "delete"),
    ("POST", "/compte/fermer", "close_the_account"),
]


@pytest.mark.parametrize(("method", "path", "step"), REFUSED, ids=[step for *_, step in REFUSED])
def test_a_request_that_fails_is_logged_with_its_step_and_the_next_life_succeeds(
    beats: Beats, method: str, path: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(asked: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        is_meant = asked == method and path in url
        return (503, [], "") if is_meant else beats.world._carry(asked, url, headers, body)

    with monkeypatch.context() as patched:
        patched.setattr(front_door, "carry", failing)
        assert beats.live() == {"msg": "synthetic_failed", "step": step, "error": "status 503"}
    assert beats.live() == LIVED


MISLEADING = [
    ("/lien/", (303, [("Location", "/")], ""), "accept", "form shown again"),
    ("/access/v1/token", (200, [], '{"access_token": ""}'), "see_the_access", "no token"),
    ("/access/v1/token", (400, [], '{"error_description": "no such type"}'), "see_the_denial", "another error"),
    ("/compte/fermer", (303, [("Location", "/compte")], ""), "close_the_account", "form shown again"),
]


@pytest.mark.parametrize(("path", "answer", "step", "why"), MISLEADING, ids=[step for *_, step, _ in MISLEADING])
def test_an_answer_with_the_right_status_and_another_content_is_a_failure(
    beats: Beats, path: str, answer: Answer, step: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misleading(method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        usual = beats.world._carry(method, url, headers, body)
        return answer if path in url and usual[0] == answer[0] and method == "POST" else usual

    monkeypatch.setattr(front_door, "carry", misleading)
    assert beats.live() == {"msg": "synthetic_failed", "step": step, "error": why}


def test_an_access_that_opens_without_validation_is_a_failure(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_delegue, "_entering", lambda before, _, *rest: _ENTERING(before, Status.VALIDEE, *rest))
    assert beats.live() == {"msg": "synthetic_failed", "step": "validate", "error": "status 409"}


def test_an_access_that_the_deletion_leaves_open_is_a_failure(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.store.grants.writes_of", lambda before, after, now: _granted(after, now))
    assert beats.live() == {"msg": "synthetic_failed", "step": "see_the_denial", "error": "status 200"}


def _granted(after: Any, now: Any) -> list[Any]:
    return _WRITES_OF_GRANT(None, after, now) if after else []


def test_a_mail_that_does_not_leave_is_a_failure(beats: Beats) -> None:
    beats.mails_leave = False
    assert beats.live() == {
        "msg": "synthetic_failed", "step": "see_the_mail_leave", "error": "mail a_envoyer after 60 s",
    }  # fmt: skip
    beats.mails_leave = True
    assert beats.live() == LIVED


def test_a_mail_of_which_no_report_comes_is_a_failure(beats: Beats) -> None:
    beats.report = ""
    assert beats.live() == {
        "msg": "synthetic_failed", "step": "see_the_mail_arrive", "error": "mail envoye after 60 s",
    }  # fmt: skip
    beats.report = "Delivery"
    assert beats.live() == LIVED


def test_a_mail_that_comes_back_is_not_waited_for(beats: Beats) -> None:
    beats.report = "Bounce"
    assert beats.live() == {
        "msg": "synthetic_failed", "step": "see_the_mail_leave", "error": "mail echec: Permanent",
    }  # fmt: skip
    assert beats.waits == 1
    beats.report = "Delivery"
    assert beats.live() == LIVED


def test_a_mail_that_is_cancelled_is_not_waited_for(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.mail.deliver.why_cancelled", lambda *_: Cancelled.SETTLED)
    assert beats.live() == {
        "msg": "synthetic_failed", "step": "see_the_mail_leave", "error": "mail annule: traitee",
    }  # fmt: skip
    assert beats.waits == 1


def test_a_creation_that_writes_no_mail_is_a_failure(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic_life, "read_rows", lambda _: [])
    assert beats.live() == {"msg": "synthetic_failed", "step": "see_the_mail_leave", "error": "no mail"}


def test_a_mail_is_waited_for_only_while_there_is_time(beats: Beats) -> None:
    beats.mails_leave = False
    beats.seconds_left = 43.0
    assert beats.live() == {"msg": "synthetic_failed", "step": "see_the_mail_leave", "error": "out of time"}
    assert beats.waits == 2


def test_a_function_that_has_little_time_left_begins_no_step_and_says_so(beats: Beats) -> None:
    beats.seconds_left = 39.0
    assert beats.live() == {"msg": "synthetic_failed", "step": "begin", "error": "out of time"}


def test_of_two_first_lives_at_once_one_fails_and_overwrites_nothing(beats: Beats) -> None:
    with meanwhile(TRANSACTION, lambda: prepare_delegant(runtime.context())):
        assert beats.live() == {"msg": "synthetic_failed", "step": "sign_delegant_in", "error": "Raced"}


def test_an_address_that_nobody_reaches_is_a_failure(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> Answer:
        raise Unexpected("gaierror")

    monkeypatch.setattr(front_door, "carry", unreachable)
    assert beats.live() == {"msg": "synthetic_failed", "step": "delete_what_is_left", "error": "gaierror"}


def test_operations_read_where_to_look_for_each_step_that_fails() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = page.partition("| `step` | look at |")[2].partition("\n\n")[0]
    named = {
        step for row in table.splitlines() for step in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert named == {step.__name__ for step in STEPS}
