"""Operations list the events on which a function failed, and process them again."""

import json
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.deploy import configure
from infra.deploy.clients import Clients
from infra.deploy.facts import Facts
from infra.deploy.project import asynchronous, read_stage
from infra.operations.failures import SECONDS_TO_ANSWER, main

Said = pytest.CaptureFixture[str]
QUEUES = [f"delegation-dev-{name}-failures" for name in ("directory", "feedback", "mailer", "time")]
MADE_UP_FOR = ("time", "directory")
"""What the next beat, or the next night, has done."""

STREAM = "arn:aws:dynamodb:eu-west-3:111122223333:table/delegation-dev/stream/2026"
REPORT = {"Records": [{"Sns": {"Message": "{}"}}]}


class Queues:
    """Moto's SQS; a wait is recorded and takes no time, and the first answers may be empty."""

    def __init__(self) -> None:
        self._moto: Any = boto3.client("sqs")
        self.silent = 0
        """How many answers are empty although messages wait: SQS did not look everywhere."""
        self.hides = True
        """Whether what was taken is hidden until its time has passed; else that time is nothing."""
        self.waits: list[int] = []
        self._taken: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._moto, name)

    def receive_message(self, *, WaitTimeSeconds: int = 0, **asked: Any) -> dict[str, Any]:  # noqa: N803 - theirs
        """Return the visible messages."""
        self.waits.append(WaitTimeSeconds)
        assert len(self.waits) < 100, "it never ends"
        if self.silent:
            self.silent -= 1
            return {}
        hidden = {} if self.hides else {"VisibilityTimeout": 0}
        answer: dict[str, Any] = self._moto.receive_message(**asked | hidden)
        self._taken += [(asked["QueueUrl"], one["ReceiptHandle"]) for one in answer.get("Messages", [])]
        return answer

    def show_again(self) -> None:
        """Let the visibility timeout of the messages pass."""
        for url, handle in self._taken:
            self._moto.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        self._taken = []


class Account:
    """An AWS account: moto's queue, a Lambda that records its calls, a stream of five records."""

    account = "111122223333"
    region = "eu-west-3"

    def __init__(self) -> None:
        self.sqs: Any = Queues()
        self.urls = {name: self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
        self.invoked: list[tuple[str, Any]] = []
        self.fails: set[str] = set()
        self.slow = False
        """Whether an invocation takes longer than a message stays hidden."""
        self.refuses = False
        self.trimmed = False
        self.records = range(100, 105)
        self.closed = True
        """Whether the shard ends after its last record; an open one says where to go on for ever."""
        self.empty_pages = 0
        """How many pages are empty before each one that is not."""
        self._emptied = 0
        self.pages = 0

    def client(self, service: str) -> Any:
        """Return a client; this object stands for the services that moto lacks."""
        return self.sqs if service == "sqs" else self

    def patient_client(self, service: str, seconds: int) -> Any:
        """Return a client that waits for the time limit of a function."""
        assert (service, seconds) == ("lambda", SECONDS_TO_ANSWER)
        return self

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        """Record the call of a function."""
        assert InvocationType == "RequestResponse"
        assert len(self.invoked) < 100, "it never ends"
        if self.refuses:
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")
        if self.slow:
            self.sqs.show_again()
        self.invoked.append((FunctionName, json.loads(Payload)))
        return {"StatusCode": 200, **({"FunctionError": "Unhandled"} if FunctionName in self.fails else {})}

    def get_shard_iterator(self, **asked: str) -> dict[str, str]:
        """Return an iterator at a record, unless the record has expired."""
        assert (asked["StreamArn"], asked["ShardIteratorType"]) == (STREAM, "AT_SEQUENCE_NUMBER")
        if self.trimmed:
            raise ClientError({"Error": {"Code": "TrimmedDataAccessException"}}, "GetShardIterator")
        return {"ShardIterator": asked["SequenceNumber"]}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803
        """Return two records at a time."""
        start = int(ShardIterator)
        self.pages += 1
        assert self.pages < 10_000, "it never ends"
        if self._emptied < self.empty_pages:
            self._emptied += 1
            return {"Records": [], "NextShardIterator": ShardIterator}
        self._emptied = 0
        numbers = [number for number in self.records if start <= number < start + 2]
        records = [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}} for number in numbers]
        ended = self.closed and start + 2 > self.records[-1]
        return {"Records": records, **({} if ended else {"NextShardIterator": str(start + 2)})}

    def gives_up(self, function: str, **what: Any) -> None:
        """Put a failed event into the function's queue as Lambda does."""
        arn = f"arn:aws:lambda:eu-west-3:111122223333:function:{function}:$LATEST"
        body = {
            "version": "1.0",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "requestContext": {"functionArn": arn, "condition": "RetriesExhausted"},
            **what,
        }
        self.sqs.send_message(QueueUrl=self.urls[f"{function}-failures"], MessageBody=json.dumps(body))

    def waiting(self) -> int:
        """Return the number of messages in the queues, hidden ones included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = (self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names) for url in self.urls.values())
        return sum(int(found["Attributes"][name]) for found in asked for name in names)

    def run(self, *what: str) -> int:
        """Run the command."""
        return main(["dev", *what], cast(Clients, self))


@pytest.fixture
def account() -> Any:
    """Yield an account with an empty queue."""
    with mock_aws():
        given = Account()
        yield given
        for url in given.urls.values():
            given.sqs.delete_queue(QueueUrl=url)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list of the pauses, which take no time here."""
    found: list[float] = []
    monkeypatch.setattr("infra.operations.failures.time.sleep", found.append)
    return found


