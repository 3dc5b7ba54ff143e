"""`make package`: the SAM template has the settings of `make deploy`."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import Settings
from infra.deploy import configure
from infra.deploy.facts import ANY, Facts
from infra.deploy.finish import LOGGING, MAILER_FILTERS
from infra.deploy.gateway import GATEWAY_RESPONSES, decisions
from infra.deploy.project import TEMPLATES, Stopped, functions, read_stage
from infra.package.build import Package
from tests.integration.infra.commanded import FACTS, OWN, configure_stage, run_python
from tests.integration.infra.emulator import copy_tree
from tests.integration.infra.natives import AARCH64, machines
from tests.integration.infra.templates import lint
from tests.whole import IS_WHOLE, longer_in_prove, with_others


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
def resources(package: Package) -> dict[str, Any]:
    """Return the resources of the template."""
    found: dict[str, Any] = json.loads(package.zip.with_name("sam.json").read_text(encoding="utf-8"))["Resources"]
    return found


REFUSED = [
    (Facts(), "python -m infra.deploy prod --configure"),
    (replace(FACTS, stream_arn=""), "python -m infra.deploy prod --configure"),
    (replace(FACTS, account=ANY), "python -m infra.deploy prod --configure"),
    (replace(FACTS, public_base_url=""), "PUBLIC_BASE_URL under environment, in infra/stages/prod.json"),
]
_ASK = """
import contextlib, io, json, sys
from infra.deploy import __main__ as command, configure, project
from infra.deploy.facts import Facts
said = []
for facts in {facts}:
    configure.write(project.read_stage("prod"), facts)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as errors:
        code = command.main(["prod", "--package"])
    said.append([code, out.getvalue(), errors.getvalue()])
print(json.dumps(said))
"""


def test_a_template_with_placeholders_is_refused_with_instructions(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    said = json.loads(run_python(tree, "-c", _ASK.format(facts=[facts for facts, _ in REFUSED])).stdout)
    for (code, out, errors), (_, told) in zip(said, REFUSED, strict=True):
        assert (code, "Written" in out) == (1, False)
        (line,) = errors.splitlines()
        assert told in line
    assert not (tree / "build" / "sam-prod").exists()


def test_the_command_writes_the_template_the_package_and_its_bill_of_materials(package: Package) -> None:
    assert {path.name for path in package.zip.parent.iterdir()} == {"sam.json", "deployment.zip", "sbom.json"}


@longer_in_prove
@pytest.mark.parametrize("stage", with_others(["dev"], ["prod"]))
def test_the_linter_finds_nothing_in_the_templates(stage: str, package: Package, tmp_path: Path) -> None:
    template = package.zip.with_name("sam.json")
    if stage == "prod":
        tree = copy_tree(tmp_path / "tree")
        configure_stage(tree, stage)
        told = run_python(tree, "-m", "infra.deploy", stage, "--package")
        template = Path(told.stdout.strip().splitlines()[-1].removeprefix("Written: ")) / "sam.json"
    if not IS_WHOLE:
        template = _with_one_path_of_each_form(template, tmp_path)
    assert lint(template, *TEMPLATES.glob("*.yaml")) == ""


def _with_one_path_of_each_form(template: Path, folder: Path) -> Path:
    """Write the template without paths that differ from another only in names: they take half of the linter's time."""
    content = json.loads(template.read_text(encoding="utf-8"))
    document = content["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    forms = {re.sub(r'"name": "\w+"', "", json.dumps(item)): path for path, item in document["paths"].items()}
    assert len(forms) > 5
    document["paths"] = {path: document["paths"][path] for path in forms.values()}
    short = folder / "sam.json"
    short.write_text(json.dumps(content), encoding="utf-8")
    return short


def test_functions_and_package_are_of_the_architecture_that_the_configuration_names(
    package: Package, resources: dict[str, Any]
) -> None:
    called = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"]
    assert [one["Architectures"] for one in called] == [["arm64"]] * len(functions())
    assert machines(package.zip) == {AARCH64}


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
