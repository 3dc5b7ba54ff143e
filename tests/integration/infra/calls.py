"""The calls that each function of the application makes, as IAM would be asked about them."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from chalicelib.settings import settings
from chalicelib.store.table import connection
from chalicelib.workers import feedback, schedule, stream
from infra.deploy.project import API_FUNCTION, Stage
from infra.package.trim import CALLED
from tests.integration.infra.iam import Request

REGION, ACCOUNT = "eu-west-3", "111122223333"
_HOOK = "before-send"
_WORKERS = {"mailer": stream, "time": schedule, "feedback": feedback}
_function: ContextVar[str] = ContextVar("function", default=API_FUNCTION)


def arn(service: str, name: str) -> str:
    """Return the ARN of something of ours."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def keys(*leading: str) -> dict[str, frozenset[str]]:
    """Return the condition key that DynamoDB sends."""
    return {"dynamodb:LeadingKeys": frozenset(leading)}


@contextmanager
def recorded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, Request]]]:
    """Give the set of (function, request) of all that the application asks meanwhile."""
    seen: set[tuple[str, Request]] = set()

    def note(request: Any, event_name: str, **_: Any) -> None:
        service, operation = event_name.split(".")[1:]
        assert operation in CALLED[service], "infra/package/trim.py must keep what is called"
        body = json.loads(request.body or b"{}")
        seen.update((_function.get(), asked) for asked in requests(stage, operation, body))

    for worker, module in _WORKERS.items():
        monkeypatch.setattr(module, "handle", _as(worker, module.handle))
    emitters = [connection().client.meta.events, connection().session.get_component("event_emitter")]
    for emitter in emitters:
        emitter.register(_HOOK, note, unique_id="tests-iam")
    try:
        yield seen
    finally:
        for emitter in emitters:
            emitter.unregister(_HOOK, note, unique_id="tests-iam")


def _as(name: str, handle: Any) -> Any:
    def run(*arguments: Any) -> Any:
        token = _function.set(name)
        try:
            return handle(*arguments)
        finally:
            _function.reset(token)

    return run


def requests(stage: Stage, operation: str, body: Mapping[str, Any]) -> Iterator[Request]:
    """Yield what IAM is asked for one call of the application."""
    table = arn("dynamodb", f"table/{stage.table}")
    if operation == "TransactWriteItems":
        # Each part of a transaction is asked for by itself, under the name of the simple call.
        for part in body["TransactItems"]:
            ((kind, value),) = part.items()
            yield Request(_SIMPLE[kind], table, keys(_hash(value)))
    elif operation == "BatchGetItem":
        (wanted,) = body["RequestItems"].values()
        yield Request("dynamodb:BatchGetItem", table, keys(*(key["pk"]["S"] for key in wanted["Keys"])))
    elif operation == "Query":
        index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        yield Request("dynamodb:Query", table + index, keys(_queried(body)))
    elif operation in {"GetItem", "PutItem", "UpdateItem", "DeleteItem"}:
        yield Request(f"dynamodb:{operation}", table, keys(_hash(body)))
    elif operation == "GetParameter":
        assert body["Name"] == settings().secrets_parameter
        yield Request("ssm:GetParameter", arn("ssm", f"parameter{stage.secrets_parameter}"))
    elif operation == "SendEmail":
        yield from _mail(stage, body)
    else:
        yield Request(f"unknown:{operation}", "*")


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


def _mail(stage: Stage, body: Mapping[str, Any]) -> Iterator[Request]:
    """A raw message asks for both actions, on the sender's identity and on the configuration set."""
    assert body["FromEmailAddress"] == settings().mail_from
    sender = {"ses:FromAddress": frozenset({stage.mail_from})}
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Request(action, arn("ses", f"identity/{stage.mail_domain}"), sender)
        yield Request(action, arn("ses", f"configuration-set/{stage.full_name}"), sender)
