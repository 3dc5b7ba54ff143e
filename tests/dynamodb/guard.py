"""The hooks of botocore that enforce DynamoDB's limits on every client made in a test process.

A refused request never reaches the emulator and is not counted as a call.
"""

import threading
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.handlers import BUILTIN_HANDLERS

from tests.dynamodb import bodies, pages, tokens
from tests.dynamodb.memory import service
from tests.dynamodb.memory.table import key_of
from tests.dynamodb.rules import Refusal, check
from tests.dynamodb.sizes import Image

_OF_AWS = ".amazonaws.com"
_BODY = "dynamodb_guard_body"
_LONG = frozenset({"Query", "Scan", "BatchGetItem"})
_local = threading.local()
Answered = tuple[AWSResponse, dict[str, Any]]


def install() -> None:
    """Enforce the limits on every client made from now on in this process."""
    hooks: list[tuple[str, Any]] = [("before-call.dynamodb", _before), ("after-call.dynamodb", _after)]
    BUILTIN_HANDLERS.extend(hook for hook in hooks if hook not in BUILTIN_HANDLERS)


def _before(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> Answered | None:
    if getattr(_local, "reads", False):
        return None
    body = bodies.asked_by(params)
    context[_BODY] = body
    _local.url = params["url"]
    try:
        check(model.name, body, _stored)
        if model.name == "TransactWriteItems" and tokens.is_done(body):
            return _response(200), {}
    except Refusal as refusal:
        return _refused(refusal)
    except tokens.Mismatch:
        return _refused(Refusal("IdempotentParameterMismatchException", ""))
    return None


def _refused(refusal: Refusal) -> Answered:
    parsed: dict[str, Any] = {"Error": {"Code": refusal.code, "Message": refusal.message}}
    if refusal.reasons:
        parsed["CancellationReasons"] = [{"Code": code} for code in refusal.reasons]
    return _response(400), {**parsed, "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}}}


def _response(status: int) -> AWSResponse:
    return AWSResponse("", status, HTTPHeaders(), None)


def _after(http_response: AWSResponse, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    body = context.get(_BODY)
    if body is None or "Error" in parsed:
        return
    # JSON and copies take more bytes than DynamoDB counts.
    is_long = model.name in _LONG and len(http_response.content) > pages.PAGE
    if is_long and model.name in {"Query", "Scan"}:
        pages.cut_page(parsed, body.get("IndexName", ""))
    elif is_long:
        pages.cut_batch(parsed, body["RequestItems"])
    elif model.name == "TransactWriteItems":
        tokens.note(body)


def _stored(table: str, key: Image) -> Image:
    """Return what stands under a key, in this process or in the emulator that is asked."""
    if urlsplit(_local.url).netloc.endswith(_OF_AWS):
        return service.table(table).item(key_of(key)) or key
    return _of_emulator(table, key)


@cache
def _client_at(url: str) -> Any:
    """Return a client of the called emulator, made once: a server has a thread for each of its connections."""
    return boto3.Session().client("dynamodb", endpoint_url=url)


def _of_emulator(table: str, key: Image) -> Image:
    client = _client_at(_local.url)
    _local.reads = True
    try:
        found: Image = client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", key)
        return found
    finally:
        _local.reads = False
