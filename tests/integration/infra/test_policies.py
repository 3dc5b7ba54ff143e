"""Each function has a policy that allows what the product does and forbids the rest."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from app import app
from chalicelib import runtime
from chalicelib.access import oauth, well_known
from chalicelib.access.forms import GRANT_TYPE
from chalicelib.access.signing import KmsSigner
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.summarize import summarize
from chalicelib.domain.weeks import next_summary
from chalicelib.workers import feedback
from infra.deploy import policies
from infra.deploy.configure import read_config
from infra.deploy.facts import Facts
from infra.deploy.project import API_FUNCTION, CHALICE, ROOT, functions, read_stage
from tests.integration import test_story
from tests.integration.access.service import PortalService, give
from tests.integration.infra import calls
from tests.integration.infra.calls import ACCOUNT, REGION, STAGE, arn, keys
from tests.integration.infra.iam import Request, actions, allows, limits, resources
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import World

TOKEN_KEY, NEXT_KEY = calls.TOKEN_KEYS.values()
TABLE, DIRECTORY = (arn("dynamodb", f"table/{name}") for name in (STAGE.table, STAGE.directory_table))
ALIAS, NEXT_ALIAS = ({"kms:ResourceAliases": frozenset({name})} for name in calls.TOKEN_KEYS)
ACCOUNT_TYPE = "urn:amelipro:token-type:account"
EXCHANGE = {
    "grant_type": GRANT_TYPE,
    "subject_token": "claire",
    "subject_token_type": ACCOUNT_TYPE,
    "actor_token": "paul",
    "actor_token_type": ACCOUNT_TYPE,
}
SENDER = {"ses:FromAddress": frozenset({STAGE.mail_from})}
OTHER_SENDER = {"ses:FromAddress": frozenset({f"directeur@{STAGE.mail_domain}"})}


def test_every_function_has_a_policy_and_a_place_in_the_configuration() -> None:
    deployed = {API_FUNCTION, *(source.name for source in app.event_sources)}
    assert set(functions()) == deployed
    for stage in ("dev", "prod"):
        assert set(read_config()["stages"][stage]["lambda_functions"]) == deployed


def test_the_policies_allow_a_story_and_its_acts_of_time(world: World, asked: calls.Seen) -> None:
    """The fixture checks that each function's policy allows every call that this test causes."""
    test_story.test_an_unknown_address_is_invited_opens_an_account_and_is_validated(world)
    world.deliver()
    world.pass_time(days=23)
    world.pass_time(days=30)
    world.deliver()
    assert {function for function, _ in asked} == {API_FUNCTION, "mailer", "time"}


def test_the_policies_allow_every_situation_a_purge_and_a_bounce(world: World, asked: calls.Seen) -> None:
    scenes = Scenes(world)
    scenes.every()
    for who in (CLAIRE, PAUL):
        choose_preferences(runtime.context(), scenes.session(who), end_notices=True, weekly=True)
    world.deliver()
    for row in world.of_kind("mail"):
        feedback.handle(_bounce(row))
    for days in (8, 23, 60, 200):
        world.now += timedelta(days=days)
        world.run_schedule()
    world.now = next_summary(world.now)
    summarize(runtime.context(), PAUL)
    world.deliver()
    assert {function for function, _ in asked} >= {"mailer", "time", "feedback"}


def test_a_call_that_a_policy_forbids_is_detected(world: World) -> None:
    with calls.record_calls() as seen:
        world.browser().get("/sante")
        feedback.handle({"Records": []})
    assert {function for function, _ in seen} >= {API_FUNCTION}
    strange = Request("dynamodb:PutItem", TABLE, keys("OTHER#1"))
    assert calls.refusals_in({(API_FUNCTION, str(strange)): strange}) == [f"{API_FUNCTION}: {strange}"]


