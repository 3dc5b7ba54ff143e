"""What `make deploy` leaves on an emulated AWS account, with the real `chalice deploy`, and a story there."""

import json
import re
import time
from typing import Any, cast

import pytest

from chalicelib.settings import Settings
from infra.deploy.finish import LOGGING, MAILER_FILTERS
from infra.deploy.gateway import decisions
from infra.deploy.project import API_FUNCTION, ROOT, read_stage
from infra.deploy.stacks import ORDER
from tests.end_to_end.operations.site import Site
from tests.integration.infra.deployed import Deployed
from tests.integration.infra.page import Told
from tests.integration.test_story import PASSWORD, create_comptable
from tests.integration.world import World

NAMES = {
    "delegation-dev" if policy.stem == API_FUNCTION else f"delegation-dev-{policy.stem}"
    for policy in (ROOT / "infra" / "policies").glob("*.json")
}
"""The functions: each has a policy of its own."""


@pytest.fixture(scope="module")
def second(site: Site) -> Told:
    """Return the output of a second deployment."""
    return site.run("infra.deploy", "dev")


def test_a_deployment_without_its_secrets_does_not_begin(site: Site) -> None:
    assert "/delegation/dev/secrets does not exist; nothing was changed" in site.refused.stderr


def test_a_dry_run_prints_the_planned_steps(site: Site) -> None:
    assert site.planned.stdout.count(": create.") == len(ORDER)
    assert site.planned.stdout.endswith("Nothing was changed.\n")


def test_a_second_deployment_creates_nothing(site: Site, second: Told) -> None:
    assert site.first.stdout.count(": create.") == len(ORDER)
    assert second.stdout.count(": nothing to do.") == len(ORDER)
    assert "Creating" not in second.stdout
    assert len(site.emulator.client("apigateway").get_rest_apis()["items"]) == 1


def test_the_deployed_table_has_the_settings_of_the_product(site: Site) -> None:
    client = site.emulator.client("dynamodb")
    table = client.describe_table(TableName="delegation-dev")["Table"]
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["due"]


def _event_source(site: Site, function: str) -> dict[str, Any]:
    found = site.emulator.client("lambda").list_event_source_mappings(FunctionName=f"delegation-dev-{function}")
    (mapping,) = found["EventSourceMappings"]
    return dict(mapping)


def test_the_mailer_receives_its_records_and_its_failures_go_to_the_queue(site: Site) -> None:
    mapping = _event_source(site, "mailer")
    patterns = [json.loads(one["Pattern"]) for one in mapping["FilterCriteria"]["Filters"]]
    assert patterns == list(MAILER_FILTERS)
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 5
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"].endswith(":delegation-dev-mailer-failures")


def test_sns_leaves_the_reports_that_it_cannot_give_in_a_queue(site: Site) -> None:
    client = site.emulator.client("sns")
    topic = "arn:aws:sns:eu-west-3:000000000000:delegation-dev-feedback"
    (subscription,) = client.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    found = client.get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])["Attributes"]
    target = json.loads(found["RedrivePolicy"])["deadLetterTargetArn"]
    assert target.endswith(":delegation-dev-feedback-failures")


@pytest.mark.usefixtures("second")
def test_the_replaced_package_is_kept_by_name_and_commit(site: Site) -> None:
    # That the right one comes back is shown in integration/infra/test_rollback.py: MiniStack would give the present one
    # for every version.
    (kept,) = site.run("infra.operations.rollback", "dev", "--list").stdout.splitlines()
    assert re.match(r"1  0\.1\.0 \([0-9a-f]{7}\b", kept)


def test_the_workers_of_a_wave_take_from_its_queue_what_nobody_can_do_too(site: Site) -> None:
    mapping = _event_source(site, "due")
    assert mapping["EventSourceArn"].endswith(":delegation-dev-due.fifo")
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": Settings().due_workers}
    sqs = site.emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="delegation-dev-due.fifo")["QueueUrl"]
    body = json.dumps(["delegation", "DELEG#none", "STATE"])
    sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="claire", MessageDeduplicationId="none")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    ends = time.monotonic() + 60
    while any(
        int(count) for count in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values()
    ):
        assert time.monotonic() < ends, "nobody takes it"
        time.sleep(0.5)


