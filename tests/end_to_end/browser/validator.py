"""The W3C's validator (vnu-jar), installed once by npm in a folder that git ignores."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.browser import needs
from tests.end_to_end.local_platform import ROOT

VERSION = "26.9.27"
FOLDER = ROOT / "build" / "vnu"

_ROLE_OF_TABLE = "ancestor with no “role” attribute, or with a “role” attribute whose value is “table”"
"""The roles of a table are repeated, because browsers forget them where the style sheet shows rows as cards."""

_UNKNOWN_CSS = ("“@container”", "“container-type”")
"""Container queries (CSS Containment Level 3), which this version of the validator does not know."""

_JAVA = ("-XX:TieredStopAtLevel=1", "-Xss4m", "-XX:+UseSerialGC")
"""Half of a short run goes to what Java's second compiler and its collectors do beside it."""


def jar() -> Path:
    """Return the validator; skip without Java or npm, or, outside CI, when npm fails."""
    needs.tool("java", "default-jre-headless")
    folder = FOLDER / VERSION
    found = folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if found.exists():
        return found
    folder.mkdir(parents=True, exist_ok=True)
    command = [needs.tool("npm", "npm"), "install", "--prefix", str(folder), "--no-audit", "--no-fund"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--ignore-scripts", f"vnu-jar@{VERSION}"], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode or not found.exists():
        shutil.rmtree(folder, ignore_errors=True)
        said = f"the W3C's validator could not be fetched, no HTML was validated: {done.stderr[-300:]}"
        if needs.in_ci():
            pytest.fail(said)
        pytest.skip(said)
    return found


def errors(pages: dict[str, str], folder: Path) -> list[str]:
    """Return the errors of pages given by name, in one run of Java."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = name
    command = ["java", *_JAVA, "-jar", str(jar()), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, timeout=240, check=True
    )
    said = json.loads(done.stderr)["messages"]
    return sorted(
        f"{names[Path(one['url']).name]}: {one['message']} {one.get('extract', '')!r}"
        for one in said
        if one["type"] == "error" and not any(known in one["message"] for known in (_ROLE_OF_TABLE, *_UNKNOWN_CSS))
    )
