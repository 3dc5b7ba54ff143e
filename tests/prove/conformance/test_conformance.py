"""The same requests, put to the table in memory and to emulators of DynamoDB, have the same answers."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.local import aws as embedded_aws
from infra.local.aws import REGION
from tests.dynamodb.memory import answers, service
from tests.dynamodb.memory.table import key_of
from tests.dynamodb.rules import VALIDATION, Refusal
from tests.dynamodb.schema import DEFINITION
from tests.dynamodb.sizes import Image
from tests.prove.conformance.requests import TABLE, Drawing
from tests.prove.figures import publish
from tests.whole import IS_WHOLE

SHORT, LONG = 200, 20_000
MOST_ALONE = 0.1
"""The part of the requests that an emulator may answer otherwise than the two others."""
Answer = tuple[str, Any]


def in_memory(operation: str, body: dict[str, Any]) -> Answer:
    """Put a request to the table in memory."""
    try:
        return "", _comparable(service.carried_out(operation, body))
    except Refusal as refusal:
        return refusal.code, list(refusal.reasons)


class Emulator:
    """A table in an emulator."""

    def __init__(self, name: str, client: Any) -> None:
        self.name = name
        self._client = client
        client.create_table(TableName=TABLE, **_definition())

    def ask(self, operation: str, body: dict[str, Any]) -> Answer:
        """Put a request to it."""
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        try:
            return "", _comparable(getattr(self._client, method)(**body))
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            return str(error.response["Error"]["Code"]), [reason["Code"] for reason in reasons]
        except Exception as error:  # moto breaks at some requests
            return f"it breaks: {error!r}", []

    def delete(self) -> None:
        """Delete its table."""
        self._client.delete_table(TableName=TABLE)

    def items(self) -> list[Image]:
        """Return what it holds, by its keys."""
        return sorted(self._client.scan(TableName=TABLE)["Items"], key=key_of)

    def hold(self, items: list[Image]) -> None:
        """Make it hold these items and no other."""
        for item in self.items():
            self._client.delete_item(TableName=TABLE, Key={name: item[name] for name in ("pk", "sk")})
        for item in items:
            self._client.put_item(TableName=TABLE, Item=item)


def _comparable(answer: dict[str, Any]) -> Any:
    """Return what an answer says: items without the order of their sets; of a batch, in no order."""
    if "Responses" in answer:
        return sorted(map(_plain, answer["Responses"].get(TABLE, [])), key=str)
    if "Items" in answer:
        return [_plain(item) for item in answer["Items"]], "LastEvaluatedKey" in answer
    return _plain(answer.get("Attributes") or {})


def _plain(item: Image) -> Image:
    return {name: {"SS": sorted(value["SS"])} if "SS" in value else value for name, value in sorted(item.items())}


@pytest.fixture
def moto() -> Iterator[Emulator]:
    """Moto's own DynamoDB."""
    with mock_aws(), answers.left_to_moto():
        emulator = Emulator("moto", boto3.Session().client("dynamodb"))
        yield emulator
        emulator.delete()


@pytest.fixture
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """MiniStack's, in a process of its own."""
    emulator = embedded_aws.start(tmp_path_factory.mktemp("conformance"))
    try:
        emulator.wait_until_ready(lambda: None)
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
        yield Emulator("MiniStack", session.client("dynamodb", endpoint_url=emulator.url))
    finally:
        emulator.process.stop()


def _definition() -> dict[str, Any]:
    return {name: value for name, value in DEFINITION.items() if name != "TimeToLiveSpecification"}


def test_the_table_in_memory_answers_as_emulators_do(moto: Emulator, ministack: Emulator) -> None:
    """Each emulator has faults of its own; no answer may be one that neither gives, and they are seldom alone."""
    service.create(TABLE)
    drawing, count = Drawing(seed=2026), LONG if IS_WHOLE else SHORT
    alone: Counter[str] = Counter()
    for number in range(count):
        operation, body = drawing.request()
        before = service.every_item(TABLE)
        mine = in_memory(operation, body)
        answers = {one.name: one.ask(operation, body) for one in (moto, ministack)}
        assert mine in answers.values(), f"{number}: {operation} {body}, on {before}"
        for emulator in (moto, ministack):
            if answers[emulator.name] != mine or emulator.items() != service.every_item(TABLE):
                alone[emulator.name] += 1
                emulator.hold(service.every_item(TABLE))
    service.delete(TABLE)
    publish("conformance", ("requests", "moto alone", "MiniStack alone"), [(count, alone["moto"], alone["MiniStack"])])
    assert all(times < count * MOST_ALONE for times in alone.values()), alone


def test_bounds_in_the_wrong_order_are_refused_whatever_stands_there() -> None:
    service.create(TABLE)
    body = {
        "TableName": TABLE,
        "Item": {"pk": {"S": "a"}, "sk": {"S": "1"}},
        "ConditionExpression": "#n BETWEEN :low AND :high",
        "ExpressionAttributeNames": {"#n": "number"},
        "ExpressionAttributeValues": {":low": {"N": "0"}, ":high": {"N": "-3"}},
    }
    assert in_memory("PutItem", body) == (VALIDATION, [])
    service.delete(TABLE)
