"""Operations list the events on which a function failed, and process them again."""

from typing import Any, cast

import pytest
from moto import mock_aws

from infra.deploy import configure
from infra.deploy.clients import Clients
from infra.deploy.facts import Facts
from infra.deploy.project import asynchronous, read_stage
from infra.operations.failures import SECONDS_TO_ANSWER, main
from tests.integration.operations.failing_account import STREAM, Account

Said = pytest.CaptureFixture[str]
MADE_UP_FOR = ("time", "directory", "synthetic")
"""What the next beat, or the next night, has done."""

REPORT = {"Records": [{"Sns": {"Message": "{}"}}]}


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


def test_a_report_that_sns_could_not_give_is_given_to_the_function(account: Account, capsys: Said) -> None:
    account.is_not_given('{"eventType": "Delivery"}')
    assert account.run("replay") == 0
    assert "delegation-dev-feedback  NotDelivered  done" in capsys.readouterr().out
    ((name, event),) = account.invoked
    assert name == "delegation-dev-feedback"
    assert [record["Sns"]["Message"] for record in event["Records"]] == ['{"eventType": "Delivery"}']
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


@pytest.mark.parametrize("name", [name for name in asynchronous() if name not in (*MADE_UP_FOR, "due")])
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


def test_a_key_put_aside_in_a_wave_is_named_and_left_to_the_schedule(account: Account, capsys: Said) -> None:
    account.puts_aside("DELEG#d1", "STATE")
    assert account.run("list") == 0
    assert "DELEG#d1/STATE  delegation-dev-due  MaxReceiveCount" in capsys.readouterr().out
    assert account.run("replay", "due") == 0
    assert account.invoked == []
    assert account.waiting() == 0


def test_keys_of_one_account_beyond_the_ten_that_are_shown_are_counted_and_replayed(
    account: Account, capsys: Said
) -> None:
    for number in range(25):
        account.puts_aside(f"DELEG#d{number}", "STATE")
    assert account.run("list", "due") == 0
    listed = capsys.readouterr()
    assert listed.out.count("MaxReceiveCount") == 10
    assert listed.out.splitlines()[-1] == "and 15 more  delegation-dev-due  of these accounts"
    assert "25 given up" in listed.err
    assert account.run("replay", "due") == 0
    replayed = capsys.readouterr()
    assert {line.split("/")[0] for line in replayed.out.splitlines() if "STATE" in line} == {
        f"DELEG#d{number}" for number in range(25)
    }
    assert "25 given up, 0 left" in replayed.err
    assert account.waiting() == 0


def test_a_queue_that_shows_all_its_events_is_not_counted(account: Account, capsys: Said) -> None:
    """SQS counts approximately, and counts for a while what has just left."""
    account.gives_up("delegation-dev-feedback", requestPayload=REPORT)
    account.sqs.left = 2
    assert account.run("list", "feedback") == 0
    listed = capsys.readouterr()
    assert "more" not in listed.out
    assert "1 given up" in listed.err


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
