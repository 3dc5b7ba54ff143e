"""A call that takes the short way around botocore has the answer, and the effect, of one that goes the whole way."""

import boto3

from tests.dynamodb import guard
from tests.dynamodb.memory import service, short_way
from tests.prove.conformance.requests import TABLE, Drawing
from tests.prove.conformance.test_conformance import Emulator

REQUESTS = 300


def test_the_short_way_answers_and_writes_as_the_whole_way(aws: None) -> None:
    guard.install()
    asked = Emulator("in memory", boto3.Session().client("dynamodb"))
    drawing = Drawing(seed=2027)
    for number in range(REQUESTS):
        operation, body = drawing.request()
        before = service.table(TABLE).items()
        with short_way.whole_way():
            expected = asked.ask(operation, body), service.every_item(TABLE)
        service.create(TABLE)
        for item in before:
            service.table(TABLE).put(item)
        assert (asked.ask(operation, body), service.every_item(TABLE)) == expected, f"{number}: {operation} {body}"
    asked.delete()
