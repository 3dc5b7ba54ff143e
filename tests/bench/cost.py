"""What one delegation costs, by service, in dollars: what `stories` counts, at the list prices of one region.

How long Lambda bills is what is measured here, brought to the part of a processor that the function has, and what it
waits for others, assumed below.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.deploy.configure import read_config
from infra.deploy.finish import WARM
from infra.deploy.project import API_FUNCTION, ROOT
from infra.package.build import architecture
from tests.bench.cold import Cold
from tests.bench.stories import STORIES, VISITORS, Played, play_story
from tests.bench.warm import Watch

_WHOLE_PROCESSOR = 1769
"""Megabytes at which Lambda gives one whole processor (Lambda guide, « Configure memory »)."""

WAITING = {"read": 0.004, "write": 0.012, "mail": 0.080}
"""Seconds that a call takes in its region: assumed, and generously."""

BEAT = 0.025
"""Seconds of a processor that a beat of the schedule takes which finds nothing due; it logs nothing then."""

WARMED = 0.001
"""Seconds of a processor that an event takes which asks for nothing."""

LINE = 250
"""Bytes of one line of ours in the log, one for each request, mail and report; Lambda writes none."""

_POLLS_A_MINUTE = 15
"""Requests of Lambda to a queue that is empty: five at once, each of which waits twenty seconds for a message."""

_OF_A_REPORT = 1
"""Units that noting SES's report of a mail takes."""


@dataclass(frozen=True)
class Life:
    """What a life of the synthetic delegation asks for. `integration/synthetic` counts it; the seconds, of
    waiting for mails and answers, are assumed.
    """

    mails: int = 8
    requests: int = 10
    read: int = 83
    written: int = 163
    seconds: float = 20


_LIVES = 4 * 24 * 30


@dataclass(frozen=True)
class Story:
    """One story: its counts, and dollars by service."""

    name: str
    played: Played
    dollars: dict[str, float]

    def share(self, *without: str) -> float:
        """All but the mails, and but what is named, as a part of what the mails cost."""
        rest = sum(cost for service, cost in self.dollars.items() if service != "SES" and service not in without)
        return rest / self.dollars["SES"]


