"""`make package`: the SAM template says what `make deploy` sets."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.deploy.finish import GATEWAY_RESPONSES, MAILER_FILTERS
from infra.deploy.project import functions, read_stage
from tests.integration.infra.emulator import copy_tree


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The template's resources, as the command wrote them."""
    tree = copy_tree(tmp_path_factory.mktemp("sam") / "tree")
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-3"}
    command = [sys.executable, "-m", "infra.deploy", "dev", "--package"]
    told = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert told.returncode == 0, told.stderr
    folder = Path(told.stdout.strip().splitlines()[-1].removeprefix("Written: "))
    assert {path.name for path in folder.iterdir()} == {"sam.json", "deployment.zip", "sbom.json"}
    found: dict[str, Any] = json.loads((folder / "sam.json").read_text(encoding="utf-8"))["Resources"]
    return found


def test_every_function_is_named_as_the_alarms_and_policies_know_it(resources: dict[str, Any]) -> None:
    stage = read_stage("dev")
    named = {
        one["Properties"]["FunctionName"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"
    }
    assert named == {stage.function(name) for name in functions()}


def test_the_mailer_has_its_filter_and_gives_up_to_the_queue(resources: dict[str, Any]) -> None:
    ((_, event),) = resources["Mailer"]["Properties"]["Events"].items()
    given = event["Properties"]
    assert [json.loads(one["Pattern"]) for one in given["FilterCriteria"]["Filters"]] == list(MAILER_FILTERS)
    assert given["BisectBatchOnFunctionError"] is True
    assert "-failures" in json.dumps(given["DestinationConfig"])
    assert given["StartingPosition"] == "LATEST"


def test_the_gateway_has_its_answers_and_limits(resources: dict[str, Any]) -> None:
    api = resources["RestAPI"]["Properties"]
    assert set(api["GatewayResponses"]) == set(GATEWAY_RESPONSES)
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] == read_stage("dev").requests_per_second


def test_each_function_has_a_policy_of_its_own(resources: dict[str, Any]) -> None:
    roles = [one for one in resources.values() if one["Type"] == "AWS::IAM::Role"]
    assert len(roles) == len(functions())
    assert sum("ses:SendRawEmail" in json.dumps(role) for role in roles) == 2
