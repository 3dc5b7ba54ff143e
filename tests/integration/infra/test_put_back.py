"""A package that is put back is waited for, by botocore's own waiter: an update of Lambda goes on after its answer."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import WaiterError
from botocore.stub import Stubber

from infra.deploy import health
from infra.deploy.project import API_FUNCTION, read_stage

STAGE = read_stage("dev")
NAME = STAGE.function(API_FUNCTION)
PACKAGE = {"FunctionName": NAME, "ZipFile": b"package"}


class Lambda:
    """Botocore's client of Lambda, with the answers that it gets, in order, and the waits between two looks."""

    def __init__(self, client: Any, stub: Stubber, waits: list[float]) -> None:
        self.client, self.stub, self.waits = client, stub, waits

    def updates(self, *seen: str) -> None:
        """Let an update begin, and each look see its state."""
        self.stub.add_response("update_function_code", {"LastUpdateStatus": "InProgress"}, PACKAGE)
        self.looks(*seen)

    def looks(self, *seen: str) -> None:
        """Let each look see a state of the last update."""
        for state in seen:
            self.stub.add_response(
                "get_function", {"Configuration": {"LastUpdateStatus": state}}, {"FunctionName": NAME}
            )

    def refuses(self, code: str) -> None:
        """Refuse an update."""
        self.stub.add_client_error("update_function_code", code, expected_params=PACKAGE)


@pytest.fixture
def lambda_(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambda]:
    """Yield a Lambda with one function, whose waits take no time."""
    waits: list[float] = []
    monkeypatch.setattr("botocore.waiter.time.sleep", waits.append)
    monkeypatch.setattr(health, "functions", lambda: [API_FUNCTION])
    client = boto3.client("lambda", region_name="eu-west-3", aws_access_key_id="-", aws_secret_access_key="-")
    with Stubber(client) as stub:
        yield Lambda(client, stub, waits)
        stub.assert_no_pending_responses()


def test_a_package_that_is_put_back_is_waited_for_until_it_is_in_service(lambda_: Lambda) -> None:
    lambda_.updates("InProgress", "InProgress", "Successful")
    health.put_back(lambda_.client, STAGE, b"package")
    assert len(lambda_.waits) == 2


def test_the_update_of_the_failed_deployment_ends_before_the_package_is_put_back(lambda_: Lambda) -> None:
    lambda_.refuses("ResourceConflictException")
    lambda_.looks("InProgress", "Successful")
    lambda_.updates("Successful")
    health.put_back(lambda_.client, STAGE, b"package")


def test_a_package_that_lambda_does_not_take_is_no_success(lambda_: Lambda) -> None:
    lambda_.updates("InProgress", "Failed")
    with pytest.raises(WaiterError):
        health.put_back(lambda_.client, STAGE, b"package")


def test_a_function_of_the_failed_deployment_alone_is_passed_over(lambda_: Lambda) -> None:
    lambda_.refuses("ResourceNotFoundException")
    health.put_back(lambda_.client, STAGE, b"package")
    assert not lambda_.waits