def _batch(first: int, last: int) -> dict[str, Any]:
    return {
        "shardId": "shard-1",
        "streamArn": STREAM,
        "startSequenceNumber": str(first),
        "endSequenceNumber": str(last),
    }


def test_the_list_shows_failed_events_and_keeps_them(account: Account, capsys: Said) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 101))
    assert account.run("list") == 0
    said = capsys.readouterr().out
    assert "delegation-dev-feedback  RetriesExhausted" in said
    assert "delegation-dev-mailer  RetriesExhausted" in said
    assert account.waiting() == 2
    assert account.invoked == []


def test_a_failed_report_of_ses_is_processed_again(account: Account) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    assert account.run("replay") == 0
    assert account.invoked == [("delegation-dev-feedback", REPORT)]
    assert account.waiting() == 0


def test_a_failed_batch_is_read_from_the_stream_again(account: Account) -> None:
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(101, 103))
    assert account.run("replay") == 0
    ((name, event),) = account.invoked
    assert name == "delegation-dev-mailer"
    assert [record["dynamodb"]["SequenceNumber"] for record in event["Records"]] == ["101", "102", "103"]
    assert account.waiting() == 0


@pytest.mark.parametrize("empty", [1, 30])
def test_reading_continues_after_an_empty_page_of_the_stream(account: Account, empty: int, pauses: list[float]) -> None:
    account.empty_pages = empty
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(101, 103))
    assert account.run("replay") == 0
    ((_, event),) = account.invoked
    assert [record["dynamodb"]["SequenceNumber"] for record in event["Records"]] == ["101", "102", "103"]
    assert account.waiting() == 0
    assert len(pauses) == 2 * empty + 1, "one between two pages"
    assert min(pauses) >= 0.2, "a shard answers five times a second"


@pytest.mark.parametrize(
    ("records", "closed"),
    [
        pytest.param(range(100, 103), True, id="the shard ends before the last"),
        pytest.param(range(100, 103), False, id="the shard goes on and the last does not come"),
        pytest.param((100, 101, 102, 105), True, id="the last is passed over"),
    ],
)
def test_an_incomplete_batch_stays_in_the_queue(account: Account, records: Any, closed: bool, capsys: Said) -> None:
    account.records, account.closed = records, closed
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(101, 103))
    assert account.run("replay") == 1
    assert "not all of it was found in the stream" in capsys.readouterr().out
    assert account.waiting() == 1
    assert account.invoked == []


