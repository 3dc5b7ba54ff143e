"""Stored delegations get this version's due times, by the command and in the last step of a deployment."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from chalicelib import runtime
from chalicelib.acts.block import block
from chalicelib.acts.close_account import close_account
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.review_access import keep_access
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.delegations import DelegationItem, to_item
from chalicelib.store.reviews import ReviewItem, look_on, told_on
from chalicelib.store.table import from_epoch
from chalicelib.store.writes import transact
from chalicelib.workers import schedule
from infra.deploy import deployment
from infra.deploy import dues as step
from infra.deploy.project import Stopped, read_stage
from infra.operations import dues
from tests.builders import DAY
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes
from tests.integration.wishes import ask_claire, refusal_of

Said = pytest.CaptureFixture[str]


def _item(found: str) -> DelegationItem:
    return DelegationItem.get(*keys.delegation(found))


def _stored_before(found: str, due_at: float | None) -> None:
    """Store the due time of an earlier version: later, or never."""
    item = DelegationItem(*keys.delegation(found))
    if due_at is None:
        item.update(actions=[DelegationItem.due_shard.remove(), DelegationItem.due_at.remove()])
    else:
        item.update(actions=[DelegationItem.due_at.set(due_at)])


def _recompute(capsys: Said) -> str:
    assert dues.main(["recompute"]) == 0
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("stored", [None, 4_000_000_000], ids=["never", "years too late"])
def test_the_schedule_finds_recomputed_delegations_at_their_new_time(
    scenes: Scenes, capsys: Said, stored: float | None
) -> None:
    found, other = scenes.validated(), scenes.demand()
    wanted = [(_item(one).due_shard, _item(one).due_at) for one in (found, other)]
    _stored_before(found, stored)

    assert _recompute(capsys) == (
        "2 delegations read, 1 of them due at another moment now; 0 accounts to remind marked.\n"
        "0 accounts noted to which a blocked one was joined.\n"
        "0 closed accounts marked that still hold what they received."
    )
    assert [(_item(one).due_shard, _item(one).due_at) for one in (found, other)] == wanted

    scenes.world.now = scenes.delegation(found).terms.validity.ends_at
    schedule.handle()
    assert scenes.delegation(found).ended


def test_a_second_recomputation_changes_nothing(scenes: Scenes, capsys: Said) -> None:
    situations = scenes.every()
    scenes.world.now += 400 * DAY
    schedule.handle()
    _recompute(capsys)
    with unchanged(scenes.world):
        assert "0 of them" in _recompute(capsys)
        schedule.handle()
    assert situations


@pytest.fixture
def given_for_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let delegations last long enough to be reviewed."""
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)


@pytest.mark.parametrize(("length", "marked"), [(1000 * DAY, 1), (300 * DAY, 0)])
def test_only_what_lasts_for_more_than_a_year_is_marked(
    scenes: Scenes, capsys: Said, monkeypatch: pytest.MonkeyPatch, length: timedelta, marked: int
) -> None:
    monkeypatch.setattr("tests.integration.scenes.LENGTH", length)
    scenes.validated()
    ReviewItem(*keys.review(CLAIRE)).delete()
    assert f"; {marked} accounts to remind marked." in _recompute(capsys)


def test_an_access_given_by_an_earlier_version_is_reviewed_a_year_after_that(
    scenes: Scenes, capsys: Said, given_for_years: None
) -> None:
    scenes.validated()
    mark = ReviewItem(*keys.review(CLAIRE))
    given_on = scenes.today
    mark.delete()
    scenes.world.now += 40 * DAY
    assert "; 1 accounts to remind marked." in _recompute(capsys)
    mark.refresh()
    assert from_epoch(mark.due_at or 0) == leaves_at(given_on + 365 * DAY)


@pytest.mark.parametrize(
    ("told", "looked_at"),
    [(None, 365), (100, 465), (-10, 365)],
    ids=["nobody was told", "told within the year", "told before"],
)
def test_a_look_that_comes_after_the_year_of_an_access_is_brought_forward_unless_the_delegant_was_just_told(
    scenes: Scenes, capsys: Said, given_for_years: None, told: int | None, looked_at: int
) -> None:
    scenes.validated()
    given_on, mark = scenes.today, ReviewItem(*keys.review(CLAIRE))
    scenes.world.now += 120 * DAY
    late = [look_on(given_on + 465 * DAY)]
    mark.update(actions=late if told is None else [*late, told_on(given_on + told * DAY)])
    assert f"; {int(looked_at != 465)} accounts to remind marked." in _recompute(capsys)
    mark.refresh()
    assert from_epoch(mark.due_at or 0) == leaves_at(given_on + looked_at * DAY)


def test_an_access_that_was_kept_is_not_looked_at_again_for_a_deployment(
    scenes: Scenes, capsys: Said, given_for_years: None
) -> None:
    found, year = scenes.validated(), leaves_at(scenes.today + 365 * DAY)
    scenes.world.now += 300 * DAY
    keep_access(runtime.context(), scenes.session(CLAIRE), found, Hint())
    scenes.world.now = year
    schedule.handle()
    with unchanged(scenes.world):
        assert "; 0 accounts to remind marked." in _recompute(capsys)


def test_an_account_that_is_marked_meanwhile_is_not_counted(
    scenes: Scenes, capsys: Said, given_for_years: None
) -> None:
    scenes.validated()
    mark = ReviewItem(*keys.review(CLAIRE))
    mark.refresh()
    mark.delete()
    with meanwhile(UPDATE, mark.save):
        assert "; 0 accounts to remind marked." in _recompute(capsys)


