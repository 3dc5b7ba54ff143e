"""The CloudFormation templates: valid, in agreement with the local table, and careful with irreplaceable data."""

import json

import pytest
from chalice.test import Client

from app import app
from infra.deploy import configure
from infra.deploy.facts import Facts
from infra.deploy.finish import WARM
from infra.deploy.project import DUE_FUNCTION, ROOT, TEMPLATES, read_stage
from infra.deploy.stacks import ORDER, parameters
from tests.integration import aws_calls
from tests.integration.infra.templates import template

NAMES = sorted(path.stem for path in TEMPLATES.glob("*.yaml"))


@pytest.mark.parametrize("name", WARM)
def test_the_event_that_keeps_a_worker_warm_asks_for_no_work(name: str, caplog: pytest.LogCaptureFixture) -> None:
    targets = template("watch")["Resources"]["Warm"]["Properties"]["Targets"]
    (event,) = [json.loads(target["Input"]) for target in targets if target["Id"] == name]
    with aws_calls.counted() as calls, Client(app) as client:
        client.lambda_.invoke(name, event)
    assert (calls, caplog.records) == ([], [])
    assert {target["Id"] for target in targets} == set(WARM)


def test_every_template_is_deployed() -> None:
    assert sorted(ORDER) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_every_parameter_is_given(name: str, stage: str) -> None:
    wanted = set(template(name)["Parameters"])
    assert set(parameters(read_stage(stage), name, {})) == wanted


def test_the_table_agrees_with_the_local_platform() -> None:
    local = json.loads((ROOT / "infra" / "local" / "table.json").read_text(encoding="utf-8"))
    table = template("storage")["Resources"]["Table"]["Properties"]
    for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode"):
        assert table[name] == local[name]
    assert table["StreamSpecification"]["StreamViewType"] == local["StreamSpecification"]["StreamViewType"]
    assert table["TimeToLiveSpecification"] == local["TimeToLiveSpecification"]


def test_the_table_can_be_restored_is_encrypted_and_outlives_its_stack() -> None:
    table = template("storage")["Resources"]["Table"]
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["SSESpecification"]["SSEType"] == "KMS"
    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table["UpdateReplacePolicy"] == "Retain"


def test_the_table_of_the_directory_has_the_same_keys_is_encrypted_and_outlives_its_stack() -> None:
    resources = template("storage")["Resources"]
    directory, table = resources["Directory"], resources["Table"]["Properties"]
    assert directory["Properties"]["KeySchema"] == table["KeySchema"]
    assert directory["Properties"]["BillingMode"] == table["BillingMode"]
    assert directory["Properties"]["SSESpecification"] == table["SSESpecification"]
    assert "StreamSpecification" not in directory["Properties"]
    assert (directory["DeletionPolicy"], directory["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert directory["Properties"]["TableName"] == {"Fn::Sub": "delegation-${Stage}-directory"}


def test_production_is_protected_and_a_trial_is_not() -> None:
    assert read_stage("prod").protected
    assert not read_stage("prod").removable
    assert not read_stage("dev").protected


def test_a_message_stays_hidden_for_six_runs_of_its_worker_and_is_put_aside_in_the_end() -> None:
    resources = template("storage")["Resources"]
    queue = resources["Due"]["Properties"]
    timeout = configure.section(read_stage("prod"), Facts())["lambda_functions"][DUE_FUNCTION]["lambda_timeout"]
    assert queue["VisibilityTimeout"] == 6 * timeout
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["DueFailures", "Arn"]}
    named = [resources[name]["Properties"]["QueueName"]["Fn::Sub"] for name in ("Due", "DueFailures")]
    stage = read_stage("dev")
    assert [name.replace("${Stage}", "dev") for name in named] == [stage.due_queue, stage.failures(DUE_FUNCTION)]


def test_the_topic_of_the_reports_alone_may_write_into_their_queue() -> None:
    (statement,) = template("storage")["Resources"]["FeedbackFailuresPolicy"]["Properties"]["PolicyDocument"][
        "Statement"
    ]
    assert (statement["Principal"], statement["Action"]) == ({"Service": "sns.amazonaws.com"}, "sqs:SendMessage")
    topic = template("mail")["Resources"]["Feedback"]["Properties"]["TopicName"]["Fn::Sub"]
    (source,) = statement["Condition"]["ArnEquals"].values()
    assert source["Fn::Sub"].endswith(f":{topic}")
