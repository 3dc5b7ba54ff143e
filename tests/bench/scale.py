"""`python -m tests.bench.scale [--delegants 500000 …] [--write]`: what is full first when the country uses a stage.

A model on paper: numbers of people are assumed and can be given; limits are read from the stage, the settings and AWS's
published quotas; times are those of docs/performance.md. `--write` writes docs/scale.md from the assumed numbers.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields

from chalicelib.mail import pace
from chalicelib.settings import Settings
from chalicelib.store import due_queue
from chalicelib.workers import schedule
from infra.deploy.project import ROOT, Stage, read_stage
from tests.bench import cost

PAGE = ROOT / "docs" / "scale.md"

ACCOUNT_REQUESTS = 10_000
"""Requests a second of all APIs of an account and region (API Gateway's default quota)."""
EXECUTIONS = 1_000
"""Concurrent executions of Lambda in an account and region (its default quota)."""
PARTITION_WRITES = 1_000
"""Write units a second of one partition of DynamoDB, and so of one item."""

PAGE_SECONDS, DECISION_SECONDS = 0.100, 0.025
"""How long a page and a decision keep an instance: the processor's time, and what it waits for DynamoDB."""
ACT_SECONDS = 0.048
"""How long an act of time takes, of which each worker of a wave does one after the other."""
HANDED_OVER_SECONDS = 0.120
"""How long the schedule takes to hand a hundred keys to the queue: one read, ten batches."""
UNITS_OF_AN_ACT = 25
"""Write units of an act of time: a transaction of ten small items, each of which counts twice, and the index."""
TABLE_WRITES = 40_000
"""Write units a second of one table (its default quota)."""
MAIL_SECONDS = 0.009
"""How long a mail takes a whole processor."""
WHOLE_PROCESSOR = 1_769
"""The megabytes of a function that come with one (AWS Lambda guide, « Configure memory »)."""
BEATS_AN_HOUR = 60
HOUR = 3600


@dataclass(frozen=True)
class Country:
    """The people: each field is an option of the command."""

    delegants: int = 500_000
    delegations: int = 1_500_000
    """Live ones."""
    monday_share: float = 0.20
    """The part of the délégants who come on a Monday morning."""
    monday_hours: float = 3.0
    monday_requests: int = 8
    """Requests of one visit."""
    busiest_page: float = 0.30
    """The part of these requests at the busiest path and method, the dashboard."""
    used_daily: float = 0.30
    """The part of the delegations that are used on a working day."""
    decisions_each: int = 20
    """Decisions and tokens for one delegation that is used, in a day of eight hours."""
    peak: float = 3.0
    """The busiest second beside the mean of its hours."""
    ends: int = 100_000
    """Ends of validity in the worst night: the last day of a year."""
    purges: int = 50_000
    """Demands that nobody treated, in the same night; each tells two people by mail."""
    ses_rate: int = 14
    """Mails a second that SES allows the account: 14 when it leaves the sandbox, more when asked for."""


@dataclass(frozen=True)
class Row:
    """One thing that can be too small: what is asked of it, and what it bears, in the same unit."""

    what: str
    asked: float
    bears: float
    unit: str

    @property
    def share(self) -> float:
        """The part of what it bears that is asked."""
        return self.asked / self.bears


def rows(country: Country, stage: Stage) -> list[Row]:
    """Return everything that is limited, the fullest first."""
    visits = country.delegants * country.monday_share
    pages = visits * country.monday_requests / (country.monday_hours * HOUR) * country.peak
    decisions = country.delegations * country.used_daily * country.decisions_each / (8 * HOUR) * country.peak
    executions = pages * PAGE_SECONDS + decisions * DECISION_SECONDS
    found = [
        Row("busiest page: limit of a method", pages * country.busiest_page, stage.requests_per_second, "a second"),
        Row("decisions: limit of a method", decisions, stage.decisions_per_second, "a second"),
        Row("all requests: quota of the account", pages + decisions, ACCOUNT_REQUESTS, "a second"),
        Row("instances: quota of the account", executions, EXECUTIONS - sum(stage.concurrency.values()), "at once"),
        Row("turns of mails: writes of one item", country.ses_rate, PARTITION_WRITES, "a second"),
        Row("writes of a wave: quota of the table", side_by_side() * UNITS_OF_AN_ACT, TABLE_WRITES, "a second"),
        Row("ends and purges, until six in the morning", night_hours(country), 6, "hours"),
        Row("mails of the night, until eight", mail_hours(country), 8, "hours"),
    ]
    return sorted(found, key=lambda row: row.share, reverse=True)


def side_by_side() -> float:
    """Return how many acts of time the workers of a wave do in a second."""
    return int(read_stage("prod").environment.get("DUE_WORKERS", Settings().due_workers)) / ACT_SECONDS


def acts_an_hour() -> float:
    """Return how many acts of time are done in an hour of a wave: handed over by the schedule, and carried out."""
    beat = schedule.SECONDS * schedule.SHARE_OF_ACTS
    handed_over = beat / HANDED_OVER_SECONDS * due_queue.MOST * BEATS_AN_HOUR
    return min(handed_over, side_by_side() * HOUR)


def hours_of_the_schedule_alone(country: Country) -> float:
    """Return how long the acts of a night take when no queue answers: one after the other, in a part of each minute."""
    alone = schedule.SECONDS * schedule.SHARE_OF_ACTS / ACT_SECONDS * BEATS_AN_HOUR
    return (country.ends + country.purges) / alone


def night_hours(country: Country) -> float:
    """Return how long the acts of a night take."""
    return (country.ends + country.purges) / acts_an_hour()


def mail_hours(country: Country) -> float:
    """Return how long the mails of a night take, when the schedule alone sends them in its beats; an end has none."""
    allowed = int(read_stage("prod").environment.get("MAILS_PER_SECOND", Settings().mails_per_second))
    turns = min(allowed or country.ses_rate, country.ses_rate) * pace.SHARE
    composed = cost.memory_of("time") / WHOLE_PROCESSOR / MAIL_SECONDS
    return 2 * country.purges / min(turns, composed) / (schedule.SECONDS * BEATS_AN_HOUR)


def gigabytes(country: Country) -> float:
    """Return the size of the live delegations: each with two lines, a grant, a guard, ten acts and as many mails."""
    each = 1_000 + 370 + 320 + 350 + 250 + 10 * 140 + 10 * 700
    return country.delegations * each / 1e9


def monthly(country: Country) -> float:
    """Return the dollars of a month of twenty working days for decisions and tokens, half of each."""
    asked = country.delegations * country.used_daily * country.decisions_each * 20 / 1000
    prices = cost.by_thousand()
    return asked * (prices["decisions, 1,000"] + prices["tokens, 1,000"]) / 2


def report(country: Country) -> str:
    """Return docs/scale.md."""
    stage = read_stage("prod")
    return "\n".join([*_assumed(country), *_table(rows(country, stage)), *_rest(country)]) + "\n"


def _assumed(country: Country) -> Iterator[str]:
    yield "# At the scale of the country"
    yield ""
    yield (
        "Written by `python -m tests.bench.scale --write`; do not edit. A model on paper, not a measure: people are "
        "assumed, limits are those of the stage `prod`, of the settings and of AWS's published quotas. Other numbers: "
        "`python -m tests.bench.scale --delegations 300000 --ses-rate 200`."
    )
    yield ""
    yield "| assumed | |"
    yield "| --- | --- |"
    for one in fields(country):
        value = getattr(country, one.name)
        yield f"| `--{_option(one.name)}` | {value:,} |"


def _table(found: list[Row]) -> Iterator[str]:
    yield ""
    yield "## What is full first"
    yield ""
    yield "| | asked | bears | | full to |"
    yield "| --- | --- | --- | --- | --- |"
    for row in found:
        yield f"| {row.what} | {row.asked:,.1f} | {row.bears:,.0f} | {row.unit} | {row.share:.0%} |"


def _rest(country: Country) -> Iterator[str]:
    yield ""
    yield "## What else it comes to"
    yield ""
    yield f"- The table holds about {gigabytes(country):.0f} GB of live delegations, with their histories and mails."
    yield f"- Decisions and tokens cost about {monthly(country):,.0f} dollars a month of twenty working days."
    yield (
        f"- The acts of the worst night take {night_hours(country) * 60:.0f} minutes, {side_by_side():,.0f} a second "
        "side by side (`DUE_WORKERS`). The schedule alone, as it was before the queue and is when that does not "
        f"answer, takes {hours_of_the_schedule_alone(country):.1f} hours. Nothing is open meanwhile: an end holds "
        "from its second on, in every read, whatever has been written of it."
    )
    yield (
        f"- Its mails take {mail_hours(country):.1f} hours. A mail that somebody waits for, such as a new password, "
        f"stands behind {pace.SHORT_WAIT + 1:.0f} seconds of them at most. A higher rate of SES is found by itself "
        "once it is granted; beyond a hundred a second the processors of the senders count too (docs/operations.md)."
    )


def _option(name: str) -> str:
    return name.replace("_", "-")


def main(arguments: list[str]) -> int:
    """Print the model, or write it from the assumed numbers."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description="Model the whole country.")
    for one in fields(Country):
        parser.add_argument(f"--{_option(one.name)}", type=type(one.default), default=one.default)
    parser.add_argument("--write", action="store_true", help="write docs/scale.md")
    options = vars(parser.parse_args(arguments))
    if options.pop("write"):
        PAGE.write_text(report(Country()), encoding="utf-8")
        return 0
    print(report(Country(**options)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