def test_whoever_blocked_an_account_before_joins_were_noted_has_blocked_the_one_it_was_joined_to(
    scenes: Scenes, capsys: Said
) -> None:
    transact([block(runtime.context(), CLAIRE, LEA)])
    HeadItem(*keys.head(LEA)).update(
        actions=[HeadItem.joined_to.set(PAUL), HeadItem.status.set(AccountStatus.RATTACHEE.value)]
    )
    assert "1 accounts noted" in _recompute(capsys)
    assert refusal_of(lambda: ask_claire(scenes)).code is Code.ASKING_CLOSED
    with unchanged(scenes.world):
        assert "0 accounts noted" in _recompute(capsys)


def test_a_blocked_account_that_is_joined_to_none_is_noted_nowhere(scenes: Scenes, capsys: Said) -> None:
    transact([block(runtime.context(), CLAIRE, LEA)])
    with unchanged(scenes.world):
        _recompute(capsys)


def test_a_demand_that_an_earlier_version_left_to_a_closed_account_is_refused(
    scenes: Scenes, capsys: Said, left_to_the_schedule: None
) -> None:
    found = scenes.demand()
    close_account(runtime.context(), scenes.session(PAUL), "0-0", "", Caller("192.0.2.1"))
    ClosingItem(*keys.closing(PAUL)).delete()  # it ended what it knew of
    assert "1 closed accounts marked" in _recompute(capsys)
    with unchanged(scenes.world):
        assert "0 closed accounts marked" in _recompute(capsys)
    scenes.world.run_schedule()
    assert scenes.delegation(found).status is Status.REFUSEE


def test_an_invitation_marks_no_account_as_closed(scenes: Scenes, capsys: Said) -> None:
    scenes.invitation()
    assert "0 closed accounts marked" in _recompute(capsys)


def test_an_account_that_is_gone_although_a_blocked_one_was_joined_to_it_stays_gone(
    scenes: Scenes, capsys: Said
) -> None:
    transact([block(runtime.context(), CLAIRE, LEA)])
    HeadItem(*keys.head(LEA)).update(actions=[HeadItem.joined_to.set("compte-disparu")])
    with unchanged(scenes.world):
        assert "0 accounts noted" in _recompute(capsys)


def test_a_concurrent_write_is_left_unchanged(scenes: Scenes, capsys: Said) -> None:
    found = scenes.validated()
    _stored_before(found, None)

    def write() -> None:
        delegation = scenes.delegation(found)
        to_item(delegation._replace(revision=delegation.revision + 1), runtime.context().policy).save()

    with meanwhile(UPDATE, write):
        assert "0 of them" in _recompute(capsys)
    assert _item(found).due_at is not None


def test_a_deployment_recomputes_last_with_the_environment_of_its_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[list[str], Mapping[str, str]]] = []

    def run(command: list[str], *, env: Mapping[str, str], **_: Any) -> SimpleNamespace:
        ran.append((command, env))
        return SimpleNamespace(returncode=len(ran) - 1)

    variables = {"STAGE": "dev", "TABLE_NAME": "delegation-dev", "PURGE_AFTER_DAYS": "15"}
    monkeypatch.setattr(step, "read_config", lambda: {"stages": {"dev": {"environment_variables": variables}}})
    monkeypatch.setattr("infra.deploy.dues.subprocess.run", run)
    step.recompute(read_stage("dev"))
    command, environment = ran[0]
    assert command[1:] == ["-m", "infra.operations.dues", "recompute"]
    assert variables.items() <= environment.items()
    with pytest.raises(Stopped):
        step.recompute(read_stage("dev"))


@pytest.mark.parametrize("works", [True, False], ids=["in service", "refused"])
def test_a_deployment_computes_it_once_the_new_version_is_in_service(
    monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    done: list[str] = []

    def require_transaction(*_: object) -> None:
        done.append("tried")
        if not works:
            raise Stopped("refused")

    monkeypatch.setattr("infra.deploy.keyring_check.require", lambda *_: {"sessions": ()})
    monkeypatch.setattr("infra.deploy.health.package_before", lambda *_: nullcontext())
    monkeypatch.setattr("infra.deploy.health.require_transaction", require_transaction)
    monkeypatch.setattr("infra.deploy.health.answers", lambda *_: "")
    monkeypatch.setattr("infra.deploy.versions.keep", lambda *_: None)
    monkeypatch.setattr("infra.deploy.dues.recompute", lambda stage: done.append(stage.name))
    for name in ("build", "Stacks", "facts_of", "_put_in_service", "_url"):
        monkeypatch.setattr(deployment, name, MagicMock())
    monkeypatch.setattr("infra.deploy.record.fetch", lambda *_: None)
    with nullcontext() if works else pytest.raises(Stopped):
        deployment.deploy(read_stage("dev"), MagicMock())
    assert done == (["tried", "dev"] if works else ["tried"])


def test_a_delegation_of_a_later_release_keeps_no_other_from_its_new_time(scenes: Scenes, capsys: Said) -> None:
    strange, found = scenes.validated(), scenes.demand()
    DelegationItem(*keys.delegation(strange)).update(actions=[DelegationItem.content["status"].set("a_venir")])
    wanted = _item(found).due_at
    _stored_before(found, None)
    before = _item(strange).to_simple_dict(force=True)

    assert dues.main(["recompute"]) == 1

    assert f"1 delegations cannot be read by this release and stay as they are: {strange}" in capsys.readouterr().err
    assert _item(found).due_at == wanted
    assert _item(strange).to_simple_dict(force=True) == before
