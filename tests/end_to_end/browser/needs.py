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


def in_ci() -> bool:
    """Whether the tests run in CI, where nobody reads a skip."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def chromium() -> Path:
    """Return Debian's Chromium; skip without it, fail in CI."""
    if not CHROMIUM.exists():
        said = f"{CHROMIUM} is missing: no page was looked at. To install it: sudo apt-get install chromium"
        if in_ci():
            pytest.fail(said)
        pytest.skip(said)
    return CHROMIUM


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
