"""A release that the alarms judge badly is taken back, and an earlier package is one command away."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.deploy import health, versions, watching
from infra.deploy.clients import Clients
from infra.deploy.project import API_FUNCTION, Stage, Stopped, functions, read_stage
from infra.operations import rollback
from tests.integration.infra.templates import template

STAGE = read_stage("dev")
WATCHED = Stage(**{**vars(STAGE), "watch_minutes": 1})
KEPT_FOR = {"Runtime": "python3.11", "Architectures": ["arm64"]}
Said = pytest.CaptureFixture[str]


class Account(Clients):
    """An account with the functions of a stage: Lambda, whose answers name the package, and the alarms."""

    account, region = "111122223333", "eu-west-3"

    def __init__(self, place: str) -> None:
        self.place = place
        self.packages: dict[str, str] = {}
        self.published: dict[int, tuple[str, str]] = {}
        self.runtime = "python3.11"
        self.rings: set[str] = set()
        self.silent = 0
        """How many questions about the alarms fail."""
        self.broken = ""
        self.left = 100
        """How many functions can still be updated."""

    def client(self, service: str) -> Any:
        """Return Lambda or CloudWatch: both are here."""
        return self

    def deploy(self, package: str) -> None:
        """Deploy as a command does: what stood before is kept."""
        versions.keep(self, STAGE, health.answers(self, STAGE))
        self.packages = dict.fromkeys(map(STAGE.function, functions()), package)

    @property
    def in_service(self) -> set[str]:
        """The packages of all functions."""
        return set(self.packages.values())

    # Lambda's operations

    def get_function_configuration(self, *, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - theirs
        if FunctionName not in self.packages:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetFunctionConfiguration")
        return {"CodeSha256": self.packages[FunctionName], "Runtime": self.runtime, "Architectures": ["arm64"]}

    def get_waiter(self, _: str) -> Any:
        return self

    def wait(self, **_: Any) -> None:
        """Wait for nothing."""

    def publish_version(self, *, FunctionName: str, CodeSha256: str, Description: str) -> None:  # noqa: N803
        assert CodeSha256 == self.packages[FunctionName]
        self.published[max(self.published, default=0) + 1] = (CodeSha256, Description)

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, *, FunctionName: str) -> list[dict[str, Any]]:  # noqa: N803 - theirs
        latest = {"Version": "$LATEST", "CodeSha256": self.packages[FunctionName], "Description": ""}
        kept = [
            {"Version": str(number), "CodeSha256": digest, "Description": text, **KEPT_FOR}
            for number, (digest, text) in self.published.items()
        ]
        return [{"Versions": [latest]}, {"Versions": kept}]

    def delete_function(self, *, FunctionName: str, Qualifier: str) -> None:  # noqa: N803 - theirs
        del self.published[int(Qualifier)]

    def get_function(self, *, FunctionName: str, Qualifier: str) -> dict[str, Any]:  # noqa: N803 - theirs
        package = self.packages[FunctionName] if Qualifier == "$LATEST" else self.published[int(Qualifier)][0]
        return {"Code": {"Location": f"{self.place}/{package}"}}

    def update_function_code(self, *, FunctionName: str, ZipFile: bytes) -> None:  # noqa: N803 - theirs
        self.left -= 1
        if self.left < 0:
            raise ConnectionAbortedError
        self.packages[FunctionName] = ZipFile.decode()

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - theirs
        package = self.get_function_configuration(FunctionName=FunctionName)["CodeSha256"]
        body = json.dumps({"version": package, "commit": "1a2b3c4"})
        status = 503 if package == self.broken else 200
        return {"Payload": io.BytesIO(json.dumps({"statusCode": status, "body": body}).encode())}

    # CloudWatch's

    def describe_alarms(self, *, AlarmNames: list[str], AlarmTypes: list[str]) -> dict[str, Any]:  # noqa: N803
        if self.silent:
            self.silent -= 1
            raise ClientError({"Error": {"Code": "Throttling"}}, "DescribeAlarms")
        found = [name.removeprefix("delegation-dev-") for name in AlarmNames]
        alarms = {
            kind: [
                {"AlarmName": f"delegation-dev-{name}", "StateValue": "ALARM" if name in self.rings else "OK"}
                for name in found
                if (name in {"api-errors", "api-slow"}) == (kind == "CompositeAlarm")
            ]
            for kind in AlarmTypes
        }
        return {f"{kind}s": found for kind, found in alarms.items()}


class _Package(BaseHTTPRequestHandler):
    """Serves each package under its own name."""

    def do_GET(self) -> None:
        """Send it."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path[1:].encode())

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """Yield the address from which packages are fetched."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Package)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def account(place: str) -> Account:
    """Return an account in which three releases were deployed."""
    made = Account(place)
    for package in ("one", "two", "three"):
        made.deploy(package)
    return made


def _judged(account: Account, *, rings: str, already: str = "", rings_after: int = 1) -> None:
    """Deploy a fourth release and watch; an alarm begins to ring at one of the looks."""
    account.rings = {already} - {""}
    before, looks = watching.ringing(account, WATCHED), 0

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == rings_after:
            account.rings |= {rings} - {""}

    with health.package_before(account, WATCHED):
        account.deploy("four")
        watching.require_quiet(account, WATCHED, before, wait)


@pytest.mark.parametrize("alarm", ["api-errors", "mailer-failures"])
def test_a_release_under_which_an_alarm_begins_to_ring_is_taken_back(account: Account, alarm: str) -> None:
    with pytest.raises(Stopped, match=rf"(?s){alarm}.*The package before is back"):
        _judged(account, rings=alarm, rings_after=3)
    assert account.in_service == {"three"}


def test_a_quiet_release_stays(account: Account) -> None:
    _judged(account, rings="")
    assert account.in_service == {"four"}


def test_an_alarm_that_rang_before_does_not_judge_the_release(account: Account) -> None:
    _judged(account, rings="due-not-done", already="due-not-done")
    assert account.in_service == {"four"}


def test_an_alarm_about_the_world_outside_does_not_judge_the_release(account: Account) -> None:
    _judged(account, rings="bounces")
    assert account.in_service == {"four"}


def test_alarms_that_cannot_be_asked_do_not_judge_a_release(account: Account) -> None:
    before = watching.ringing(account, WATCHED)
    with health.package_before(account, WATCHED):
        account.deploy("four")
        account.silent = 2
        watching.require_quiet(account, WATCHED, before, lambda _: None)
    assert (account.in_service, account.silent) == ({"four"}, 0)


def test_a_stage_that_asks_for_no_judgement_is_not_watched(account: Account) -> None:
    def never(_: float) -> None:
        raise AssertionError

    watching.require_quiet(account, STAGE, set(), never)


def test_each_alarm_that_judges_a_release_exists() -> None:
    resources = [one["Properties"] for one in template("watch")["Resources"].values()]
    names = {
        one["AlarmName"]["Fn::Sub"].removeprefix("delegation-${Stage}-") for one in resources if "AlarmName" in one
    }
    assert set(watching.OF_A_RELEASE) <= names


def test_a_rollback_puts_the_package_before_into_every_function(account: Account, capsys: Said) -> None:
    assert rollback.main(["dev"], account) == 0
    assert account.in_service == {"two"}
    assert "In service in dev: two (1a2b3c4)." in capsys.readouterr().out


def test_a_second_rollback_goes_further_back_and_never_forward(account: Account, capsys: Said) -> None:
    rollback.main(["dev"], account)
    assert rollback.main(["dev"], account) == 0
    assert account.in_service == {"one"}
    assert rollback.main(["dev"], account) == 1
    assert "No package before the present one is kept" in capsys.readouterr().err
    assert account.in_service == {"one"}


def test_a_rollback_from_the_release_after_one_skips_what_was_taken_back(account: Account) -> None:
    rollback.main(["dev"], account)
    account.deploy("four")
    rollback.main(["dev"], account)
    assert account.in_service == {"two"}


def test_the_same_package_deployed_twice_is_kept_once(account: Account) -> None:
    for _ in range(2):
        account.deploy("three")
    rollback.main(["dev"], account)
    assert account.in_service == {"two"}


def test_the_oldest_packages_are_not_kept(account: Account, capsys: Said) -> None:
    for package in ("four", "five", "six"):
        account.deploy(package)
    assert rollback.main(["dev", "--list"], account) == 0
    kept = [line.split()[1] for line in capsys.readouterr().out.splitlines()]
    assert kept == ["five", "four", "three"]
    assert account.in_service == {"six"}


def test_a_rollback_to_a_package_that_does_not_answer_says_so(account: Account, capsys: Said) -> None:
    account.broken = "two"
    assert rollback.main(["dev"], account) == 1
    assert "does not answer" in capsys.readouterr().err


def test_a_package_made_for_another_runtime_is_not_put_back(account: Account, capsys: Said) -> None:
    account.runtime = "python3.13"
    assert rollback.main(["dev"], account) == 1
    assert "for python3.11 arm64: check out" in capsys.readouterr().err
    assert account.in_service == {"three"}


def test_a_failed_change_of_the_runtime_leaves_the_package_made_for_it(account: Account) -> None:
    refused = pytest.raises(Stopped, match=r"(?s)broken.*for python3.11 arm64, and is not put back")
    with refused, health.package_before(account, STAGE):
        account.deploy("four")
        account.runtime = "python3.13"
        raise RuntimeError("broken")
    assert account.in_service == {"four"}


def test_a_first_deployment_keeps_nothing(place: str) -> None:
    made = Account(place)
    made.deploy("one")
    assert made.published == {}
    assert versions.code(made, STAGE) == b"one"


def test_a_rollback_of_production_asks_for_its_name(account: Account, capsys: Said) -> None:
    account.packages = {read_stage("prod").function(name): "three" for name in functions()}
    assert rollback.main(["prod"], account) == 1
    assert "protected" in capsys.readouterr().err
    assert account.packages[read_stage("prod").function(API_FUNCTION)] == "three"
    assert rollback.main(["prod", "--confirm", "prod"], account) == 0
    assert account.in_service == {"two"}


def test_a_rollback_that_was_cut_off_is_finished_by_the_next_and_goes_no_further(account: Account) -> None:
    for left in range(len(functions())):
        account.packages = dict.fromkeys(account.packages, "three")
        account.left = left
        with pytest.raises(ConnectionAbortedError):
            rollback.main(["dev"], account)
        account.left = len(functions())
        assert rollback.main(["dev"], account) == 0
        assert account.in_service == {"two"}
