"""A synthetic delegation lives once every quarter of an hour, from its creation to its end, and is removed."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.access import oauth
from chalicelib.domain.synthetic import DELEGANT, DELEGUE, PREFIX
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.store import grants, restored
from chalicelib.store.accounts import read_head
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, epoch
from chalicelib.workers import feedback, front_door, synthetic, synthetic_life
from chalicelib.workers.front_door import Unexpected
from chalicelib.workers.synthetic_life import STEPS
from infra.deploy.project import ROOT
from tests.bench import cost, units
from tests.browser import Answer
from tests.builders import DAY, at
from tests.integration import aws_calls
from tests.integration.outbox.outbox import event, sns
from tests.integration.scenes import CLAIRE, PAUL
from tests.integration.world import World

LIVED = {"msg": "synthetic_lived"}
_WRITES_OF_GRANT = grants.writes_of


class Beats:
    """The function of a stage that wants it, and the workers for which a life waits."""

    def __init__(self, world: World, log: pytest.LogCaptureFixture) -> None:
        self.world = world
        self.mails_leave = True
        self.report = "Delivery"
        self.waits = 0
        self.seconds_left = 300.0
        self._log = log

    def wait(self, _: float) -> None:
        """Let the mails leave and arrive meanwhile."""
        self.waits += 1
        if self.mails_leave:
            self.world.deliver()
        rows = [Item.from_raw_data(raw) for raw in self.world.of_kind("mail")]
        sent = [row for row in rows if isinstance(row, MailItem) and row.message_id]
        if self.report:
            addresses = {item["pk"]["S"].removeprefix("ACC#"): item["address"]["S"] for item in self.kinds("head")}
            feedback.handle(sns([event(self.report, row, addresses[row.to_account]) for row in sent]))

    def live(self) -> dict[str, Any]:
        """Let the function run once; return the line that it logs."""
        already = len(self._log.records)
        synthetic.handle(lambda: self.seconds_left)
        (line,) = [vars(one) for one in self._log.records[already:] if one.name == synthetic.__name__]
        return {name: line[name] for name in ("msg", "step", "error") if name in line}

    def kinds(self, *wanted: str) -> list[dict[str, Any]]:
        """Return the items of these kinds."""
        return [item for item in self.world.everything() if item["kind"]["S"] in wanted]


@pytest.fixture(scope="module")
def keys_of_tokens() -> LocalSigner:
    """Return keys of this process, made once because that is slow."""
    return LocalSigner()


@pytest.fixture
def beats(
    world: World, keys_of_tokens: LocalSigner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Beats:
    """Return the function, whose requests come to this process."""
    built = Beats(world, caplog)
    monkeypatch.setattr(synthetic, "settings", lambda: settings()._replace(synthetic=1))
    monkeypatch.setattr(oauth, "signer", lambda: keys_of_tokens)
    monkeypatch.setattr(front_door, "carry", world._carry)
    monkeypatch.setattr(synthetic_life, "pause", built.wait)
    caplog.set_level("INFO")
    return built


def cut_off_after(steps: int) -> tuple[Any, ...]:
    """Return the steps of a life whose function ends after so many of them."""

    def crash(*_: object) -> None:
        raise MemoryError

    return (*STEPS[:steps], crash)


def test_a_life_goes_from_the_creation_to_the_end(beats: Beats) -> None:
    assert beats.live() == LIVED
    asked = [(exchange.method, exchange.status) for exchange in beats.world.exchanges]
    assert asked == [
        ("GET", 200), ("POST", 201), ("GET", 200), ("POST", 303), ("GET", 200), ("POST", 200),
        ("POST", 200), ("DELETE", 204), ("POST", 400), ("POST", 303),
    ]  # fmt: skip


def test_a_life_leaves_no_delegation_no_access_and_no_open_account(beats: Beats) -> None:
    assert beats.live() == LIVED
    assert beats.kinds("delegation", "grant", "summary", "password") == []
    head = read_head(DELEGUE)
    assert head is not None
    assert not head.account.status.is_known


def test_lives_follow_one_another_and_only_what_expires_grows(beats: Beats) -> None:
    """The rest is that of two accounts, whatever the number of lives; traces of use go with their month."""
    beats.world.now = at(date(2026, 3, 30), 12)
    lasting = []
    for _ in range(2):
        assert beats.live() == LIVED
        beats.world.now += timedelta(minutes=15)
        soon = epoch(beats.world.now + 4 * DAY)
        items = beats.world.everything()
        lasting.append(sorted((item["pk"]["S"], item["sk"]["S"]) for item in items if _ends(item) > soon))
    assert lasting[0] == lasting[1]
    assert {item["kind"]["S"] for item in beats.world.everything() if _ends(item) > soon} == {
        "alias", "guard", "head", "practice", "review", "turn",
    }  # fmt: skip


def _ends(item: Mapping[str, Any]) -> float:
    return float(item["ttl"]["N"]) if "ttl" in item else float("inf")


def test_a_life_costs_what_the_bill_of_a_month_counts(beats: Beats) -> None:
    assert beats.live() == LIVED
    beats.wait(0)
    mails, requests = len(beats.world.mails()), len(beats.world.exchanges)
    beats.world.now += timedelta(minutes=15)
    with units.counted() as counted:
        assert beats.live() == LIVED
        beats.wait(0)
    wanted = cost.Life()
    assert len(beats.world.mails()) - mails == wanted.mails
    assert len(beats.world.exchanges) - requests == wanted.requests
    assert counted.read == pytest.approx(wanted.read, rel=0.1)
    assert counted.written == pytest.approx(wanted.written, rel=0.1)


def test_the_limit_of_creations_does_not_stop_it(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "settings", lambda: settings()._replace(creations_per_day=1))
    assert [beats.live() for _ in range(2)] == [LIVED] * 2


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


def test_a_function_that_has_little_time_left_begins_no_step_and_says_so(beats: Beats) -> None:
    beats.seconds_left = 39.0
    assert beats.live() == {"msg": "synthetic_failed", "step": "sign_delegant_in", "error": "out of time"}


def test_an_address_that_nobody_reaches_is_a_failure(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> Answer:
        raise Unexpected("gaierror")

    monkeypatch.setattr(front_door, "carry", unreachable)
    assert beats.live() == {"msg": "synthetic_failed", "step": "delete_what_is_left", "error": "gaierror"}


def test_nothing_is_asked_for_on_a_stage_that_does_not_want_it(
    beats: Beats, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(synthetic, "settings", settings)
    with aws_calls.counted() as calls:
        synthetic.handle(lambda: 300.0)
    assert (calls, beats.world.exchanges, caplog.records) == ([], [], [])


def test_nothing_is_tried_in_a_table_that_is_shut(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restored, "is_shut", lambda: True)
    assert beats.live() == {"msg": "synthetic_failed", "step": "begin", "error": "the table is shut"}
    assert beats.world.everything() == []


def test_no_address_number_password_or_key_leads_to_the_delegant(beats: Beats) -> None:
    assert beats.live() == LIVED
    assert {item["account_id"]["S"] for item in beats.kinds("alias", "number")} == {DELEGUE}
    own = [item["sk"]["S"] for item in beats.world.everything() if item["pk"]["S"] == f"ACC#{DELEGANT}"]
    assert own == ["A#PRACTICE", "A#REVIEW", "HEAD", "HEAD#SESSIONS"]


def test_its_mails_go_to_the_simulator_alone_under_labels_that_nobody_can_guess(beats: Beats) -> None:
    assert beats.live() == LIVED
    beats.world.deliver()
    for mail in beats.world.mails():
        name, _, domain = mail.to.partition("@")
        assert domain == "simulator.amazonses.com"
        assert len(name.removeprefix("success+")) == 40


def test_nobody_else_sees_or_ends_it_or_acts_under_it(beats: Beats, monkeypatch: pytest.MonkeyPatch) -> None:
    beats.world.delegant()
    beats.world.delegue()
    after_validation = [step.__name__ for step in STEPS].index("validate") + 1
    monkeypatch.setattr(synthetic_life, "STEPS", cut_off_after(after_validation))
    beats.live()
    (delegation,) = beats.kinds("delegation")
    found = delegation["pk"]["S"].removeprefix("DELEG#")
    assert found.startswith(PREFIX)
    for who, path in ((CLAIRE, "/delegations/"), (PAUL, "/recues/")):
        browser = beats.world.signed_in(who)
        assert browser.get(path + found).status == 404
        assert found not in browser.get(path.rstrip("/")).body
    assert len(beats.kinds("grant")) == 1


def test_the_year_after_a_life_brings_its_people_no_mail(beats: Beats) -> None:
    """The summary and the mail about a review are for people."""
    assert beats.live() == LIVED
    beats.world.deliver()
    before = len(beats.world.mails())
    for days in (1, 6, 30, 150, 200):
        beats.world.pass_time(days=days)
    assert len(beats.world.mails()) == before
    assert read_head(DELEGUE) is None


def test_operations_read_where_to_look_for_each_step_that_fails() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = page.partition("| `step` | look at |")[2].partition("\n\n")[0]
    named = {
        step for row in table.splitlines() for step in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert named == {"begin", *(step.__name__ for step in STEPS)}
