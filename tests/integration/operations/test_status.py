"""One command shows how a stage stands; each answer may say that something is wrong, or fail."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from infra.deploy.clients import Clients
from infra.deploy.project import ROOT
from infra.operations import checks, status

Said = pytest.CaptureFixture[str]
NOW = datetime(2026, 11, 29, 14, 0, tzinfo=UTC)
OLD = timedelta(minutes=11)
ADDRESS = "https://delegation.example/api"
WELL = '{"etat": "ok", "version": "0.1.0", "commit": "1a2b3c4"}'


def _due(ago: timedelta) -> dict[str, Any]:
    return {"due_at": {"N": str(int((NOW - ago).timestamp()))}}


def _alarm(name: str, state: str, actions: tuple[str, ...] = ("a-topic",)) -> dict[str, Any]:
    return {"AlarmName": f"delegation-dev-{name}", "StateValue": state, "AlarmActions": list(actions)}


def _identity(**changed: Any) -> dict[str, Any]:
    return {"VerifiedForSendingStatus": True, "MailFromAttributes": {"MailFromDomainStatus": "SUCCESS"}, **changed}


def _account(**changed: Any) -> dict[str, Any]:
    quota = {"Max24HourSend": 50_000, "SentLast24Hours": 120, "MaxSendRate": 14}
    return {"SendQuota": quota, "EnforcementStatus": "HEALTHY", "ProductionAccessEnabled": True, **changed}


class Account(Clients):
    """An AWS account in which all is well; `answers` replaces what it answers to an operation."""

    account = "111122223333"
    region = "eu-west-3"

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = {
            "get_function_concurrency": {},
            "describe_alarms": {"MetricAlarms": [_alarm("no-context", "OK")], "CompositeAlarms": []},
            "get_queue_url": {"QueueUrl": "a-queue"},
            "get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "0"}},
            "query": {"Items": []},
            "get_metric_statistics": lambda asked: {
                "Datapoints": [{"Timestamp": NOW - timedelta(minutes=2), asked["Statistics"][0]: 0.0001}]
            },
            "get_account": _account(),
            "get_email_identity": _identity(),
            **answers,
        }

    def client(self, service: str) -> Any:
        return self

    def get_paginator(self, operation: str) -> Any:
        return Pages(lambda asked: [self._answer(operation, asked)])

    def __getattr__(self, operation: str) -> Any:
        if operation not in self.__dict__.get("answers", {}):
            raise AttributeError(operation)
        return lambda **asked: self._answer(operation, asked)

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> Any:
        answer = self.answers[operation]
        if isinstance(answer, Exception):
            raise answer
        return answer(asked) if callable(answer) else answer


class Pages:
    """The pages of a paginated operation."""

    def __init__(self, ask: Callable[[Mapping[str, Any]], list[Any]]) -> None:
        self._ask = ask

    def paginate(self, **asked: Any) -> list[Any]:
        return self._ask(asked)


@pytest.fixture(autouse=True)
def _known_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(checks, "known_url", lambda _: ADDRESS)
    yield


def _run(account: Account, page: checks.Fetch = lambda _: (200, WELL)) -> int:
    return status.main(["dev"], account, page, lambda: NOW)


def test_a_stage_in_which_all_is_well_is_told_on_one_screen(capsys: Said) -> None:
    assert _run(Account()) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line[:2] for line in lines] == ["ok"] * len(lines)
    assert len(lines) < 20
    assert max(map(len, lines)) < 120
    assert "0.1.0, 1a2b3c4: ok" in said.out
    assert "Stage dev, table delegation-dev, account 111122223333" in said.err


def _shards(kind: str, *items: dict[str, Any], number: int = 0) -> Callable[[Mapping[str, Any]], Any]:
    first = f"{kind}#{number}"
    return lambda asked: {"Items": items if asked["ExpressionAttributeValues"][":shard"]["S"] == first else []}


def _points(statistic: str, value: float, ago: timedelta) -> Callable[[Mapping[str, Any]], Any]:
    well = Account().answers["get_metric_statistics"]
    point = {"Timestamp": NOW - ago, statistic: value}
    return lambda asked: {"Datapoints": [point]} if asked["Statistics"] == [statistic] else well(asked)


NOTHING: dict[str, Any] = {"Datapoints": []}
FULL = {"Max24HourSend": 200, "SentLast24Hours": 160, "MaxSendRate": 1}
RINGS = {"MetricAlarms": [_alarm("mails-held", "ALARM")]}


def test_the_window_of_a_promise_alone_is_nothing_wrong(capsys: Said) -> None:
    window = _alarm("api-errors-5m", "ALARM", actions=())
    answer = {"MetricAlarms": [window], "CompositeAlarms": [_alarm("api-errors", "OK")]}
    assert _run(Account(describe_alarms=answer)) == 0
    assert "1, none rings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"get_function_concurrency": {"ReservedConcurrentExecutions": 0}}, "the pages are closed"),
        ({"describe_alarms": RINGS}, "ring: mails-held"),
        ({"describe_alarms": {"CompositeAlarms": [_alarm("api-errors", "ALARM")]}}, "ring: api-errors"),
        ({"describe_alarms": {"MetricAlarms": []}}, "there are none"),
        ({"get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "2"}}}, "mailer 2"),
        ({"query": _shards("MAIL", _due(OLD), _due(timedelta(0)))}, "2 to send, 1 of them late; 0 failed"),
        ({"query": _shards("MAIL", _due(24 * OLD), _due(OLD), number=2)}, "2 to send, 1 of them late; 0 failed"),
        ({"query": _shards("FAILED", _due(OLD))}, "0 to send, 0 of them late; 1 failed"),
        ({"query": _shards("TIME", _due(OLD), _due(-OLD))}, "1 acts of time are late"),
        ({"get_metric_statistics": _points("Sum", 1, OLD)}, "11 min ago"),
        ({"get_metric_statistics": lambda asked: NOTHING}, "none in three hours"),
        ({"get_metric_statistics": _points("Average", 0.06, OLD)}, "bounces 6.00%"),
        ({"get_account": _account(EnforcementStatus="PROBATION")}, "probation"),
        ({"get_account": _account(SendQuota=FULL)}, "160 of 200 mails"),
        ({"get_account": _account(SendingEnabled=False)}, "has paused"),
        ({"get_account": _account(ProductionAccessEnabled=False)}, "SES sandbox"),
        ({"get_email_identity": _identity(VerifiedForSendingStatus=False)}, "has not verified"),
    ],
)
def test_what_is_wrong_is_marked_and_the_command_fails(answers: Mapping[str, Any], said: str, capsys: Said) -> None:
    assert _run(Account(**answers)) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!!")]
    assert [line for line in wrong if said in line]


def test_what_is_due_now_is_not_late(capsys: Said) -> None:
    assert _run(Account(query=_shards("MAIL", _due(timedelta(minutes=9))))) == 0
    assert "1 to send, 0 of them late" in capsys.readouterr().out


def _unreachable(url: str) -> tuple[int, str]:
    raise OSError("timed out")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (lambda _: (503, '{"etat": "indisponible", "version": "0.1.0", "commit": "1a2b3c4"}'), "indisponible"),
        (lambda _: (503, "<!DOCTYPE html>"), "/sante answers 503"),
        (lambda _: (200, "[]"), "/sante answers 200"),
        (_unreachable, "does not answer: timed out"),
    ],
)
def test_a_service_that_does_not_answer_is_wrong(page: checks.Fetch, said: str, capsys: Said) -> None:
    assert _run(Account(), page) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!!")]
    assert said in line


def test_an_address_that_is_not_known_is_not_asked(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr(checks, "known_url", lambda _: "")
    assert _run(Account()) == 2
    assert "??  Version" in capsys.readouterr().out


OPERATIONS = {right.partition(":")[2] for check in checks.CHECKS for right in check.rights} - {"Decrypt"}


def _python_name(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_without_one_right_the_rest_is_told_and_the_right_is_named(operation: str, capsys: Said) -> None:
    refused = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, operation)
    assert _run(Account(**{_python_name(operation): refused})) == 2
    marks = {"ok": 0, "??": 0}
    for line in capsys.readouterr().out.splitlines():
        marks[line[:2]] += 1
        if line.startswith("??"):
            assert f":{operation} is missing" in line
    assert marks["??"] in {1, 2}
    assert marks["ok"] >= 6


def test_what_does_not_exist_is_wrong_and_a_network_that_fails_is_not_known(capsys: Said) -> None:
    gone = ClientError({"Error": {"Code": "AWS.SimpleQueueService.NonExistentQueue"}}, "GetQueueUrl")
    assert _run(Account(get_queue_url=gone)) == 1
    assert "!!  Queues" in capsys.readouterr().out
    assert _run(Account(get_account=EndpointConnectionError(endpoint_url="https://email.example"))) == 2
    assert "??  SES" in capsys.readouterr().out


def test_an_unknown_stage_gets_a_message(capsys: Said) -> None:
    assert status.main(["elsewhere"], Account()) == 1
    assert "no stage" in capsys.readouterr().err


def test_the_policy_of_whoever_looks_grants_the_rights_of_the_checks_and_no_other() -> None:
    document = json.loads((ROOT / "infra" / "rights" / "status.json").read_text(encoding="utf-8"))
    granted: set[str] = set()
    for statement in document["Statement"]:
        actions = statement["Action"]
        granted |= {actions} if isinstance(actions, str) else set(actions)
    assert granted == {right for check in checks.CHECKS for right in check.rights}
