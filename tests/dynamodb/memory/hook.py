"""Has the calls about items, of the AWS that moto plays in this process, carried out here instead."""

from typing import Any

from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from tests.dynamodb import bodies
from tests.dynamodb.memory import answers, service
from tests.dynamodb.schema import DEFINITION

_REGION = "eu-west-3"
_TARGET = "DynamoDB_20120810."


def install() -> None:
    """Put it in place, once. What is asked about a table itself, moto answers."""
    original: Any = BotocoreStubber.process_request
    if getattr(original, "is_in_memory", False):
        return

    def answered(self: Any, request: Any) -> Any:
        target = _text(request.headers.get("X-Amz-Target", ""))
        if answers.is_left_to_moto() or not target.startswith(_TARGET):
            return original(self, request)
        operation = target.removeprefix(_TARGET)
        body = bodies.asked_by(request)
        if operation in service.OPERATIONS:
            return answers.answer(operation, body, as_copy=isinstance(request, bodies.Request))
        _tell_moto(body.get("TableName", ""))
        return _followed(operation, body, original(self, request))

    answered.is_in_memory = True  # type: ignore[attr-defined]
    setattr(BotocoreStubber, "process_request", answered)  # noqa: B010 - a method may not be assigned to


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _followed(operation: str, body: dict[str, Any], answered: Any) -> Any:
    """Create and remove a table with moto's."""
    if answered[0] == 200 and operation == "CreateTable":
        service.create(body["TableName"])
    elif answered[0] == 200 and operation == "DeleteTable":
        service.delete(body["TableName"])
    return answered


def delete_table(name: str) -> None:
    """Delete a table without a call, here and in moto."""
    service.delete(name)
    dynamodb_backends[DEFAULT_ACCOUNT_ID][_REGION].tables.pop(name, None)


def _tell_moto(name: str) -> None:
    """Let moto know of a table that stands here."""
    backend = dynamodb_backends[DEFAULT_ACCOUNT_ID][_REGION]
    if not service.stands(name) or name in backend.tables:
        return
    backend.create_table(
        name,
        schema=DEFINITION["KeySchema"],
        attr=DEFINITION["AttributeDefinitions"],
        global_indexes=DEFINITION["GlobalSecondaryIndexes"],
        indexes=[],
        streams=DEFINITION["StreamSpecification"],
        billing_mode=DEFINITION["BillingMode"],
        throughput=None,
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
