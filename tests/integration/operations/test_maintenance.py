"""Operations close a stage and open it again."""

from typing import Any

import pytest

from infra.deploy.clients import Clients
from infra.deploy.project import API_FUNCTION, Stage, read_stage
from infra.operations import maintenance


class Account(Clients):
    """An AWS account that stores the reserved instances of each function."""

    account = "111122223333"
    region = "eu-west-3"

    def __init__(self) -> None:
        self.most: dict[str, int] = {}

    def client(self, service: str) -> Any:
        assert service == "lambda"
        return self

    def put_function_concurrency(self, *, FunctionName: str, ReservedConcurrentExecutions: int) -> None:  # noqa: N803
        self.most[FunctionName] = ReservedConcurrentExecutions

    def delete_function_concurrency(self, *, FunctionName: str) -> None:  # noqa: N803
        del self.most[FunctionName]


def test_closing_a_stage_stops_only_the_functions_of_the_pages() -> None:
    account = Account()
    assert maintenance.main(["dev", "on"], account) == 0
    assert account.most == {read_stage("dev").function(API_FUNCTION): 0}


def test_reopening_a_stage_removes_the_limit() -> None:
    account = Account()
    maintenance.main(["dev", "on"], account)
    assert maintenance.main(["dev", "off"], account) == 0
    assert account.most == {}


def test_reopening_a_stage_restores_its_reserved_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    def reserved(name: str) -> Stage:
        stage = read_stage(name)
        return Stage(**{**vars(stage), "concurrency": {API_FUNCTION: 25}})

    monkeypatch.setattr(maintenance, "read_stage", reserved)
    account = Account()
    maintenance.main(["dev", "on"], account)
    maintenance.main(["dev", "off"], account)
    assert account.most == {read_stage("dev").function(API_FUNCTION): 25}


def test_an_unknown_stage_gets_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert maintenance.main(["elsewhere", "on"], Account()) == 1
    assert "no stage" in capsys.readouterr().err