def test_an_expired_batch_stays_in_the_queue(account: Account, capsys: Said) -> None:
    account.trimmed = True
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 104))
    assert account.run("replay") == 1
    assert "the stream does not hold it any more" in capsys.readouterr().out
    assert account.waiting() == 1
    assert account.invoked == []


def test_an_event_that_fails_again_stays_and_does_not_block_others(account: Account) -> None:
    account.fails = {"delegation-dev-feedback"}
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 100))
    assert account.run("replay") == 1
    assert len(account.invoked) == 2
    assert account.waiting() == 1


def test_an_event_that_fails_slowly_is_tried_once(account: Account) -> None:
    account.fails, account.slow = {"delegation-dev-feedback"}, True
    for number in range(12):
        account.gives_up("delegation-dev-feedback", requestPayload={"number": number})
    assert account.run("replay") == 1
    assert sorted(event["number"] for _, event in account.invoked) == list(range(12))
    assert account.waiting() == 12


def test_a_message_that_reappears_is_processed_once(account: Account) -> None:
    account.sqs.hides = False
    for _ in range(3):
        account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    assert account.run("replay") == 0
    assert len(account.invoked) == 3
    assert account.waiting() == 0


def test_an_event_that_succeeds_slowly_leaves_the_queue(account: Account) -> None:
    account.slow = True
    for number in range(12):
        account.gives_up("delegation-dev-feedback", requestPayload={"number": number})
    assert account.run("replay") == 0
    assert len(account.invoked) == 12
    assert account.waiting() == 0


@pytest.mark.parametrize(("what", "left"), [("list", 1), ("replay", 0)])
def test_a_queue_that_seems_empty_is_read_again(account: Account, what: str, left: int, capsys: Said) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.sqs.silent = 1
    assert account.run(what, "feedback") == 0
    assert "1 given up" in capsys.readouterr().err
    assert account.waiting() == left
    assert min(account.sqs.waits) >= 1, "SQS looks everywhere only for who waits"


def test_a_function_that_does_not_start_does_not_block_others(account: Account, capsys: Said) -> None:
    account.refuses = True
    for _ in range(2):
        account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    assert account.run("replay") == 1
    assert capsys.readouterr().out.count("TooManyRequestsException") == 2
    assert account.waiting() == 2


@pytest.mark.parametrize("name", [name for name in asynchronous() if name not in MADE_UP_FOR])
def test_a_function_is_called_once_and_awaited_for_its_whole_time_limit(name: str) -> None:
    stage = read_stage("dev")
    assert configure.section(stage, Facts())["lambda_functions"][name]["lambda_timeout"] < SECONDS_TO_ANSWER
    config = Clients().patient_client("lambda", SECONDS_TO_ANSWER).meta.config
    assert (config.read_timeout, config.retries["total_max_attempts"]) == (SECONDS_TO_ANSWER, 1)


@pytest.mark.parametrize("name", MADE_UP_FOR)
def test_a_failed_run_that_the_schedule_repeats_is_not_replayed(account: Account, name: str) -> None:
    account.gives_up(f"delegation-dev-{name}", requestPayload={})
    assert account.run("replay") == 0
    assert account.invoked == []
    assert account.waiting() == 0


def test_the_command_can_be_limited_to_one_function(account: Account) -> None:
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.gives_up("delegation-dev-mailer", DDBStreamBatchInfo=_batch(100, 100))
    assert account.run("replay", "mailer") == 0
    assert [name for name, _ in account.invoked] == ["delegation-dev-mailer"]
    assert account.waiting() == 1


def test_a_stage_without_queues_gets_a_message(account: Account, capsys: Said) -> None:
    assert main(["prod", "list"], cast(Clients, account)) == 1
    said = capsys.readouterr().err
    assert "Is this the account, the region and the stage that is meant?" in said
    assert "Traceback" not in said
