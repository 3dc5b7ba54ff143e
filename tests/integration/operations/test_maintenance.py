"""Operations closes a stage and opens it again."""

from typing import Any

import pytest

from infra.deploy.clients import Clients
from infra.deploy.project import API_FUNCTION, Stage, read_stage
from infra.operations import maintenance


class Account(Clients):
    """An AWS account that keeps how many instances each function may have."""

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


def test_a_closed_stage_starts_no_instance_for_the_pages_and_touches_nothing_else() -> None:
    account = Account()
    assert maintenance.main(["dev", "on"], account) == 0
    assert account.most == {read_stage("dev").function(API_FUNCTION): 0}


def test_an_open_stage_has_its_share_again() -> None:
    account = Account()
    maintenance.main(["dev", "on"], account)
    assert maintenance.main(["dev", "off"], account) == 0
    assert account.most == {}


def test_an_open_stage_has_what_is_reserved_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def reserved(name: str) -> Stage:
        stage = read_stage(name)
        return Stage(**{**vars(stage), "concurrency": {API_FUNCTION: 25}})

    monkeypatch.setattr(maintenance, "read_stage", reserved)
    account = Account()
    maintenance.main(["dev", "on"], account)
    maintenance.main(["dev", "off"], account)
    assert account.most == {read_stage("dev").function(API_FUNCTION): 25}


def test_a_stage_that_does_not_exist_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert maintenance.main(["elsewhere", "on"], Account()) == 1
    assert "no stage" in capsys.readouterr().err
