"""What `python -m infra.operations.status` asks, and when an answer is wrong (docs/operations.md)."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from chalicelib.domain.awaited import LATE, LATE_THAT_CAN_WAIT
from chalicelib.mail.transport import rate_told
from chalicelib.store.keys import due_shards, mail_shards
from infra.deploy import sender
from infra.deploy.clients import Clients
from infra.deploy.configure import known_url
from infra.deploy.project import API_FUNCTION, Stage, asynchronous
from infra.operations.failures import messages_in

MOST_BOUNCES, MOST_COMPLAINTS, MOST_OF_QUOTA = 0.05, 0.001, 0.8
"""The shares at which SES looks into an account, and the part of the day's quota after which mails may have to wait."""

Fetch = Callable[[str], tuple[int, str]]
"""Returns the status and the body of a public page; raises OSError when nothing answers."""


class Mark(Enum):
    """What a line begins with."""

    WELL = "ok"
    WRONG = "!!"
    UNKNOWN = "??"


class Finding(NamedTuple):
    """One line of the screen."""

    text: str
    mark: Mark = Mark.WELL


class Asked(NamedTuple):
    """What the checks are given."""

    clients: Clients
    stage: Stage
    now: datetime
    page: Fetch


class Check(NamedTuple):
    """One subject of the screen, and the rights that its questions need."""

    title: str
    ask: Callable[[Asked], Iterable[Finding]]
    rights: tuple[str, ...] = ()


