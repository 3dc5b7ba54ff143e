"""The calls that each function of the application makes, as requests to IAM."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.settings import settings
from chalicelib.store.table import connection
from chalicelib.workers import directory, due, feedback, schedule, stream, synthetic
from infra.deploy import policies
from infra.deploy.facts import Facts
from infra.deploy.project import API_FUNCTION, read_stage
from infra.package.trim import CALLED
from tests.dynamodb import bodies
from tests.integration.infra.iam import Request, allows

REGION, ACCOUNT = "eu-west-3", "111122223333"
STAGE = read_stage("dev")
TOKENS, NEXT_TOKENS = (f"alias/{STAGE.full_name}-{name}" for name in ("tokens", "tokens-next"))
Seen = dict[tuple[str, str], Request]
"""What was asked of IAM, by the function that asked and the request in words."""

_HOOK = "before-send"
_WORKERS = {
    "mailer": stream,
    "time": schedule,
    "due": due,
    "feedback": feedback,
    "directory": directory,
    "synthetic": synthetic,
}
_function: ContextVar[str] = ContextVar("function", default="")
_seen: list[Seen] = []


def arn(service: str, name: str) -> str:
    """Return the ARN of a resource of the service."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


TOKEN_KEYS = {TOKENS: arn("kms", "key/1111-3333"), NEXT_TOKENS: arn("kms", "key/2222-3333")}
FACTS = Facts(
    REGION,
    ACCOUNT,
    stream_arn=arn("dynamodb", f"table/{STAGE.table}/stream/2026"),
    token_key_arn=TOKEN_KEYS[TOKENS],
    next_token_key_arn=TOKEN_KEYS[NEXT_TOKENS],
)


@cache
def policy(function: str) -> policies.Policy:
    """Return the deployed policy of a function."""
    return policies.render(STAGE, function, FACTS)


def keys(*leading: str) -> dict[str, frozenset[str]]:
    """Return the condition key that DynamoDB sends."""
    return {"dynamodb:LeadingKeys": frozenset(leading)}


def refusals_in(seen: Seen) -> list[str]:
    """Return a sentence for each request that the function's policy does not allow."""
    return sorted(f"{name}: {words}" for (name, words), asked in seen.items() if not allows(policy(name), asked))


