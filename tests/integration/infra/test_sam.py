"""`make package`: the SAM template has the settings of `make deploy`."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import Settings
from infra.deploy import configure
from infra.deploy.facts import ANY, Facts
from infra.deploy.finish import LOGGING, MAILER_FILTERS
from infra.deploy.gateway import GATEWAY_RESPONSES, decisions
from infra.deploy.project import Stopped, functions, read_stage
from infra.package.build import Package
from tests.integration.infra.emulator import copy_tree
from tests.integration.infra.natives import AARCH64, machines
from tests.integration.infra.templates import lint
from tests.whole import longer_in_prove, with_others

OWN = {
    "custom_domain_url": "https://delegation.cabinet.example",
    "certificate_arn": "arn:aws:acm:eu-west-3:111122223333:certificate/1111",
    "concurrency": {"time": 2},
}
FACTS = Facts(
    "eu-west-3",
    "111122223333",
    stream_arn="arn:aws:dynamodb:eu-west-3:111122223333:table/delegation/stream/2026",
    token_key_arn="arn:aws:kms:eu-west-3:111122223333:key/1",
    next_token_key_arn="arn:aws:kms:eu-west-3:111122223333:key/2",
    public_base_url="https://delegation.example",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command's output, for arm64 and a stage with a domain and reserved instances."""
    tree = copy_tree(tmp_path_factory.mktemp("sam") / "tree")
    _add(tree / "infra" / "stages" / "dev.json", OWN)
    _add(tree / ".chalice" / "config.json", {"lambda_architecture": "arm64"})
    _configure(tree, "dev")
    told = _run(tree, "-m", "infra.deploy", "dev", "--package")
    return Path(told.stdout.strip().splitlines()[-1].removeprefix("Written: "))


@pytest.mark.parametrize("address", ["paiement=https://a.example", "paiements=http://a.example", "https://a.example"])
def test_an_address_that_opens_no_service_is_not_deployed(address: str) -> None:
    stage = replace(read_stage("dev"), environment={"SERVICE_ADDRESSES": f"rosp=https://b.example/ {address}"})
    with pytest.raises(Stopped, match=re.escape(f"“{address}”")):
        configure.environment(stage, FACTS)


@pytest.mark.parametrize(
    "entry", ["locum=carte", "remplacant=CARD", "remplacant=", "remplacant", "comptable=carte,,psc"]
)
def test_a_profil_or_a_mode_that_nobody_knows_is_not_deployed(entry: str) -> None:
    stage = replace(read_stage("dev"), environment={"SIGN_IN_MODES": f"assistant_medical=carte,mobile {entry}"})
    with pytest.raises(Stopped, match=re.escape(f"“{entry}”")):
        configure.environment(stage, FACTS)


def test_a_firewall_that_would_count_a_proxy_as_one_caller_is_not_deployed() -> None:
    stage = replace(read_stage("prod"), environment={"TRUSTED_ORIGIN_HEADER": "CloudFront-Viewer-Address"})
    with pytest.raises(Stopped, match="set firewall to false"):
        configure.environment(stage, FACTS)
    assert configure.environment(replace(stage, firewall=False), FACTS)


@pytest.mark.parametrize("number", ["", "1", "1001", "-2", "dix"])
def test_a_number_of_workers_that_lambda_refuses_is_not_deployed(number: str) -> None:
    stage = replace(read_stage("dev"), environment={"DUE_WORKERS": number})
    with pytest.raises(Stopped, match=re.escape(f"“{number}”")):
        configure.environment(stage, FACTS)


@pytest.fixture(scope="module")
def resources(written: Path) -> dict[str, Any]:
    """Return the resources of the template."""
    found: dict[str, Any] = json.loads((written / "sam.json").read_text(encoding="utf-8"))["Resources"]
    return found


def _add(file: Path, more: dict[str, Any]) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | more), encoding="utf-8")


