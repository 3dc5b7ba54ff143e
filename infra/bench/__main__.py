"""`python -m infra.bench [--cold-only]`: measure, write docs/performance.md, fail beyond the limits."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from infra.bench import cold, report, scene, warm
from infra.deploy.project import Stopped
from infra.package.build import build


def main(arguments: list[str]) -> int:
    """Run the command; return 1 when the package starts too slowly."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description="Measure the package.")
    parser.add_argument("--runs", type=int, default=40, help="cold starts of each kind")
    parser.add_argument("--times", type=int, default=3, help="how often each route is played")
    parser.add_argument("--cold-only", action="store_true", help="measure cold starts and write nothing")
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    try:
        return _bench(options.runs, options.times, cold_only=options.cold_only)
    except Stopped as error:
        print(f"Stopped. {error}", file=sys.stderr)
        return 1


def _bench(runs: int, times: int, *, cold_only: bool) -> int:
    package = build()
    with tempfile.TemporaryDirectory() as name:
        started = cold.measure(package, scene.invitation(), Path(name), runs)
    print(f"Cold start: {started.product.lower:.0f} ms, floor {started.floor.lower:.0f} ms, ratio {started.ratio:.2f}.")
    print(f"Package: {package.zip.stat().st_size / 1e6:.2f} MB.", flush=True)
    if not cold_only:
        with scene.worlds(), warm.emulation_watched() as watch:
            routes = warm.routes(watch, times)
            dashboards = warm.dashboards(watch, (10, 100, 1000), 5)
        report.TARGET.parent.mkdir(exist_ok=True)
        report.TARGET.write_text(report.text(package, started, routes, dashboards), encoding="utf-8")
        print(f"Written: {report.TARGET.name}.")
    if started.slow or started.ratio > report.MOST:
        print(f"Beyond the limit of {report.MOST}: {', '.join(started.slow) or 'the ratio'}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
