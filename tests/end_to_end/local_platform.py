"""The local platform in a separate process, reached over loopback only."""

import base64
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from infra.local.clock import LocalClock
from tests.browser import Answer, Browser

ROOT = Path(__file__).parents[2]
BASE_PATH = "/api"
SECONDS_TO_START = 60
SECONDS_TO_END = 30
_COMMAND = [sys.executable, "-m", "tests.dynamodb.guarded_platform", "--port", "0", "--base-path", BASE_PATH]
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPYCACHEPREFIX")  # the last: what a job has compiled
_PROC = Path("/proc")
TABLE_IN_PLATFORM = {"TABLE_IN_PLATFORM": "1"}
"""A setting of `running`: half the work (`tests/dynamodb/table_in_platform.py`)."""
_T = TypeVar("_T")


class LocalPlatform:
    """The running platform: its pages, its clock, its end."""

    def __init__(self, url: str, said: Path) -> None:
        self._said = said
        self.url = url

    @property
    def log(self) -> list[str]:
        """The lines of its output so far."""
        return self._said.read_text(encoding="utf-8").splitlines()

    def browser(self) -> Browser:
        """Return a browser without a session."""
        return Browser(carry, self.url)

    def now(self) -> datetime:
        """The time of the platform's clock, as its page shows it (Paris)."""
        page = self.browser().get("/local/horloge")
        shown = re.search(r"\d\d/\d\d/\d{4} à \d\d:\d\d:\d\d", page.text)
        assert shown, page.text
        return datetime.strptime(shown[0], "%d/%m/%Y à %H:%M:%S")  # noqa: DTZ007 - Paris, as people read it

    def today(self) -> date:
        """The day of its clock."""
        return self.now().date()

    def advance(self, days: int) -> None:
        """Advance its clock, which runs the schedule."""
        browser = self.browser()
        page = browser.submit(browser.get("/local/horloge"), "/local/horloge", jours=str(days))
        assert page.status == 200, page.text

    def move_to_morning(self) -> None:
        """Move its clock to ten in the morning in Paris, when the mails of a day at eight have left."""
        now = self.now()
        ten = now.replace(hour=10, minute=0, second=0)
        clock = LocalClock(next(self._said.parent.glob("*/mails")).with_name("clock"))
        clock.advance(ten - now + timedelta(days=int(ten < now)))

    def raw_mails(self) -> list[bytes]:
        """Every raw message that SES received, oldest first."""
        kept = sorted(self._said.parent.glob("*/mails/*.json"))
        return [base64.b64decode(json.loads(path.read_text(encoding="utf-8"))["raw"]) for path in kept]


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[LocalPlatform]:
    """Run the platform, which keeps its files and its log in `folder`, until the end of the block.

    Asked to end then, it ends with all its processes, and leaves nothing but its log. `settings` are those of the
    stage, by the names of their environment variables.
    """
    said = folder / "said.txt"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with said.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            _COMMAND,
            cwd=ROOT,
            env={**environment, **settings, "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield LocalPlatform(_url_said(process, said), said)
    finally:
        children = stop(process, process.terminate)
    check_gone(children)
    assert process.returncode == 0
    assert [path.name for path in folder.iterdir()] == [said.name]


def _url_said(process: "subprocess.Popen[bytes]", said: Path) -> str:
    """Return the address that the platform prints once everything answers."""

    def address() -> str:
        assert process.poll() is None, f"the platform ended at once:\n{said.read_text(encoding='utf-8')}"
        found = re.search(r"(http://127\.0\.0\.1:\d+/\S*)/local\s", said.read_text(encoding="utf-8"))
        return found[1] if found else ""

    return until(address, SECONDS_TO_START, "the platform did not start")


def stop(process: "subprocess.Popen[bytes]", ask: Callable[[], None]) -> set[int]:
    """Ask a platform to end, and wait until it has; return the processes that it had started."""
    children = _descendants(process.pid)
    ask()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    return children


def check_gone(children: set[int], seconds: float = 5) -> None:
    """Check that a platform had its processes, where /proc tells them, and that each ends within so many seconds."""
    if (_PROC / "thread-self" / "children").exists():
        assert len(children) >= 2, "the embedded AWS and the stand-in of Pro Santé Connect"
    until(lambda: not any((_PROC / str(child)).exists() for child in children), seconds, "a child is left")


def _descendants(pid: int) -> set[int]:
    """Return all the descendants of a process; its threads may end meanwhile, and it too."""
    children = set[int]()
    with suppress(OSError):
        for thread in [*(_PROC / str(pid) / "task").iterdir()]:
            with suppress(OSError):
                children |= {int(child) for child in (thread / "children").read_text(encoding="ascii").split()}
    return children.union(*(_descendants(child) for child in children))


def until(look: Callable[[], _T], seconds: float, what: str) -> _T:
    """Call `look` until it returns a value, and return that."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return seen


def carry(method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
    """Carry a browser's request over loopback; refuse any other host."""
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1", f"{url} is elsewhere"
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body.encode() or None, dict(headers))
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read().decode()
    finally:
        connection.close()
