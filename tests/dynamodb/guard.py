"""The hooks of botocore by which every client made in a process of the tests meets DynamoDB's limits.

What is refused never reaches the emulator, and is no call for whoever counts them.
"""

import json
import threading
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.handlers import BUILTIN_HANDLERS
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, LimitedSizeDict

from tests.dynamodb import pages, tokens
from tests.dynamodb.rules import Refusal, check
from tests.dynamodb.schema import HASH, RANGE
from tests.dynamodb.sizes import Image
from tests.integration import moto_lock

_REGION = "eu-west-3"
_BODY = "dynamodb_guard_body"
_local = threading.local()
Answered = tuple[AWSResponse, dict[str, Any]]


def install() -> None:
    """Have every client that is made from now on in this process meet the limits."""
    hooks: list[tuple[str, Any]] = [("before-call.dynamodb", _before), ("after-call.dynamodb", _after)]
    BUILTIN_HANDLERS.extend(hook for hook in hooks if hook not in BUILTIN_HANDLERS)
    # Moto measures by rules of its own, less than DynamoDB takes, and at each attribute anew.
    setattr(LimitedSizeDict, "__setitem__", dict.__setitem__)  # noqa: B010 - a method may not be assigned to


def _before(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> Answered | None:
    if getattr(_local, "reads", False):
        return None
    body = json.loads(params["body"])
    context[_BODY] = body
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


def _after(parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    body = context.get(_BODY)
    if body is None or "Error" in parsed:
        return
    if model.name in {"Query", "Scan"}:
        pages.cut_page(parsed, body.get("IndexName", ""))
    elif model.name == "BatchGetItem":
        pages.cut_batch(parsed, body["RequestItems"])
    elif model.name == "TransactWriteItems":
        tokens.note(body)


def _stored(table: str, key: Image) -> Image:
    """Return what the emulator holds under a key."""
    return (_of_moto if botocore_stubber.enabled else _of_emulator)(table, key)


def _of_moto(table: str, key: Image) -> Image:
    with moto_lock.LOCK:
        found = dynamodb_backends[DEFAULT_ACCOUNT_ID][_REGION].tables.get(table)
        item = found.get_item(DynamoType(key[HASH]), DynamoType(key[RANGE])) if found else None
        image: Image = item.to_json()["Attributes"] if item else key
    return image


def _of_emulator(table: str, key: Image) -> Image:
    if not hasattr(_local, "client"):
        _local.client = boto3.Session().client("dynamodb")
    _local.reads = True
    try:
        found: Image = _local.client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", key)
        return found
    finally:
        _local.reads = False