def fetch(url: str) -> tuple[int, str]:
    """Fetch a page over the network."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - the address of the stage
            return int(answer.status), str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def _finding(text: str, *, wrong: object) -> Finding:
    return Finding(text, Mark.WRONG if wrong else Mark.WELL)


def _version(asked: Asked) -> Iterator[Finding]:
    address = known_url(asked.stage)
    if not address.startswith("https://"):
        yield Finding("the public address is not known: deploy from here, or run --configure", Mark.UNKNOWN)
        return
    try:
        status, body = asked.page(f"{address.rstrip('/')}/sante")
        answer = json.loads(body)
        yield _finding(f"{answer['version']}, {answer['commit']}: {answer['etat']}", wrong=status != 200)
    except OSError as error:
        yield Finding(f"{address} does not answer: {error}", Mark.WRONG)
    except (ValueError, KeyError, TypeError):
        yield Finding(f"{address}/sante answers {status}", Mark.WRONG)


def _maintenance(asked: Asked) -> Iterator[Finding]:
    found = asked.clients.client("lambda").get_function_concurrency(FunctionName=asked.stage.function(API_FUNCTION))
    closed = found.get("ReservedConcurrentExecutions") == 0
    yield _finding("the pages are closed: `maintenance STAGE off` opens them" if closed else "open", wrong=closed)


def _alarms(asked: Asked) -> Iterator[Finding]:
    prefix = f"{asked.stage.full_name}-"
    kinds = {"MetricAlarm": "MetricAlarms", "CompositeAlarm": "CompositeAlarms"}
    client = asked.clients.client("cloudwatch").get_paginator("describe_alarms")
    pages = client.paginate(AlarmNamePrefix=prefix, AlarmTypes=list(kinds))
    states = {
        alarm["AlarmName"].removeprefix(prefix): alarm["StateValue"]
        for page in pages
        for kind in kinds.values()
        for alarm in page.get(kind, ())
        if alarm["AlarmActions"]  # the window of a promise tells nobody
    }
    ringing = sorted(name for name, state in states.items() if state == "ALARM")
    if ringing:
        yield Finding(f"ring: {', '.join(ringing)}", Mark.WRONG)
    else:
        yield _finding(f"{len(states)}, none rings" if states else "there are none", wrong=not states)


def _queues(asked: Asked) -> Iterator[Finding]:
    sqs = asked.clients.client("sqs")
    given_up = {name: _waiting(sqs, asked.stage.failures(name)) for name in asynchronous()}
    counts = ", ".join(f"{name} {count}" for name, count in given_up.items())
    yield _finding(f"given up by {counts}", wrong=any(given_up.values()))
    yield Finding(f"{_waiting(sqs, asked.stage.due_queue)} acts of time wait in the queue of a wave")


def _waiting(sqs: Any, name: str) -> int:
    return messages_in(sqs, sqs.get_queue_url(QueueName=name)["QueueUrl"])


def _mails(asked: Asked) -> Iterator[Finding]:
    awaited, others = (list(_due(asked, mail_shards(are_awaited=one))) for one in (True, False))
    failed, acts = (list(_due(asked, due_shards(kind))) for kind in ("FAILED", "TIME"))
    late = _late(asked, awaited, LATE) + _late(asked, others, LATE_THAT_CAN_WAIT)
    waiting = len(awaited) + len(others)
    yield _finding(f"{waiting} to send, {late} of them late; {len(failed)} failed", wrong=late or failed)
    late = _late(asked, acts, LATE)
    yield _finding(f"{late} acts of time are late", wrong=late)


def _late(asked: Asked, moments: list[int], after: timedelta) -> int:
    return sum(moment < int((asked.now - after).timestamp()) for moment in moments)


def _due(asked: Asked, shards: Iterable[str]) -> Iterator[int]:
    """Yield when each item of these shards is due, in seconds since 1970."""
    query = asked.clients.client("dynamodb").get_paginator("query")
    for shard in shards:
        pages = query.paginate(
            TableName=asked.stage.table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard",
            ExpressionAttributeValues={":shard": {"S": shard}},
            ProjectionExpression="due_at",
        )
        for page in pages:
            yield from (int(item["due_at"]["N"]) for item in page["Items"])


def _beat(asked: Asked) -> Iterator[Finding]:
    name = {"Name": "FunctionName", "Value": asked.stage.function("time")}
    last = _latest(asked, "AWS/Lambda", "Invocations", "Sum", timedelta(hours=3), name)
    if last is None:
        yield Finding("none in three hours", Mark.WRONG)
        return
    ago = asked.now - last["Timestamp"]
    yield _finding(f"{last['Timestamp']:%Y-%m-%d %H:%M} UTC, {ago.seconds // 60} min ago", wrong=ago > LATE)


def _latest(
    asked: Asked, namespace: str, metric: str, statistic: str, since: timedelta, *dimensions: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """Return the newest data point of a metric; None when there is none."""
    found = asked.clients.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=list(dimensions),
        StartTime=asked.now - since,
        EndTime=asked.now,
        Period=60,
        Statistics=[statistic],
    )["Datapoints"]
    return max(found, key=lambda point: point["Timestamp"], default=None)


def _ses(asked: Asked) -> Iterator[Finding]:
    ses = asked.clients.client("sesv2")
    account = ses.get_account()
    quota = account.get("SendQuota", {})
    most, sent = quota.get("Max24HourSend", 0), quota.get("SentLast24Hours", 0)
    standing = account.get("EnforcementStatus", "HEALTHY")
    sentence = f"{standing.lower()}, {sent:.0f} of {most:.0f} mails in 24 h, {rate_told(account):.0f} a second"
    # A quota of -1 is none.
    yield _finding(sentence, wrong=standing != "HEALTHY" or 0 < most * MOST_OF_QUOTA <= sent)
    for line in sender.reasons(ses, asked.stage.mail_from):
        yield Finding(line, Mark.WRONG)


def _reputation(asked: Asked) -> Iterator[Finding]:
    for title, metric, most in (
        ("bounces", "Reputation.BounceRate", MOST_BOUNCES),
        ("complaints", "Reputation.ComplaintRate", MOST_COMPLAINTS),
    ):
        last = _latest(asked, "AWS/SES", metric, "Average", timedelta(hours=23))
        rate = last["Average"] if last else None
        yield _finding(
            f"no rate of {title} yet" if rate is None else f"{title} {rate:.2%}, SES looks at {most:.1%}",
            wrong=rate is not None and rate >= most,
        )


CHECKS = (
    Check("Version", _version),
    Check("Maintenance", _maintenance, ("lambda:GetFunctionConcurrency",)),
    Check("Alarms", _alarms, ("cloudwatch:DescribeAlarms",)),
    Check("Queues", _queues, ("sqs:GetQueueUrl", "sqs:GetQueueAttributes")),
    Check("Due", _mails, ("dynamodb:Query", "kms:Decrypt")),
    Check("Last beat", _beat, ("cloudwatch:GetMetricStatistics",)),
    Check("SES", _ses, ("ses:GetAccount", "ses:GetEmailIdentity")),
    Check("Reputation", _reputation, ("cloudwatch:GetMetricStatistics",)),
)
"""The screen, from top to bottom."""