def test_no_function_logs_the_start_and_end_of_an_invocation(site: Site) -> None:
    functions = site.emulator.client("lambda").list_functions()["Functions"]
    assert {function["FunctionName"] for function in functions} == NAMES
    for function in functions:
        assert LOGGING.items() <= function["LoggingConfig"].items(), function["FunctionName"]


def test_a_rule_with_permission_keeps_the_workers_warm(site: Site) -> None:
    rule = site.emulator.client("events").describe_rule(Name="delegation-dev-warm")
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    targets = site.emulator.client("events").list_targets_by_rule(Rule="delegation-dev-warm")["Targets"]
    client = site.emulator.client("lambda")
    assert len(targets) == 2
    for target in targets:
        statements = json.loads(client.get_policy(FunctionName=target["Arn"])["Policy"])["Statement"]
        sources = [one["Condition"]["ArnLike"]["AWS:SourceArn"] for one in statements if one["Sid"] == "warm"]
        assert sources == [rule["Arn"]]
        answer = client.invoke(FunctionName=target["Arn"], Payload=target["Input"].encode())
        assert "FunctionError" not in answer, answer["Payload"].read()


def test_the_function_of_the_synthetic_delegation_starts_from_the_package_and_is_called_by_its_rule(site: Site) -> None:
    rule = site.emulator.client("events").describe_rule(Name="delegation-dev-synthetic-event")
    assert rule["ScheduleExpression"] == "rate(15 minutes)"
    about = dict.fromkeys(("version", "id", "account", "region", "time", "source", "detail-type"), "")
    payload = json.dumps({**about, "resources": [rule["Arn"]], "detail": {}})
    answer = site.emulator.client("lambda").invoke(FunctionName="delegation-dev-synthetic", Payload=payload.encode())
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_each_function_has_its_own_role_and_policy(site: Site) -> None:
    iam, functions = site.emulator.client("iam"), site.emulator.client("lambda").list_functions()["Functions"]
    roles = {function["FunctionName"]: function["Role"].rpartition("/")[2] for function in functions}
    assert roles.keys() == NAMES
    assert len(set(roles.values())) == len(NAMES)
    for role in roles.values():
        (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        text = json.dumps(document)
        assert "000000000000" in text
        assert "${" not in text
        assert ("ses:SendRawEmail" in text) == role.endswith(("-mailer", "-time"))


def test_decisions_have_limits_of_their_own(site: Site) -> None:
    stage = site.emulator.client("apigateway").get_stage(restApiId=site.service.api, stageName="api")
    limits = {name: one["throttlingRateLimit"] for name, one in stage["methodSettings"].items()}
    wanted = read_stage("dev")
    assert limits.pop("*/*") == wanted.requests_per_second
    assert {name.replace("~1", "/"): limit for name, limit in limits.items()} == {
        f"{one.path}/POST": wanted.decisions_per_second for one in decisions()
    }


def test_the_firewall_stands_before_the_api(site: Site) -> None:
    api = f"arn:aws:apigateway:eu-west-3::/restapis/{site.service.api}/stages/api"
    firewall = site.emulator.client("wafv2").get_web_acl_for_resource(ResourceArn=api)["WebACL"]
    assert [rule["Name"] for rule in firewall["Rules"]] == ["one-address", "common"]


def test_an_unknown_address_gets_a_french_page_of_the_gateway(site: Site) -> None:
    status, body = site.emulator.ask(site.service.api, "/api/nulle-part")
    assert status == 404
    assert "Page introuvable" in body


def _link(mail: dict[str, Any], letter: str, base: str) -> str:
    found = re.findall(rf"{re.escape(base)}/lien/{letter}/[\w.~-]+", mail["BodyText"])
    assert found, mail["BodyText"]
    return str(found[0])


def test_the_deployed_service_handles_an_invitation_up_to_its_validation(site: Site) -> None:
    service = site.service
    browser = service.signed_in(service.delegant("Diane").id)
    board = create_comptable(cast(World, service), browser, "zara.nouvelle@exemple.fr")  # it has a clock too
    assert "La délégation a bien été créée" in board.text

    invitation = service.mail("zara.nouvelle@exemple.fr", "délégation")
    stranger = service.browser()
    page = stranger.get(_link(invitation, "c", service.settings.public_base_url))
    assert page.status == 200, page.text
    action = page.forms[0].action.rsplit("/", 1)[1]
    given = {"civilite": "MME", "nom": "Nouvelle", "prenom": "Zara", "consentement": "oui"}
    done = stranger.submit(page, action, mot_de_passe=PASSWORD, confirmation=PASSWORD, **given)
    assert "Votre compte a bien été créé." in done.text

    board = browser.get("/delegations")
    board = browser.submit(browser.get(board.link("Valider")), "/valider")
    assert "La délégation a bien été validée" in board.text
    opened = service.mail("zara.nouvelle@exemple.fr", "Validation")
    assert "Diane EXEMPLE" in opened["BodyText"]


def _answer_by_link(service: Deployed, address: str, purpose: str, **given: str) -> str:
    """Follow the link of the demand to this address, press its button, and return the link."""
    link = _link(service.mail(address, "délégation"), purpose, service.settings.public_base_url)
    visitor = service.browser()
    page = visitor.get(link)
    done = visitor.submit(page, page.forms[0].action.rsplit("/", 1)[1], **given)
    assert done.status == 200, done.text
    return link


def test_the_deployed_service_accepts_a_demand_by_its_link_and_deletes_it(site: Site) -> None:
    service = site.service
    browser, asked = service.signed_in(service.delegant("Diane").id), service.delegue("Paule")
    create_comptable(cast(World, service), browser, asked.address)
    link = _answer_by_link(service, asked.address, "a", compris="oui")
    assert service.mail("diane@cabinet.example", "Acceptation", "Mme Paule MODÈLE")
    assert "Mme Diane EXEMPLE" in service.signed_in(asked.id).get("/recues").text

    dialog = browser.get(browser.get("/delegations?nom=paule").link("Supprimer"))
    board = browser.submit(dialog, "/supprimer")
    assert "La délégation a bien été supprimée." in board.text
    assert "Mme Diane EXEMPLE" in service.mail(asked.address, "Suppression")["BodyText"]
    assert service.mail("diane@cabinet.example", "Suppression")
    gone = service.browser().get(link)
    assert (gone.status, "Délégation supprimée" in gone.text) == (410, True)
    assert "Mme Diane EXEMPLE" not in service.signed_in(asked.id).get("/recues").text


def test_the_deployed_service_refuses_a_demand_by_its_link(site: Site) -> None:
    service = site.service
    browser, asked = service.signed_in(service.delegant("Diane").id), service.delegue("Lina")
    create_comptable(cast(World, service), browser, asked.address)
    _answer_by_link(service, asked.address, "r")
    assert service.mail("diane@cabinet.example", "Refus", "Mme Lina MODÈLE")
    assert "Refusée" in browser.get("/delegations?nom=lina").text


def test_the_configuration_is_complete_for_a_manual_deployment(site: Site) -> None:
    config = json.loads((site.operator.shell.tree / ".chalice" / "config.json").read_text(encoding="utf-8"))
    environment = config["stages"]["dev"]["environment_variables"]
    assert environment["STREAM_ARN"].startswith("arn:aws:dynamodb:eu-west-3:000000000000:table/delegation-dev/stream/")
    assert environment["PUBLIC_BASE_URL"] == site.service.settings.public_base_url
    again = site.run("infra.deploy", "dev", "--configure")
    assert again.stdout == "Nothing to write.\n", again.stderr


def test_production_cannot_be_removed(site: Site) -> None:
    told = site.run("infra.deploy", "prod", "--remove", status=1)
    assert "Nothing was done" in told.stderr, "it asks for the name first"
    told = site.run("infra.deploy", "prod", "--remove", "--confirm", "prod", status=1)
    assert "not removable" in told.stderr
