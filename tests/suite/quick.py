"""The tests of `make quick`: the unit tests, and the integration tests that a change affects.

The change is the difference from the branch `main` (or `BASE=…`), committed or not. It affects

1. the test files that are changed themselves;
2. those that import a changed module;
3. the folder of tests of its layer (`FOLDERS`);
4. when the application changes, the tests that call every route once (`EVERY_ROUTE`), then those of whole acts, which
   are beside the folders.

They run in this order. Those that have not started after `SECONDS` are left to `make test`, as pytest's summary says.
"""

import ast
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.suite.jobs import ROOT, Job

SECONDS = 70
EVERY_ROUTE = ("tests/integration/budgets", "tests/integration/routes")
FOLDERS = {
    "chalicelib/access/": "tests/integration/access",
    "chalicelib/api/": "tests/integration/api",
    "chalicelib/mail/": "tests/integration/outbox",
    "chalicelib/workers/": "tests/integration/outbox",
    "infra/deploy/": "tests/integration/infra",
    "infra/cloudformation/": "tests/integration/infra",
    "infra/policies/": "tests/integration/infra",
    "infra/package/": "tests/integration/infra",
    "infra/operations/": "tests/integration/operations",
    "infra/local/": "tests/integration/local_platform",
    "templates/mails/": "tests/integration/outbox",
}
_APPLICATION = ("app.py", "chalicelib/", "templates/")
_INTEGRATION = "tests/integration"


def quick_jobs() -> list[Job]:
    """Return the job of the unit tests, and that of the affected tests when there are any."""
    found = touched(changed())
    return [Job("unit", ("tests/unit",)), *([Job("touched", tuple(found), seconds=SECONDS)] if found else [])]


def changed() -> list[str]:
    """Return the paths that differ from the base branch, new files included."""
    base = os.environ.get("BASE") or _git("merge-base", "HEAD", "main")[0]
    return sorted({*_git("diff", "--name-only", base), *_git("ls-files", "--others", "--exclude-standard")})


def touched(paths: Iterable[str]) -> list[str]:
    """Return the integration tests, by file or folder, that a change of these paths affects, the nearest first."""
    paths = list(paths)
    tests = sorted(str(file.relative_to(ROOT)) for file in (ROOT / _INTEGRATION).rglob("test_*.py"))
    modules = {_module(path) for path in paths if path.endswith(".py")}
    found = [path for path in paths if path in tests]
    found += [test for test in tests if modules & _imported(ROOT / test)]
    found += [folder for start, folder in FOLDERS.items() if any(path.startswith(start) for path in paths)]
    if any(path.startswith(_APPLICATION) for path in paths):
        found += [*EVERY_ROUTE, *(test for test in tests if (ROOT / test).parent == ROOT / _INTEGRATION)]
    return list(dict.fromkeys(found))


def _git(*arguments: str) -> list[str]:
    told = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603, S607
    return told.stdout.splitlines()


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def _imported(file: Path) -> set[str]:
    """Return the modules that a file imports, and the names imported from them, which may be modules too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