def test_tokens_are_signed_and_published_with_the_keys_of_the_stage(
    world: World, asked: calls.Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kms = boto3.client("kms")
    for alias in calls.TOKEN_KEYS:
        key = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=alias, TargetKeyId=key)
    signer = KmsSigner(list(calls.TOKEN_KEYS))
    for module in (oauth, well_known):
        monkeypatch.setattr(module, "signer", lambda: signer)
    assert len(json.loads(world.browser().get("/.well-known/jwks.json").text)["keys"]) == 2
    world.delegant()
    world.delegue()
    give()
    told = PortalService(world).form("token", EXCHANGE)
    assert told.status == 200, told.body
    signed = {words.partition(" ")[0] for function, words in asked if function == API_FUNCTION}
    assert {"kms:Sign", "kms:GetPublicKey"} <= signed


def _bounce(row: dict[str, Any]) -> dict[str, Any]:
    """Return the event of SNS for the bounce of a row's mail."""
    at, kind, party = row["sk"]["S"].split("#")
    tags = {"about": [row["pk"]["S"].split("#", 1)[1]], "at": [at], "kind": [kind], "party": [party]}
    message = {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent"},
        "mail": {
            "timestamp": "2026-03-02T09:00:00.000Z",
            "messageId": "m",
            "tags": tags,
            "destination": ["a@b.example"],
        },
    }
    return {"Records": [{"Sns": {"Message": json.dumps(message)}}]}


