"""`python -m tests.bench [--cold-only]`: measure, write docs/performance.md, fail beyond the limits."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from infra.deploy.project import Stopped
from infra.package.build import BUILT, build
from infra.package.dependencies import machine
from tests.bench import cold, cost, growth, report, scene, warm, worker


def main(arguments: list[str]) -> int:
    """Run the command; return 1 when the package starts too slowly or costs too much."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the package.")
    parser.add_argument("--runs", type=int, default=40, help="cold starts of each kind")
    parser.add_argument("--times", type=int, default=3, help="how often each route is played")
    parser.add_argument("--cold-only", action="store_true", help="measure cold starts and write nothing")
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    try:
        beyond = _bench(options.runs, options.times, cold_only=options.cold_only)
    except Stopped as error:
        print(f"Stopped. {error}", file=sys.stderr)
        return 1
    for limit in beyond:
        print(f"Beyond its limit: {limit}.", file=sys.stderr)
    return int(bool(beyond))


def _bench(runs: int, times: int, *, cold_only: bool) -> list[str]:
    # The same as Lambda's but for its native files: it has to run here.
    package = build(BUILT.with_name("bench"), machine())
    with tempfile.TemporaryDirectory() as name:
        started = cold.measure(package, scene.invitation(), Path(name), runs)
    print(f"Cold start: {started.product.lower:.0f} ms, floor {started.floor.lower:.0f} ms, ratio {started.ratio:.2f}.")
    print(f"Package: {package.zip.stat().st_size / 1e6:.2f} MB.", flush=True)
    beyond = [*started.slow, *(["the ratio of cold starts"] if started.ratio > report.MOST else [])]
    if cold_only:
        return beyond
    with scene.worlds(), warm.emulation_watched() as watch:
        measured = report.Measured(
            package,
            started,
            warm.routes(watch, times),
            growth.own(watch),
            growth.others(watch),
            mail := worker.milliseconds_of_a_mail(watch),
            cost.stories(watch, started, mail),
        )
    report.TARGET.write_text(report.text(measured), encoding="utf-8")
    print(f"Written: {report.TARGET.name}.")
    return beyond + report.too_dear(measured.stories)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