@contextmanager
def record_calls() -> Iterator[Seen]:
    """Yield the requests that the functions make meanwhile; a test's own calls belong to no function."""
    for emitter in (connection().client.meta.events, connection().session.get_component("event_emitter")):
        emitter.register(_HOOK, _note, unique_id="tests-iam")
    _seen.append({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chalice, "__call__", _as(API_FUNCTION, Chalice.__call__))
        for name, worker in _WORKERS.items():
            patch.setattr(worker, "handle", _as(name, worker.handle))
        yield _seen[-1]
    _seen.pop()


def _note(request: Any, event_name: str, **_: Any) -> None:
    function = _function.get()
    if not function or not _seen:
        return
    service, operation = event_name.split(".")[1:]
    known = operation in CALLED.get(service, ())
    left_out = Request(f"{service}:{operation}, which infra/package/trim.py takes out of the package", "*")
    for asked in requests(operation, bodies.asked_by(request)) if known else [left_out]:
        _seen[-1][function, str(asked)] = asked


def _as(name: str, handle: Any) -> Any:
    def run(*arguments: Any, **named: Any) -> Any:
        token = _function.set(name)
        try:
            return handle(*arguments, **named)
        finally:
            _function.reset(token)

    return run


def requests(operation: str, body: Mapping[str, Any]) -> Iterator[Request]:
    """Yield the IAM requests of one call of the application."""
    table = _table(body)
    if operation == "TransactWriteItems":
        yield from _transaction(body, table)
    elif operation == "BatchGetItem":
        ((_, wanted),) = body["RequestItems"].items()
        yield Request("dynamodb:BatchGetItem", table, keys(*(key["pk"]["S"] for key in wanted["Keys"])))
    elif operation == "BatchWriteItem":
        yield Request("dynamodb:BatchWriteItem", table)
    elif operation == "Query":
        index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        yield Request("dynamodb:Query", table + index, keys(_queried(body)))
    elif operation in {"GetItem", "PutItem", "UpdateItem", "DeleteItem"}:
        yield Request(f"dynamodb:{operation}", table, keys(_hash(body)))
    else:
        yield from _elsewhere(operation, body)


def _table(body: Mapping[str, Any]) -> str:
    """Return which of the two tables a call is about; a transaction is about the one that has a stream."""
    (name,) = body.get("RequestItems") or [body.get("TableName", settings().table_name)]
    ours = {settings().table_name: STAGE.table, settings().directory_table: STAGE.directory_table}
    return arn("dynamodb", f"table/{ours[name]}")


def _transaction(body: Mapping[str, Any], table: str) -> Iterator[Request]:
    """Yield the IAM requests of a transaction, under the names of the simple calls.

    AWS does not document whether the keys are checked one by one or all at once, as for BatchGetItem: allow both.
    """
    together: dict[str, set[str]] = {}
    for part in body["TransactItems"]:
        ((kind, value),) = part.items()
        yield Request(_SIMPLE[kind], table, keys(_hash(value)))
        together.setdefault(_SIMPLE[kind], set()).add(_hash(value))
    for action, leading in together.items():
        yield Request(action, table, keys(*leading))


def _elsewhere(operation: str, body: Mapping[str, Any]) -> Iterator[Request]:
    """Yield the IAM requests of one call to anything but the table."""
    if operation == "GetParameter":
        assert body["Name"] == settings().secrets_parameter
        yield Request("ssm:GetParameter", arn("ssm", f"parameter{STAGE.secrets_parameter}"))
    elif operation == "SendEmail":
        yield from _mail(body)
    elif operation == "GetAccount":
        yield Request("ses:GetAccount", "*")
    elif operation in _OF_THE_QUEUE:
        assert settings().due_queue in {body.get("QueueName"), body.get("QueueUrl", "").rsplit("/", 1)[-1]}
        yield Request(f"sqs:{_OF_THE_QUEUE[operation]}", arn("sqs", STAGE.due_queue))
    elif operation in {"Sign", "GetPublicKey"}:
        # A call by alias is a request for the key that has the alias.
        alias = {"kms:ResourceAliases": frozenset({body["KeyId"]})}
        yield Request(f"kms:{operation}", TOKEN_KEYS[body["KeyId"]], alias)
    else:
        yield Request(f"unknown:{operation}", "*")


_OF_THE_QUEUE = {
    "GetQueueUrl": "GetQueueUrl",
    "GetQueueAttributes": "GetQueueAttributes",
    "SendMessageBatch": "SendMessage",
}
_SIMPLE = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}


def _hash(body: Mapping[str, Any]) -> str:
    return str((body.get("Key") or body["Item"])["pk"]["S"])


def _queried(body: Mapping[str, Any]) -> str:
    names, values = body["ExpressionAttributeNames"], body["ExpressionAttributeValues"]
    for name, value in re.findall(r"(#\w+) = (:\w+)", body["KeyConditionExpression"]):
        if names[name] in {"pk", "due_shard"}:
            return str(values[value]["S"])
    raise AssertionError(body["KeyConditionExpression"])


def _mail(body: Mapping[str, Any]) -> Iterator[Request]:
    """Yield both actions of a raw message, on the configuration set, the sender's identity and, in the sandbox, the
    recipient's."""
    assert body["FromEmailAddress"] == settings().mail_from
    sender = {"ses:FromAddress": frozenset({STAGE.mail_from})}
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Request(action, arn("ses", f"identity/{STAGE.mail_domain}"), sender)
        for recipient in body["Destination"]["ToAddresses"]:
            yield Request(action, arn("ses", f"identity/{recipient}"), sender)
        yield Request(action, arn("ses", f"configuration-set/{STAGE.full_name}"), sender)