NEVER = [
    (API_FUNCTION, Request("ses:SendRawEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER)),
    (API_FUNCTION, Request("dynamodb:UpdateItem", TABLE, keys("MAIL#d1"))),
    (API_FUNCTION, Request("dynamodb:DeleteItem", TABLE, keys("MAIL#d1"))),
    (API_FUNCTION, Request("dynamodb:Query", f"{TABLE}/index/due", keys("MAIL#1"))),
    (API_FUNCTION, Request("dynamodb:Scan", TABLE)),
    (API_FUNCTION, Request("dynamodb:DeleteTable", TABLE)),
    (API_FUNCTION, Request("dynamodb:PutItem", TABLE, keys("OTHER#1"))),
    (API_FUNCTION, Request("dynamodb:BatchGetItem", TABLE, keys("ACC#1", "OTHER#1"))),
    (API_FUNCTION, Request("dynamodb:PutItem", arn("dynamodb", "table/delegation-prod"), keys("ACC#1"))),
    (API_FUNCTION, Request("ssm:GetParameter", arn("ssm", "parameter/delegation/prod/secrets"))),
    (API_FUNCTION, Request("ssm:PutParameter", arn("ssm", f"parameter{STAGE.secrets_parameter}"))),
    (API_FUNCTION, Request("kms:Sign", TOKEN_KEY)),
    (API_FUNCTION, Request("dynamodb:GetRecords", f"{TABLE}/stream/2026")),
    ("mailer", Request("dynamodb:PutItem", TABLE, keys("ALIAS#1"))),
    ("mailer", Request("dynamodb:UpdateItem", TABLE, keys("LIMIT#1"))),
    ("mailer", Request("dynamodb:PutItem", TABLE, keys("IDEM#1"))),
    ("mailer", Request("dynamodb:Query", TABLE, keys("HIST#d1"))),
    ("mailer", Request("dynamodb:DeleteItem", TABLE, keys("MAIL#d1"))),
    ("mailer", Request("ses:SendEmail", arn("ses", "configuration-set/autre"), SENDER)),
    *(
        (function, Request(action, arn("ses", f"identity/{identity}"), OTHER_SENDER))
        for function in ("mailer", "time")
        for action in ("ses:SendEmail", "ses:SendRawEmail")
        for identity in (STAGE.mail_domain, "autre.example", "paul@exemple.fr")
    ),
    ("mailer", Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"))),
    ("mailer", Request("kms:Sign", TOKEN_KEY, ALIAS)),
    ("mailer", Request("dynamodb:GetRecords", f"{TABLE}/stream/2025")),
    ("mailer", Request("sqs:SendMessage", arn("sqs", STAGE.failures("time")))),
    ("feedback", Request("dynamodb:PutItem", TABLE, keys("MAIL#d1"))),
    ("feedback", Request("dynamodb:DeleteItem", TABLE, keys("DELEG#d1"))),
    ("due", Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER)),
    ("due", Request("dynamodb:UpdateItem", TABLE, keys("LIMIT#ses"))),
    ("due", Request("dynamodb:Query", f"{TABLE}/index/due", keys("TIME#1"))),
    ("due", Request("sqs:SendMessage", arn("sqs", STAGE.due_queue))),
    ("time", Request("sqs:ReceiveMessage", arn("sqs", STAGE.due_queue))),
    (API_FUNCTION, Request("sqs:SendMessage", arn("sqs", STAGE.due_queue))),
    ("time", Request("dynamodb:Query", TABLE, keys("HIST#d1"))),
    ("time", Request("dynamodb:PutItem", TABLE, keys("LIMIT#1"))),
    ("time", Request("dynamodb:GetRecords", f"{TABLE}/stream/2026")),
    *(
        (function, Request(f"dynamodb:{action}", DIRECTORY))
        for function in functions()
        for action in ("BatchWriteItem", "UpdateItem", "PutItem", "DeleteItem", "Scan")
        if (function, action) not in {("directory", "BatchWriteItem"), ("directory", "UpdateItem")}
    ),
    ("directory", Request("dynamodb:BatchWriteItem", TABLE)),
    ("directory", Request("dynamodb:PutItem", TABLE, keys("ALIAS#1"))),
    ("directory", Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER)),
    (API_FUNCTION, Request("dynamodb:Query", TABLE, keys("DOUBTS"))),
    ("synthetic", Request("dynamodb:BatchGetItem", TABLE, keys("ACC#1"))),
    ("synthetic", Request("dynamodb:BatchGetItem", TABLE, keys("ACC#synthetic-delegant", "ACC#1"))),
    ("synthetic", Request("dynamodb:BatchGetItem", TABLE, keys("DELEG#d1"))),
    ("synthetic", Request("dynamodb:Query", TABLE, keys("MAIL#d1"))),
    ("synthetic", Request("dynamodb:Query", TABLE, keys("ACC#synthetic-delegant"))),
    ("synthetic", Request("dynamodb:UpdateItem", TABLE, keys("ACC#1"))),
    *(
        ("synthetic", Request(f"dynamodb:{action}", TABLE, keys(f"{prefix}#synthetic-delegant")))
        for action in ("PutItem", "UpdateItem", "DeleteItem")
        for prefix in ("ALIAS", "DELEG", "EVENT", "GRANT", "HIST", "LIMIT", "MAIL")
    ),
    ("synthetic", Request("dynamodb:PutItem", TABLE, keys("CREDS"))),
    ("synthetic", Request("kms:Sign", TOKEN_KEY, ALIAS)),
    ("synthetic", Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER)),
    ("feedback", Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER)),
    ("feedback", Request("dynamodb:PutItem", TABLE, keys("ALIAS#1"))),
    *(
        (function, Request(f"dynamodb:{action}", TABLE, keys("HIST#d1")))
        for function in functions()
        for action in ("UpdateItem", "DeleteItem", "PartiQLUpdate")
    ),
]


def test_the_policies_forbid_the_dangerous_calls() -> None:
    assert [f"{one}: {asked}" for one, asked in NEVER if allows(calls.policy(one), asked)] == []


@pytest.mark.parametrize("function", functions())
def test_each_write_of_the_table_is_allowed_in_one_statement_with_all_its_prefixes(function: str) -> None:
    """A transaction is then allowed whether DynamoDB checks its keys one by one or all at once."""
    for action in ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem", "BatchGetItem"):
        statements = [one for one in calls.policy(function)["Statement"] if one["Resource"] == TABLE]
        allowing = [one for one in statements if f"dynamodb:{action}" in one["Action"]]
        assert len(allowing) <= 1, action


def test_an_act_that_puts_three_kinds_of_items_is_allowed_under_both_interpretations() -> None:
    leading = ("DELEG#1", "HIST#1", "MAIL#1", "ACC#1", "NOTE#1")
    for function in (API_FUNCTION, "mailer", "time"):
        for given in (*((one,) for one in leading), leading):
            assert allows(calls.policy(function), Request("dynamodb:PutItem", TABLE, keys(*given))), given


