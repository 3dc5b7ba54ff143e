"""What one delegation costs, from the first page to the validation: two stories, by service, in dollars.

Calls, units, requests, mails and bytes are counted while the story is played on the product; prices are list prices of
one region (prices.json). How long Lambda bills is what is measured here, brought to the part of a processor that the
function has, and what it waits for others, assumed below.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.bench import units
from infra.bench.cold import Cold
from infra.bench.scene import fresh_world
from infra.bench.warm import Timed, Watch
from infra.deploy.configure import memory_of
from infra.deploy.project import API_FUNCTION, ROOT, Stopped
from tests.integration.test_story import create_comptable, link_of
from tests.integration.test_story import (
    test_an_unknown_address_is_invited_opens_an_account_and_is_validated as unknown_address,
)
from tests.integration.world import Exchange, World

_PRICES = Path(__file__).with_name("prices.json")
_WHOLE_PROCESSOR = 1769
"""Megabytes at which Lambda gives one whole processor (Lambda guide, « Configure memory »)."""

WAITING = {"read": 0.004, "write": 0.012, "mail": 0.080}
"""Seconds that a call takes in its region: assumed, and generously."""

BROWSERS, SIGN_INS, REQUESTS_OF_SIGN_IN = 2, 1, 3
"""Each of two people comes with a cold cache; the délégant signs in by card, three requests that are not played."""

LOG_BYTES = 700
"""What one invocation writes to the log, Lambda's own three lines included."""


@dataclass(frozen=True)
class Played:
    """What was counted while a story was played; `worked` in seconds of the processor."""

    requests: int
    mails: int
    units: units.Units
    worked: float
    calls: list[str]
    bytes_out: int


@dataclass(frozen=True)
class Story:
    """One story: what was counted, and dollars by service."""

    name: str
    requests: int
    mails: int
    read: float
    written: int
    dollars: dict[str, float]

    @property
    def mail_dollars(self) -> float:
        """What SES takes."""
        return self.dollars["SES"]

    def share(self, *without: str) -> float:
        """All but the mails, and but what is named, as a part of what the mails cost."""
        rest = sum(cost for service, cost in self.dollars.items() if service != "SES" and service not in without)
        return rest / self.mail_dollars


def prices() -> dict[str, Any]:
    """Return the list prices."""
    found: dict[str, Any] = json.loads(_PRICES.read_text(encoding="utf-8"))
    return found


def stories(watch: Watch, cold: Cold, mail: float) -> list[Story]:
    """Play both stories and price them; `mail` is what one takes of the processor, in milliseconds."""
    plays = {"unknown address": unknown_address, "known address": known_address}
    return [_story(name, _played(play, watch), cold, mail) for name, play in plays.items()]


def known_address(world: World) -> None:
    """Somebody with an account is asked, follows the link and accepts; both look at the result."""
    claire, paul = world.delegant(), world.delegue()
    delegant = world.signed_in(claire.id)
    create_comptable(world, delegant, paul.address)
    visitor = world.browser()
    page = visitor.get(link_of(world.mail(paul.address), "accepter"))
    done = visitor.submit(page, page.forms[0].action.rsplit("/", 1)[1], compris="oui")
    if done.status != 200:
        raise Stopped(f"The story of the known address stops at {done.status}.")
    world.deliver()
    delegant.get("/delegations")


def _played(play: Callable[[World], None], watch: Watch) -> Played:
    with fresh_world() as world, units.counted() as counted:
        timed = Timed(watch)
        timed.install(world)
        play(world)
        statics = _statics(world.exchanges)
        return Played(
            requests=len(world.exchanges) + len(statics) * BROWSERS + SIGN_INS * REQUESTS_OF_SIGN_IN,
            mails=len(world.mails()),
            units=counted,
            worked=sum(timed.own) / 1000,
            calls=[call for one in world.exchanges for call in one.calls],
            bytes_out=sum(len(one.body.encode()) for one in world.exchanges) + sum(statics.values()) * BROWSERS,
        )


