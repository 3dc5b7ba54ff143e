"""The tools that these tests need beside Python: a browser, and checkers of HTML and mails.

A missing tool causes a skip. In CI (`CI=true`) the browser is required, because without it almost nothing is tested.
The other tools may be missing there too, since the README promises that Python, make and a package index are enough;
but an installed tool must work.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
HEADLESS = Path("/usr/bin/chromium-headless-shell")


def in_ci() -> bool:
    """Whether the tests run in CI, where nobody reads a skip."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def chromium() -> Path:
    """Return Debian's Chromium; skip without it, fail in CI."""
    return _first_of(CHROMIUM)


def headless_chromium() -> Path:
    """Return its headless shell, which takes a third less for a page, or Chromium itself; skip or fail without both."""
    return _first_of(HEADLESS, CHROMIUM)


def _first_of(*browsers: Path) -> Path:
    for browser in browsers:
        if browser.exists():
            return browser
    said = f"{browsers[0]} is missing: no page was looked at. To install it: sudo apt-get install {browsers[0].name}"
    if in_ci():
        pytest.fail(said)
    pytest.skip(said)


def engine(programs: Mapping[Path, str]) -> None:
    """Skip without one of these programs of another browser engine, each with its package."""
    missing = [package for program, package in programs.items() if not program.exists()]
    if missing:
        pytest.skip(f"not tried in this engine. To install it: sudo apt-get install {' '.join(missing)}")


def tool(name: str, package: str) -> str:
    """Return the path of a command; skip without it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"« {name} » is missing: not checked. To install it: sudo apt-get install {package}")
    return found
