"""`python -m tests.pictures.lighthouse`: Lighthouse over the pages that people meet first, written into docs/ui.md."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.end_to_end.browser.stage import Stage
from tests.pictures.studio import ROOT, NotTaken, staged

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = {"accessibility": 100, "best-practices": 100, "performance": 95}
"""Category → the score that is asked for."""

_DOCUMENT = ROOT / "docs" / "ui.md"
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic"
_SECONDS = 180

Scores = dict[str, int]


def pages(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the address and the cookies of each page."""
    cookies = "; ".join(f"{name}={value}" for name, value in stage.signed_in["claire"].cookies.items())
    yield "tableau de bord", f"{stage.url}/delegations", cookies
    yield "nouvelle délégation", f"{stage.url}/delegations/nouvelle", cookies
    yield "décision par lien", stage.places["accepter"], ""
    yield "création de compte", stage.places["compte_remplacant"], ""


def scores(url: str, cookies: str, device: str) -> Scores:
    """Return the score of each category, out of 100."""
    npx = shutil.which("npx")
    if npx is None:
        raise NotTaken("npx is missing: Lighthouse is a program for Node.js")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "report.json"
        command = [
            npx, "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={told}",
            f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_FLAGS}",
        ]  # fmt: skip
        if device == "bureau":
            command.append("--preset=desktop")
        if cookies:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookies})}")
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if ended.returncode:
            raise NotTaken(f"Lighthouse failed on {url}: {ended.stderr[-1000:]}")
        report = json.loads(told.read_text(encoding="utf-8"))
    if report["finalDisplayedUrl"] != url:
        raise NotTaken(f"{url} led to {report['finalDisplayedUrl']}")
    _say_what_is_missing(report)
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def _say_what_is_missing(report: Mapping[str, Any]) -> None:
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            print(f"  {name}: {audit['title']} {audit.get('displayValue', '')}", flush=True)


def table(rows: Mapping[tuple[str, str], Scores]) -> str:
    """Return the scores as a table of Markdown."""
    lines = [f"| page | screen | {' | '.join(CATEGORIES)} |", "|---|---|---|---|---|"]
    for (page, device), found in rows.items():
        lines.append(f"| {page} | {device} | {' | '.join(str(found[name]) for name in CATEGORIES)} |")
    return "\n".join(lines)


def main() -> int:
    """Measure every page on a phone and on a desktop; return 1 when one falls short."""
    rows: dict[tuple[str, str], Scores] = {}
    with staged() as stage:
        for page, url, cookies in pages(stage):
            for device in ("téléphone", "bureau"):
                rows[page, device] = scores(url, cookies, device)
                print(page, device, rows[page, device], flush=True)
    text = _DOCUMENT.read_text(encoding="utf-8")
    marked = f"<!-- lighthouse -->\n{table(rows)}\n<!-- /lighthouse -->"
    text = re.sub(r"<!-- lighthouse -->.*<!-- /lighthouse -->", lambda _: marked, text, flags=re.DOTALL)
    _DOCUMENT.write_text(text, encoding="utf-8")
    short = [key for key, one in rows.items() if any(one[name] < asked for name, asked in CATEGORIES.items())]
    return 1 if short else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotTaken as reason:
        sys.exit(str(reason))
