"""docs/performance.md, as `make bench` writes it."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.deploy.project import ROOT
from infra.package.build import LARGEST, Package, architecture
from tests.bench import cost
from tests.bench.cold import Cold, Starts
from tests.bench.cost import Story
from tests.bench.growth import Point
from tests.bench.warm import Warm

TARGET = ROOT / "docs" / "performance.md"
MOST, AIM = 1.25, 1.05
DEAREST, DEAREST_WITHOUT_GATEWAY = 0.40, 0.25
_GATEWAY = "API Gateway"


@dataclass(frozen=True)
class Measured:
    """All the measurements."""

    package: Package
    cold: Cold
    warm: Sequence[Warm]
    own: Sequence[Point]
    others: Sequence[Point]
    mail: float
    stories: Sequence[Story]


def too_dear(stories: Sequence[Story]) -> list[str]:
    """Return the stories that cost too much beside their mails."""
    found = [f"cost, {story.name}" for story in stories if story.share() > DEAREST]
    return found + [
        f"cost without API Gateway, {story.name}"
        for story in stories
        if story.share(_GATEWAY) > DEAREST_WITHOUT_GATEWAY
    ]


def text(measured: Measured) -> str:
    """Return the page."""
    parts = ["# Performance", "", *_where()]
    for section in (_cold(measured), _warm(measured.warm), _growth(measured), _worker(measured), _cost(measured)):
        parts += [*section, ""]
    return "\n".join(parts)


def _where() -> list[str]:
    return [
        "Written by `make bench`; do not edit. "
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, "
        "on whatever machine ran it: compare the ratios, not the milliseconds.",
        "",
    ]


def _cold(measured: Measured) -> list[str]:
    cold, size = measured.cold, measured.package.zip.stat().st_size
    return [
        "## Cold start",
        "",
        "From the first import to the first answered landing page (GET of a signed link), in a fresh process that "
        "knows of nothing but the unzipped package. The floor, beside it: Chalice and botocore's DynamoDB client from "
        "the same package, its libraries as they come, one batch read, one page. Both read from a stand-in for AWS on "
        "loopback; the product also fetches its keys. Compared is the processor's time; a start hardly waits for "
        "anything, and the clock also measures what else the machine does.",
        "",
        *_table(
            ["", "lower quartile", "median", "upper quartile", "runs"],
            [
                _starts("product", cold.product),
                _starts("floor", cold.floor),
                _starts("product, by the clock", cold.product_by_clock),
                _starts("floor, by the clock", cold.floor_by_clock),
            ],
        ),
        "",
        f"Ratio of the lower quartiles: **{cold.ratio:.2f}** (aim {AIM:.2f}, at most {MOST:.2f}).",
        f"Slow modules imported on the way: {', '.join(cold.slow) or 'none'}.",
        "",
        "Beyond the floor the product imports PynamoDB, Jinja and its own modules, fetches its keys by a second client "
        "and writes a page. It makes up for that by what it spares the libraries (docs/architecture.md, "
        "« Cold start »). What remains is botocore's, the standard library's and Python's own way to read modules and "
        "to make classes.",
        "",
        f"The package has {size / 1e6:.2f} MB zipped (at most {LARGEST / 1e6:.1f}).",
    ]


def _warm(warm: Sequence[Warm]) -> list[str]:
    return [
        "## Warm, by route",
        "",
        "Milliseconds of the processor in the handler, median, without what the emulated AWS takes; "
        "and the requests to AWS.",
        "",
        *_table(
            ["route", "method", "case", "ms", "requests to AWS"],
            [[f"`{one.route}`", one.method, one.case, f"{one.milliseconds:.1f}", one.calls] for one in warm],
        ),
    ]


def _growth(measured: Measured) -> list[str]:
    heads = ["", "dashboard, ms", "queries", "decision, ms", "requests"]
    return [
        "## By number of délégants in the table",
        "",
        "One délégant's dashboard and one access decision about him, with so many others in the table. Nobody reads "
        "what is others': both stay as they are.",
        "",
        *_table(heads, map(_point, measured.others)),
        "",
        "## By number of one's own delegations",
        "",
        "So many given by the one délégant whose dashboard is shown, and received by the one délégué who is asked "
        "about, each from another délégant. The dashboard reads them all, a page of 1 MB for each query, and filters, "
        "sorts and pages in memory; the setting `LIVE_DELEGATIONS` holds at 1,000 in force what one may give. The "
        "decision reads what one délégant has given to one délégué, whatever else either has.",
        "",
        *_table(heads, map(_point, measured.own)),
    ]


def _point(point: Point) -> list[str]:
    times = f"{point.dashboard:.1f}", str(point.pages), f"{point.decision:.1f}", str(point.reads)
    return [f"{point.size:,}", *times]


def _worker(measured: Measured) -> list[str]:
    return [
        "## The worker",
        "",
        f"One mail takes {measured.mail:.1f} ms of the processor, DynamoDB and SES taken off: one processor composes "
        f"{1000 / measured.mail:.0f} mails a second. What leaves is bounded by SES's rate; "
        "[proofs.md](proofs.md), « Pace », shows two workers keep to it.",
    ]


def _cost(measured: Measured) -> list[str]:
    price, stories = cost.prices(), measured.stories
    bill = [[service, *(_cents(story.dollars[service]) for story in stories)] for service in stories[0].dollars]
    bill += [
        ["all", *(_cents(sum(story.dollars.values())) for story in stories)],
        [f"all but the mails, beside them: at most {DEAREST:.0%}", *_shares(stories, DEAREST)],
        [
            f"the same without API Gateway: at most {DEAREST_WITHOUT_GATEWAY:.0%}",
            *_shares(stories, DEAREST_WITHOUT_GATEWAY, _GATEWAY),
        ],
        ["mails", *(str(story.played.mails) for story in stories)],
        ["requests, the style included", *(str(story.played.requests) for story in stories)],
        ["kB sent, headers included", *(f"{story.played.bytes_out / 1000:.0f}" for story in stories)],
        ["DynamoDB, read units", *(f"{story.played.units.read:g}" for story in stories)],
        ["DynamoDB, write units", *(str(story.played.units.written) for story in stories)],
    ]
    standing = [[name, f"{value:.3f}"] for name, value in (cost.fixed() | cost.by_thousand()).items()]
    return [
        "## What it costs",
        "",
        f"List prices of {price['region']} as seen on {price['seen']}, no free tier (`tests/bench/prices.json`); other "
        "regions are dearer, mails excepted. Two stories, from a délégant who has signed in to a delegation that "
        "holds: two people, each with a cold cache and a cold start. Each asks for the style once, if a page of his "
        "asks for it: the pages of links hold it. The mailer and feedback are kept warm by a rule, which stands in the "
        "rows of a month.",
        "",
        "Requests, units, bytes and calls are counted; a line of the log for each invocation and a write for SES's "
        "report of each mail are assumed. Lambda's time is measured here and brought to its share of a processor "
        f"({architecture()}: the same seconds assumed), with {1000 * cost.WAITING['read']:.0f} ms for a read, "
        f"{1000 * cost.WAITING['write']:.0f} ms for a write and {1000 * cost.WAITING['mail']:.0f} ms for SES assumed.",
        "",
        "Millionths of a dollar for one delegation:",
        "",
        *_table(["", *(story.name for story in stories)], bill),
        "",
        "Dollars a month before anybody comes, and for a thousand questions of the portal's services:",
        "",
        *_table(["", "dollars"], standing),
    ]


def _shares(stories: Sequence[Story], most: float, *without: str) -> list[str]:
    shares = [story.share(*without) for story in stories]
    return [f"{share:.1%}, {'met' if share <= most else '**beyond**'}" for share in shares]


def _cents(dollars: float) -> str:
    return f"{1e6 * dollars:,.0f}"


def _starts(name: str, starts: Starts) -> list[str]:
    times = [f"{value:.0f} ms" for value in (starts.lower, starts.median, starts.upper)]
    return [name, *times, str(len(starts.milliseconds))]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
