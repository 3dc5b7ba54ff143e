"""docs/performance.md, as `make bench` writes it."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from infra.bench.cold import Cold, Starts
from infra.bench.warm import Warm
from infra.deploy.project import ROOT
from infra.package.build import LARGEST, Package

TARGET = ROOT / "docs" / "performance.md"
MOST, AIM = 1.40, 1.25


def text(package: Package, cold: Cold, warm: Sequence[Warm], dashboards: Mapping[int, tuple[float, int]]) -> str:
    """Return the page."""
    size = package.zip.stat().st_size
    parts = [
        "# Performance",
        "",
        "Written by `make bench`; do not edit. "
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, "
        "on whatever machine ran it: compare the ratios, not the milliseconds.",
        "",
        "## Cold start",
        "",
        "From the first import to the first answered landing page (GET of a signed link), in a fresh process that "
        "knows of nothing but the unzipped package. The floor, beside it: Chalice and botocore's DynamoDB client from "
        "the same package, one batch read, one page. Both read from a stand-in for AWS on loopback; "
        "the product also fetches its keys. Compared is the processor's time; a start hardly waits for anything, and "
        "the clock also measures what else the machine does.",
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
        f"The package has {size / 1e6:.2f} MB zipped (at most {LARGEST / 1e6:.1f}).",
        "",
        "## Warm, by route",
        "",
        "Milliseconds of the processor in the handler, median, without what the emulated AWS takes; "
        "and the requests to AWS.",
        "",
        *_table(
            ["route", "method", "case", "ms", "requests to AWS"],
            [[f"`{one.route}`", one.method, one.case, f"{one.milliseconds:.1f}", one.calls] for one in warm],
        ),
        "",
        "## The dashboard, by number of delegations of one délégant",
        "",
        "Milliseconds of the processor. One query reads a page of 1 MB; filtering, sorting and paging happen "
        "in memory.",
        "",
        *_table(
            ["delegations", "ms", "queries"],
            [
                [f"{number:,}", f"{milliseconds:.1f}", str(calls)]
                for number, (milliseconds, calls) in dashboards.items()
            ],
        ),
        "",
    ]
    return "\n".join(parts)


def _starts(name: str, starts: Starts) -> list[str]:
    times = [f"{value:.0f} ms" for value in (starts.lower, starts.median, starts.upper)]
    return [name, *times, str(len(starts.milliseconds))]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
