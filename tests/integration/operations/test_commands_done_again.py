"""Commands of a restore that were cut off, typed twice, or typed with another moment than the table's."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.settings import settings
from chalicelib.store.restored import is_shut
from infra.deploy.clients import Clients
from infra.deploy.project import STAGES, functions, read_stage
from infra.operations import restore as command
from infra.operations import rewind
from tests.integration.operations.functions_logs import Logs
from tests.integration.scenes import CLAIRE, Scenes

Said = pytest.CaptureFixture[str]
MOMENT, NAME = "2026-02-20T08:00:00+00:00", "delegation-dev-20260220T080000"


class Cut(Exception):
    """The command was cut off."""


class Account(Clients):
    """DynamoDB and Lambda, as far as `rewind` needs them; they refuse what AWS refuses."""

    account, region = "111122223333", "eu-west-3"

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        self.calls = 0
        self.last = 100
        self.stopped: list[str] = []
        self.missing = ""

    def client(self, service: str) -> Any:
        """Return both: they are here."""
        return self

    def _called(self) -> None:
        self.calls += 1
        if self.calls > self.last:
            raise Cut

    def restore_table_to_point_in_time(self, *, SourceTableName: str, TargetTableName: str, **_: Any) -> None:  # noqa: N803
        self._called()
        if TargetTableName in self.tables:
            raise ClientError({"Error": {"Code": "TableAlreadyExistsException"}}, "RestoreTableToPointInTime")
        source = f"arn:aws:dynamodb:eu-west-3:111122223333:table/{SourceTableName}"
        self.tables[TargetTableName] = {"RestoreSummary": {"SourceTableArn": source}, "LatestStreamArn": "stream"}

    def update_table(self, *, TableName: str, **changes: Any) -> None:  # noqa: N803 - theirs
        self._called()
        table = self.tables[TableName]
        if any(table.get(name) == value for name, value in changes.items()):
            raise ClientError({"Error": {"Code": "ValidationException"}}, "UpdateTable")
        table.update(changes)

    def update_continuous_backups(self, *, TableName: str, **changes: Any) -> None:  # noqa: N803 - theirs
        self._called()
        self.tables[TableName].update(changes)

    def describe_table(self, *, TableName: str) -> dict[str, Any]:  # noqa: N803 - theirs
        self._called()
        return {"Table": self.tables[TableName]}

    def get_waiter(self, _: str) -> Any:
        return self

    def wait(self, **_: Any) -> None:
        self._called()

    def put_function_concurrency(self, *, FunctionName: str, ReservedConcurrentExecutions: int) -> None:  # noqa: N803
        if FunctionName == self.missing:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "PutFunctionConcurrency")
        assert ReservedConcurrentExecutions == 0
        self.stopped.append(FunctionName)


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the file of the stage `dev`, protected, to write to."""
    values = json.loads((STAGES / "dev.json").read_text(encoding="utf-8"))
    (tmp_path / "dev.json").write_text(json.dumps({**values, "protected": True}), encoding="utf-8")
    monkeypatch.setattr("infra.deploy.project.STAGES", tmp_path)
    monkeypatch.setattr(rewind, "STAGES", tmp_path)
    return tmp_path / "dev.json"


def copy(account: Account) -> int:
    return rewind.main(["dev", "copy", "--to", MOMENT, "--confirm", "delegation-dev"], account)


def test_a_copy_that_was_cut_off_at_any_call_is_finished_by_the_next(stages: Path) -> None:
    whole = Account()
    before = stages.read_text(encoding="utf-8")
    assert copy(whole) == 0
    written = stages.read_text(encoding="utf-8")
    for last in range(whole.calls):
        stages.write_text(before, encoding="utf-8")
        account = Account()
        account.last = last
        with pytest.raises(Cut):
            copy(account)
        account.last += 100
        assert copy(account) == 0, last
        assert account.tables == whole.tables
        assert stages.read_text(encoding="utf-8") == written


def test_a_copy_that_is_done_is_not_done_twice(stages: Path, capsys: Said) -> None:
    account = Account()
    copy(account)
    calls = account.calls
    assert copy(account) == 1
    assert account.calls == calls
    assert "make deploy" in capsys.readouterr().err
    assert read_stage("dev").table == NAME


def test_a_table_of_another_source_is_not_taken_for_the_copy(stages: Path, capsys: Said) -> None:
    account, before = Account(), stages.read_text(encoding="utf-8")
    account.restore_table_to_point_in_time(SourceTableName="autre", TargetTableName=NAME)
    assert copy(account) == 1
    assert "not restored from delegation-dev" in capsys.readouterr().err
    assert stages.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("missing", functions())
def test_a_function_that_is_not_deployed_keeps_no_other_running(stages: Path, missing: str) -> None:
    account, stage = Account(), read_stage("dev")
    account.missing = stage.function(missing)
    assert rewind.main(["dev", "stop", "--confirm", "dev"], account) == 0
    assert set(account.stopped) == {stage.function(name) for name in functions() if name != missing}


@pytest.mark.parametrize("arguments", [["stop"], ["copy", "--to", MOMENT]], ids=["stop", "copy"])
def test_a_stage_that_does_not_exist_is_named_with_those_that_do(arguments: list[str], capsys: Said) -> None:
    account = Account()
    assert rewind.main(["prd", *arguments], account) == 1
    assert "There is no stage “prd”" in capsys.readouterr().err
    assert (account.calls, account.stopped) == (0, [])


Back = Callable[[list[dict[str, Any]]], None]


@pytest.mark.parametrize("hours", [-1, 1], ids=["earlier", "later"])
def test_another_moment_than_that_of_the_restored_table_reconciles_nothing(
    scenes: Scenes, logs: Logs, restore: Back, monkeypatch: pytest.MonkeyPatch, capsys: Said, hours: int
) -> None:
    world, found = scenes.world, scenes.validated()
    before, moment = world.items(), world.now
    world.pass_time(hours=2)
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    restore(before)
    monkeypatch.setenv("RESTORED_TABLE", f"delegation-dev-{moment:%Y%m%dT%H%M%S}")
    settings.cache_clear()

    since = (moment + timedelta(hours=hours)).isoformat()
    assert command.main(["reconcile", "--since", since], logs) == 1
    assert f"restored to {moment.replace(microsecond=0).isoformat()}" in capsys.readouterr().err
    assert is_shut()
    assert world.items() == before


def test_a_moment_to_come_reconciles_nothing(scenes: Scenes, logs: Logs, restore: Back, capsys: Said) -> None:
    restore(scenes.world.items())
    since = (scenes.world.now + timedelta(minutes=1)).isoformat()
    assert command.main(["reconcile", "--since", since], logs) == 1
    assert "still to come" in capsys.readouterr().err
    assert is_shut()


@pytest.mark.parametrize(("name", "value"), [("act", "acte_futur"), ("actor", "acteur_futur")])
def test_an_act_of_a_later_release_keeps_the_table_shut(
    scenes: Scenes, logs: Logs, restore: Back, capsys: Said, name: str, value: str
) -> None:
    world, found = scenes.world, scenes.validated()
    before = world.items()
    world.pass_time(hours=1)
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    logs.lines = [(at, json.dumps(json.loads(line) | {name: value})) for at, line in logs.lines]
    restore(before)

    assert command.main(["reconcile", "--since", (world.now - timedelta(hours=1)).isoformat()], logs) == 1
    assert "check out the release that was in service" in capsys.readouterr().err
    assert is_shut()