def _statics(exchanges: list[Exchange]) -> dict[str, int]:
    """Return the files that the pages name, with their sizes: each is fetched once by a browser."""
    named = {found for one in exchanges for found in re.findall(r"/static/([\w.-]+)", one.body)}
    folder = ROOT / "chalicelib" / "web" / "static"
    sizes = {path.stem: path.stat().st_size for path in folder.iterdir()}
    return {name: next((size for stem, size in sizes.items() if name.startswith(stem)), 0) for name in named}


def _story(name: str, played: Played, cold: Cold, mail: float) -> Story:
    price, mails = prices(), played.mails
    invocations = played.requests + 2 * mails  # the mailer once for each, SES's report of each
    seconds = _gigabyte_seconds(played, cold, mail)
    dollars = {
        "SES": mails * price["ses_mail"],
        "API Gateway": played.requests * price["api_gateway_request"],
        "Lambda": invocations * price["lambda_request"] + seconds * price["lambda_gigabyte_second"],
        "DynamoDB": played.units.read * price["dynamodb_read_unit"]
        + played.units.written * price["dynamodb_write_unit"],
        "SNS": mails * price["sns_request"],
        "logs": invocations * LOG_BYTES / 1e9 * price["logs_gigabyte"],
        "traffic": played.bytes_out / 1e9 * price["traffic_gigabyte"],
    }
    return Story(name, played.requests, mails, played.units.read, played.units.written, dollars)


def _gigabyte_seconds(played: Played, cold: Cold, mail: float) -> float:
    """A cold start of the pages and of the mailer for each browser: the dearest case."""
    api, worker = memory_of(API_FUNCTION), memory_of("mailer")
    start = cold.product.median / 1000
    writes = sum(bool(re.search("Write|Update|Put|Delete", call)) for call in played.calls)
    waited = writes * WAITING["write"] + (len(played.calls) - writes) * WAITING["read"]
    pages = (BROWSERS * start + played.worked) * _WHOLE_PROCESSOR / api + waited
    sending = (BROWSERS * start + played.mails * mail / 1000) * _WHOLE_PROCESSOR / worker
    sending += played.mails * (WAITING["mail"] + 3 * WAITING["write"] + WAITING["read"])
    reports = played.mails * WAITING["write"]
    return pages * api / 1024 + (sending + reports) * worker / 1024


def fixed() -> dict[str, float]:
    """Return what a month costs before anybody comes, in dollars."""
    price = prices()
    month, beats = price["month"], 60 * 24 * 30
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "infra" / "cloudformation").glob("*.yaml"))
    beat = beats * (price["lambda_request"] + 0.15 * memory_of("time") / 1024 * price["lambda_gigabyte_second"])
    return {
        "KMS keys": templates.count("AWS::KMS::Key\n") * month["kms_key"],
        "alarms": templates.count("AWS::CloudWatch::Alarm\n") * month["alarm"],
        "dashboard": month["dashboard"],
        "schedule: Lambda": beat,
        "schedule: 16 queries a minute": beats * 16 * 0.5 * price["dynamodb_read_unit"],
        "schedule: logs": beats * LOG_BYTES / 1e9 * price["logs_gigabyte"],
    }


def by_thousand() -> dict[str, float]:
    """Return what a thousand access decisions, and a thousand tokens, cost."""
    price = prices()
    memory = memory_of(API_FUNCTION) / 1024
    asked = price["api_gateway_request"] + price["lambda_request"] + LOG_BYTES / 1e9 * price["logs_gigabyte"]
    decision = asked + 0.012 * memory * price["lambda_gigabyte_second"] + price["dynamodb_read_unit"]
    token = (
        asked + 0.030 * memory * price["lambda_gigabyte_second"] + price["dynamodb_read_unit"] + price["kms_request"]
    )
    return {"decisions, 1,000": 1000 * decision, "tokens, 1,000": 1000 * token}