LIMITS = [(name, *limit) for name in functions() for limit in limits(calls.policy(name))]


@pytest.mark.parametrize(
    ("function", "without", "inside", "outside"),
    [(function, *rest) for function, _, *rest in LIMITS],
    ids=[f"{function}: {limit}" for function, limit, *_ in LIMITS],
)
def test_each_limit_of_a_policy_refuses_a_call_that_nothing_else_refuses(
    function: str, without: dict[str, Any], inside: Request, outside: Request
) -> None:
    assert allows(calls.policy(function), inside)
    assert not allows(calls.policy(function), outside)
    assert allows(without, outside)


def test_the_evaluator_allows_a_call_just_inside_each_limit() -> None:
    assert allows(calls.policy(API_FUNCTION), Request("kms:Sign", TOKEN_KEY, ALIAS))
    assert allows(calls.policy(API_FUNCTION), Request("kms:GetPublicKey", NEXT_KEY, NEXT_ALIAS))
    assert allows(calls.policy(API_FUNCTION), Request("dynamodb:PutItem", TABLE, keys("MAIL#d1")))
    assert allows(calls.policy(API_FUNCTION), Request("dynamodb:PutItem", TABLE, keys("HIST#d1")))
    assert allows(calls.policy("mailer"), Request("ses:SendEmail", arn("ses", f"identity/{STAGE.mail_domain}"), SENDER))
    assert allows(calls.policy("mailer"), Request("dynamodb:UpdateItem", TABLE, keys("MAIL#d1")))


@pytest.mark.parametrize("function", functions())
def test_every_resource_is_named_in_full(function: str) -> None:
    everywhere = [one for one in calls.policy(function)["Statement"] if one["Resource"] == "*"]
    assert all(one["Action"] == ["ses:GetAccount"] for one in everywhere), "IAM knows no resource of it"
    for resource in (one for one in resources(calls.policy(function)) if one != "*"):
        assert resource.startswith(("arn:aws:dynamodb:eu", "arn:aws:s", "arn:aws:logs:eu", "arn:aws:kms:eu"))
        # AWS chooses the names of the streams of the table and of the group of logs.
        rest = resource.removesuffix("/stream/*").removesuffix(":*")
        # In the sandbox SES also checks the recipient's identity: the sender's address is the limit.
        rest = rest.removesuffix(":identity/*")
        assert "*" not in rest, resource
        assert ACCOUNT in resource
        assert REGION in resource


@pytest.mark.parametrize("function", functions())
def test_no_action_is_a_pattern(function: str) -> None:
    assert not [action for action in actions(calls.policy(function)) if "*" in action]


def test_the_policies_cover_every_prefix_of_the_keys() -> None:
    source = (ROOT / "chalicelib" / "store" / "keys.py").read_text(encoding="utf-8")
    prefixes = set(re.findall(r'return f"([A-Z]+)#\{', source))
    assert prefixes
    text = (ROOT / "infra" / "policies" / f"{API_FUNCTION}.json").read_text(encoding="utf-8")
    unknown = sorted(prefix for prefix in prefixes if f'"{prefix}#*"' not in text)
    assert unknown == [], "add each prefix to the policies of the functions that use it (infra/policies)"


@pytest.mark.parametrize("stage", ["dev", "prod"])
@pytest.mark.parametrize("function", functions())
def test_the_written_policies_are_those_of_infra(stage: str, function: str) -> None:
    path = CHALICE / policies.file_name(read_stage(stage), function)
    rendered = json.dumps(policies.render(read_stage(stage), function, Facts()))
    assert _anywhere(path) == re.sub(_WHERE, r"\1any:any:", json.dumps(json.loads(rendered)))


_WHERE = r"(arn:aws:\w+:)[^:]*:[^:]*:"


def _anywhere(path: Path) -> str:
    """Return a policy without region and account: the command writes them where it deploys."""
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")))
    return re.sub(r"key/[0-9a-f-]{36}", "key/*", re.sub(_WHERE, r"\1any:any:", text))