def _configure(tree: Path, stage: str, facts: Facts = FACTS) -> None:
    """Write the outputs of the stacks, as `--configure` does."""
    program = "from infra.deploy import configure, project; from infra.deploy.facts import Facts; "
    _run(tree, "-c", f"{program}configure.write(project.read_stage({stage!r}), {facts!r})")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tree, whose configuration a test writes."""
    return copy_tree(tmp_path_factory.mktemp("refused") / "tree")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (Facts(), "python -m infra.deploy prod --configure"),
        (replace(FACTS, stream_arn=""), "python -m infra.deploy prod --configure"),
        (replace(FACTS, account=ANY), "python -m infra.deploy prod --configure"),
        (replace(FACTS, public_base_url=""), "PUBLIC_BASE_URL under environment, in infra/stages/prod.json"),
    ],
)
def test_a_template_with_placeholders_is_refused_with_instructions(facts: Facts, told: str, tree: Path) -> None:
    _configure(tree, "prod", facts)
    refused = _tried(tree, "-m", "infra.deploy", "prod", "--package")
    assert refused.returncode == 1
    assert "Written" not in refused.stdout
    (line,) = refused.stderr.splitlines()
    assert told in line
    assert not (tree / "build" / "sam-prod").exists()


def _run(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    told = _tried(tree, *arguments)
    assert told.returncode == 0, told.stderr
    return told


def _tried(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-3", "PYTHONHASHSEED": "7"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_command_writes_the_template_the_package_and_its_bill_of_materials(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == {"sam.json", "deployment.zip", "sbom.json"}


def test_the_package_is_reproducible_from_any_folder(written: Path, package: Package) -> None:
    assert (written / "deployment.zip").read_bytes() == package.zip.read_bytes()


@longer_in_prove
@pytest.mark.parametrize("stage", with_others(["dev"], ["prod"]))
def test_the_linter_finds_nothing_in_the_template(stage: str, written: Path, tmp_path: Path) -> None:
    template = written / "sam.json"
    if stage == "prod":
        tree = copy_tree(tmp_path / "tree")
        _configure(tree, stage)
        told = _run(tree, "-m", "infra.deploy", stage, "--package")
        template = Path(told.stdout.strip().splitlines()[-1].removeprefix("Written: ")) / "sam.json"
    assert lint(template) == ""


def test_functions_and_package_are_of_the_architecture_that_the_configuration_names(
    written: Path, resources: dict[str, Any]
) -> None:
    called = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"]
    assert [one["Architectures"] for one in called] == [["arm64"]] * len(functions())
    assert machines(written / "deployment.zip") == {AARCH64}


def test_a_custom_domain_leads_to_the_api(resources: dict[str, Any]) -> None:
    (domain,) = (one["Properties"] for one in resources.values() if one["Type"].endswith("::DomainName"))
    assert domain["DomainName"] == "delegation.cabinet.example"
    assert str(OWN["certificate_arn"]) in json.dumps(domain)
    assert "TLS_1_2" in json.dumps(domain)
    (mapping,) = (one["Properties"] for one in resources.values() if one["Type"].endswith("Mapping"))
    assert "RestAPI" in json.dumps(mapping)


def test_only_the_functions_that_the_stage_names_have_reserved_instances(resources: dict[str, Any]) -> None:
    found = {name: one["Properties"].get("ReservedConcurrentExecutions") for name, one in resources.items()}
    assert {name: number for name, number in found.items() if number} == {"Time": 2}


def test_every_function_has_the_name_used_by_alarms_and_policies(resources: dict[str, Any]) -> None:
    stage = read_stage("dev")
    named = {
        one["Properties"]["FunctionName"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"
    }
    assert named == {stage.function(name) for name in functions()}


def test_no_function_logs_the_start_and_end_of_an_invocation(resources: dict[str, Any]) -> None:
    found = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"]
    assert [one["LoggingConfig"] for one in found] == [LOGGING] * len(functions())


def test_sns_leaves_the_reports_that_it_cannot_give_in_the_queue_of_those_given_up(resources: dict[str, Any]) -> None:
    (event,) = resources["Feedback"]["Properties"]["Events"].values()
    assert event["Type"] == "SNS"
    target = event["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]
    assert json.dumps(target).endswith(':delegation-dev-feedback-failures"}')


def test_the_rule_may_call_the_functions_that_it_keeps_warm(resources: dict[str, Any]) -> None:
    allowed = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::Lambda::Permission"]
    warm = {one["FunctionName"]["Ref"] for one in allowed if "rule/delegation-dev-warm" in json.dumps(one["SourceArn"])}
    assert warm == {"Mailer", "Feedback"}


def test_the_mailer_has_its_filter_and_its_queue_of_failures(resources: dict[str, Any]) -> None:
    ((_, event),) = resources["Mailer"]["Properties"]["Events"].items()
    given = event["Properties"]
    assert [json.loads(one["Pattern"]) for one in given["FilterCriteria"]["Filters"]] == list(MAILER_FILTERS)
    assert given["BisectBatchOnFunctionError"] is True
    assert "-failures" in json.dumps(given["DestinationConfig"])
    assert given["StartingPosition"] == "LATEST"


def test_the_gateway_has_its_answers_and_limits(resources: dict[str, Any]) -> None:
    api = resources["RestAPI"]["Properties"]
    assert set(api["GatewayResponses"]) == set(GATEWAY_RESPONSES)
    stage = read_stage("dev")
    limits = {(one["ResourcePath"], one["HttpMethod"]): one["ThrottlingRateLimit"] for one in api["MethodSettings"]}
    assert limits.pop(("/*", "*")) == stage.requests_per_second
    assert limits == {(one.path, "POST"): stage.decisions_per_second for one in decisions()}
    assert api["DisableExecuteApiEndpoint"] is True, "this stage has a domain of its own"


def test_each_function_has_a_policy_of_its_own(resources: dict[str, Any]) -> None:
    roles = [one for one in resources.values() if one["Type"] == "AWS::IAM::Role"]
    assert len(roles) == len(functions())
    assert sum("ses:SendRawEmail" in json.dumps(role) for role in roles) == 2


def test_the_workers_of_a_wave_take_ten_keys_at_a_time_from_its_queue(resources: dict[str, Any]) -> None:
    (source,) = resources["Due"]["Properties"]["Events"].values()
    assert source["Type"] == "SQS"
    assert source["Properties"]["Queue"]["Fn::Sub"].endswith(":delegation-dev-due.fifo")
    assert source["Properties"]["BatchSize"] == 10
    assert source["Properties"]["ScalingConfig"] == {"MaximumConcurrency": Settings().due_workers}
