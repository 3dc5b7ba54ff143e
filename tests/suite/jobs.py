"""The distribution of the tests over processes: each test runs in exactly one job, by default that of its folder."""

import math
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_END_TO_END = "tests/end_to_end"


@dataclass(frozen=True)
class Job:
    """Tests that run one after the other, by path; `apart` are paths below these that belong to other jobs.

    After `seconds` no other test starts.
    """

    name: str
    paths: tuple[str, ...]
    apart: tuple[str, ...] = ()
    seconds: float = math.inf

    @property
    def arguments(self) -> list[str]:
        """The arguments of pytest, which takes a second to load the plugin for browsers."""
        has_browser = any(path.startswith(_END_TO_END) for path in self.paths)
        plugins = [] if has_browser else ["-p", "no:playwright", "-p", "no:base_url"]
        return [*plugins, *self.paths, *(f"--ignore={path}" for path in self.apart)]

    @property
    def files(self) -> set[Path]:
        """Every test file of the job."""
        return _tests(self.paths) - _tests(self.apart)


_OPERATIONS = "tests/end_to_end/operations"
_BROWSER = "tests/end_to_end/browser"
_SERVICES = (
    "tests/integration/access", "tests/integration/api", "tests/integration/outbox",
    "tests/integration/budgets", "tests/integration/routes", "tests/integration/local_platform",
)  # fmt: skip
_TOOLS = ("tests/integration/infra", "tests/integration/operations")
_CRASHES, _RELEASES = "tests/prove/crash_points", "tests/integration/release"

JOBS = (
    Job("browser", (_BROWSER,)),
    Job("pages", ("tests/integration",), apart=(*_SERVICES, *_TOOLS, _RELEASES)),
    Job("operations", (_OPERATIONS,)),
    Job("proofs", ("tests/prove",), apart=(_CRASHES,)),
    Job("rules and tools", ("tests/unit", *_TOOLS)),
    Job("services, mails and routes", _SERVICES),
    Job("stories", (_END_TO_END,), apart=(_OPERATIONS, _BROWSER)),
    Job("crash points", (_CRASHES,)),
    Job("releases", (_RELEASES,)),
)
"""The longest first, so that none is left alone at the end; the operations wait for servers half of the time, and begin
early."""


def _tests(paths: tuple[str, ...]) -> set[Path]:
    found = (ROOT / path for path in paths)
    return {file for path in found for file in ([path] if path.is_file() else path.rglob("test_*.py"))}
