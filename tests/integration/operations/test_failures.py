"""What functions gave up is listed, and done again."""

import json
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.deploy.clients import Clients
from infra.operations.failures import main

Said = pytest.CaptureFixture[str]
QUEUES = [f"delegation-dev-{name}-failures" for name in ("feedback", "mailer", "time")]
STREAM = "arn:aws:dynamodb:eu-west-3:111122223333:table/delegation-dev/stream/2026"
REPORT = {"Records": [{"Sns": {"Message": "{}"}}]}


class Account:
    """An AWS account: moto's queue, a Lambda that notes what it is given, a stream of five records."""

    def __init__(self) -> None:
        self.sqs: Any = boto3.client("sqs")
        self.urls = {name: self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
        self.invoked: list[tuple[str, Any]] = []
        self.fails: set[str] = set()
        self.trimmed = False

    def client(self, service: str) -> Any:
        """Return a client; this account is those that moto has not."""
        return self.sqs if service == "sqs" else self

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        """Note what a function was given."""
        assert InvocationType == "RequestResponse"
        self.invoked.append((FunctionName, json.loads(Payload)))
        return {"StatusCode": 200, **({"FunctionError": "Unhandled"} if FunctionName in self.fails else {})}

    def get_shard_iterator(self, **asked: str) -> dict[str, str]:
        """Start at a record, unless the stream has forgotten it."""
        assert (asked["StreamArn"], asked["ShardIteratorType"]) == (STREAM, "AT_SEQUENCE_NUMBER")
        if self.trimmed:
            raise ClientError({"Error": {"Code": "TrimmedDataAccessException"}}, "GetShardIterator")
        return {"ShardIterator": asked["SequenceNumber"]}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803
        """Give two records at a time."""
        start = int(ShardIterator)
        numbers = [number for number in range(100, 105) if start <= number < start + 2]
        records = [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}} for number in numbers]
        return {"Records": records, "NextShardIterator": str(start + 2)}

    def gives_up(self, function: str, **what: Any) -> None:
        """Leave something in the function's queue as Lambda does."""
        arn = f"arn:aws:lambda:eu-west-3:111122223333:function:{function}:$LATEST"
        body = {
            "version": "1.0",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "requestContext": {"functionArn": arn, "condition": "RetriesExhausted"},
            **what,
        }
        self.sqs.send_message(QueueUrl=self.urls[f"{function}-failures"], MessageBody=json.dumps(body))

    def waiting(self) -> int:
        """How many messages are in the queues, hidden ones too."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = (self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names) for url in self.urls.values())
        return sum(int(found["Attributes"][name]) for found in asked for name in names)

    def run(self, *what: str) -> int:
        """Type the command."""
        return main(["dev", *what], cast(Clients, self))


@pytest.fixture
def account() -> Any:
    """An account with an empty queue."""
    with mock_aws():
        given = Account()
        yield given
        for url in given.urls.values():
            given.sqs.delete_queue(QueueUrl=url)


def _batch(first: int, last: int) -> dict[str, Any]:
    return {
        "shardId": "shard-1",
        "streamArn": STREAM,
        "startSequenceNumber": str(first),
        "endSequenceNumber": str(last),
    }


def test_what_was_given_up_is_listed_and_stays(account: Account, capsys: Said) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 101))
    assert account.run("list") == 0
    said = capsys.readouterr().out
    assert "delegation-dev-feedback  RetriesExhausted" in said
    assert "delegation-dev-mailer  RetriesExhausted" in said
    assert account.waiting() == 2
    assert account.invoked == []


def test_a_report_of_ses_is_noted_again(account: Account) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    assert account.run("replay") == 0
    assert account.invoked == [("delegation-dev-feedback", REPORT)]
    assert account.waiting() == 0


def test_the_records_of_a_batch_are_read_from_the_stream_again(account: Account) -> None:
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(101, 103))
    assert account.run("replay") == 0
    ((name, event),) = account.invoked
    assert name == "delegation-dev-mailer"
    assert [record["dynamodb"]["SequenceNumber"] for record in event["Records"]] == ["101", "102", "103"]
    assert account.waiting() == 0


def test_a_batch_that_the_stream_has_forgotten_stays(account: Account, capsys: Said) -> None:
    account.trimmed = True
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 104))
    assert account.run("replay") == 1
    assert "the stream does not hold it any more" in capsys.readouterr().out
    assert account.waiting() == 1
    assert account.invoked == []


def test_what_fails_again_stays_and_holds_up_nothing_else(account: Account) -> None:
    account.fails = {"delegation-dev-feedback"}
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 100))
    assert account.run("replay") == 1
    assert len(account.invoked) == 2
    assert account.waiting() == 1


def test_a_beat_needs_no_second_one(account: Account) -> None:
    account.gives_up("delegation-dev-time", requestPayload={})
    assert account.run("replay") == 0
    assert account.invoked == []
    assert account.waiting() == 0


def test_what_one_function_gave_up_is_done_again_by_itself(account: Account) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 100))
    assert account.run("replay", "mailer") == 0
    assert [name for name, _ in account.invoked] == ["delegation-dev-mailer"]
    assert account.waiting() == 1


def test_a_stage_without_its_queues_is_told_in_a_sentence(account: Account, capsys: Said) -> None:
    assert main(["prod", "list"], cast(Clients, account)) == 1
    said = capsys.readouterr().err
    assert "Is this the account, the region and the stage that is meant?" in said
    assert "Traceback" not in said
