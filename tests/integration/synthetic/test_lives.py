"""A synthetic delegation lives once every quarter of an hour, from its creation to its end, and is removed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.domain.synthetic import DELEGANT, DELEGUE, PREFIX
from chalicelib.settings import settings
from chalicelib.store import keys, restored
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.calls import Busy
from chalicelib.store.table import epoch, remove
from chalicelib.workers import synthetic, synthetic_life, synthetic_people
from chalicelib.workers.synthetic_life import STEPS
from tests.bench import cost, units
from tests.builders import DAY, at
from tests.integration import aws_calls
from tests.integration.scenes import CLAIRE, PAUL
from tests.integration.synthetic.beats import LIVED, Beats, cut_off_after


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
        "alias", "guard", "head", "practice", "turn",
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


def test_the_year_after_a_life_brings_its_people_no_mail(beats: Beats) -> None:
    """The summary and the mail about a review are for people."""
    assert beats.live() == LIVED
    beats.world.deliver()
    before = len(beats.world.mails())
    for days in (1, 6, 30, 150, 200):
        beats.world.pass_time(days=days)
    assert len(beats.world.mails()) == before
    assert read_head(DELEGUE) is None


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


def test_a_look_at_the_table_that_fails_is_a_failed_life_and_no_error_of_the_function(
    beats: Beats, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> bool:
        raise Busy

    monkeypatch.setattr(restored, "is_shut", failing)
    assert beats.live() == {"msg": "synthetic_failed", "step": "begin", "error": "Busy"}


def test_an_account_that_ends_as_its_mark_of_a_bounce_is_taken_away_stays_gone(
    beats: Beats, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert beats.live() == LIVED
    head = HeadItem(*keys.head(DELEGUE))
    head.update(actions=[HeadItem.suppressed.set(True)])
    seen = read_head(DELEGUE)
    remove(head)
    monkeypatch.setattr(synthetic_people, "read_head", lambda _: seen)
    synthetic_people.account_of_delegue(runtime.context())
    assert [item for item in beats.world.everything() if item["pk"]["S"] == head.pk and item["sk"]["S"] == "HEAD"] == []


def test_no_address_number_password_or_key_leads_to_the_delegant(beats: Beats) -> None:
    assert beats.live() == LIVED
    assert {item["account_id"]["S"] for item in beats.kinds("alias", "number")} == {DELEGUE}
    own = [item["sk"]["S"] for item in beats.world.everything() if item["pk"]["S"] == f"ACC#{DELEGANT}"]
    assert own == ["A#PRACTICE", "HEAD", "HEAD#SESSIONS"]


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