def prices() -> dict[str, Any]:
    """Return the list prices."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
    return found


def stories(watch: Watch, cold: Cold, mail: float) -> list[Story]:
    """Play both stories and price them; `mail` is the processor time of one mail, in milliseconds."""
    return [_story(name, play_story(play, watch), cold, mail) for name, play in STORIES.items()]


def _story(name: str, played: Played, cold: Cold, mail: float) -> Story:
    price, mails = prices(), played.mails
    invocations = played.requests + 2 * mails  # the mailer once for each, SES's report of each
    written = played.units.written + _OF_A_REPORT * mails
    dollars = {
        "SES": mails * price["ses_mail"],
        "API Gateway": played.requests * price["api_gateway_request"],
        "Lambda": invocations * price["lambda_request"] + _gigabyte_seconds(played, cold, mail) * gigabyte_second(),
        "DynamoDB": played.units.read * price["dynamodb_read_unit"] + written * price["dynamodb_write_unit"],
        "SNS": mails * price["sns_request"],
        "logs": invocations * LINE / 1e9 * price["logs_gigabyte"],
        "traffic": played.bytes_out / 1e9 * price["traffic_gigabyte"],
    }
    return Story(name, played, dollars)


def gigabyte_second() -> float:
    """Return the price for the architecture of the functions."""
    return float(prices()["lambda_gigabyte_second"][architecture()])


def _gigabyte_seconds(played: Played, cold: Cold, mail: float) -> float:
    """Return the billed gigabyte-seconds: processor time costs the same in every function, waiting by its memory."""
    starts = VISITORS * cold.product.median / 1000
    worked = starts + played.worked + played.mails * mail / 1000
    writes = sum(bool(re.search("Write|Update|Put|Delete", call)) for call in played.calls)
    pages = writes * WAITING["write"] + (len(played.calls) - writes) * WAITING["read"]
    sending = played.mails * (WAITING["mail"] + 3 * WAITING["write"] + WAITING["read"])
    reports = played.mails * WAITING["write"]
    waited = {API_FUNCTION: pages, "mailer": sending, "feedback": reports}
    billed = sum(seconds * memory_of(function) for function, seconds in waited.items())
    return (worked * _WHOLE_PROCESSOR + billed) / 1024


def _life(life: Life) -> float:
    """Return what one life costs, in dollars: all but its alarms, and the processor of the functions that serve it."""
    price = prices()
    each_mail = price["ses_mail"] + price["sns_request"] + 2 * price["lambda_request"]
    units = life.read * price["dynamodb_read_unit"] + life.written * price["dynamodb_write_unit"]
    waited = life.seconds * memory_of("synthetic") / 1024 * gigabyte_second()
    asked = life.requests * (price["api_gateway_request"] + price["lambda_request"])
    return float(life.mails * each_mail + units + asked + waited + price["kms_request"] + price["lambda_request"])


def memory_of(function: str) -> int:
    """Return the memory of a function of a stage, in megabytes."""
    return int(read_config()["stages"]["prod"]["lambda_functions"][function]["lambda_memory_size"])


def fixed() -> dict[str, float]:
    """Return the cost of a month without use, in dollars."""
    price = prices()
    month, beats = price["month"], 60 * 24 * 30
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "infra" / "cloudformation").glob("*.yaml"))
    waited, worked = 16 * WAITING["read"] * memory_of("time"), BEAT * _WHOLE_PROCESSOR
    beat = beats * (price["lambda_request"] + (waited + worked) / 1024 * gigabyte_second())
    warm = WARMED * _WHOLE_PROCESSOR / 1024 * gigabyte_second()
    return {
        "KMS keys": templates.count("AWS::KMS::Key\n") * month["kms_key"],
        "alarms": _watched(templates) * month["alarm_metric"]
        + templates.count("AWS::CloudWatch::CompositeAlarm\n") * month["alarm_composite"],
        "dashboard": month["dashboard"],
        "firewall, for a stage that wants one": month["firewall"] + 2 * month["firewall_rule"],
        "synthetic delegation, for a stage that wants one": _LIVES * _life(Life()),
        "schedule: Lambda": beat,
        "queue of a wave, empty: its polls": beats * _POLLS_A_MINUTE * price["sqs_fifo_request"],
        "mailer and feedback kept warm: Lambda": beats * len(WARM) * (price["lambda_request"] + warm),
        "schedule: 16 queries a minute": beats * 16 * 0.5 * price["dynamodb_read_unit"],
    }


def _watched(templates: str) -> int:
    """Return the number of watched metrics: an alarm on a sum costs as much as one alarm for each of its metrics."""
    resources = re.split(r"\n(?=  \w+:\n)", templates)
    return sum(one.count("MetricName:") for one in resources if "Type: AWS::CloudWatch::Alarm\n" in one)


def by_thousand() -> dict[str, float]:
    """Return the cost of what comes in thousands: access decisions, tokens, and others."""
    price = prices()
    memory = memory_of(API_FUNCTION) / 1024
    asked = price["api_gateway_request"] + price["lambda_request"] + LINE / 1e9 * price["logs_gigabyte"]
    decision = asked + 0.012 * memory * gigabyte_second() + price["dynamodb_read_unit"]
    token = asked + 0.030 * memory * gigabyte_second() + price["dynamodb_read_unit"] + price["kms_request"]
    # Ten keys are sent, received and deleted at once, and call the worker once; the délégant of each is one read more.
    queued = (3 * price["sqs_fifo_request"] + price["lambda_request"]) / 10 + price["dynamodb_read_unit"]
    return {
        "decisions, 1,000": 1000 * decision,
        "tokens, 1,000": 1000 * token,
        "queue of a wave, 100,000 acts": 100_000 * queued,
        "requests through the firewall, 1,000": 1000 * price["firewall_request"],
    }
