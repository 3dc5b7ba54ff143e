"""The local platform, Debian's Chromium, and what is photographed there."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"

DESKTOP, PHONE = 1280, 390
TALLEST: Mapping[int, int] = {DESKTOP: 1100, PHONE: 1400}
TALLEST_MAIL: Mapping[int, int] = {DESKTOP: 920, PHONE: 1300}
"""Pixels. What lies below is cut off, so that no picture weighs too much; mails are nothing but text, which does."""

MOST_FILES, MOST_BYTES = 24, 150_000

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SECONDS_TO_START = 60.0
_SECONDS_TO_ARRIVE = 20.0


class NotTaken(Exception):
    """The pictures could not be taken; the message says why."""


@dataclass(frozen=True)
class Mail:
    """One mail of the mailbox."""

    id: int
    to: str
    subject: str
    text: str

    def link(self, purpose: str) -> str:
        """Return the link of the text part for a purpose; raises `NotTaken` when there is none."""
        found = re.search(rf"\S+/lien/{purpose}/\S+", self.text)
        if found is None:
            raise NotTaken(f"« {self.subject} » has no link « {purpose} »")
        return found[0]


class Studio:
    """The platform, a browser, and the pictures taken so far."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.taken: list[Path] = []
        self._faults: list[str] = []
        self._browser = browser

    def page(self) -> Page:
        """Open a window in which nobody is signed in."""
        context = self._browser.new_context(viewport={"width": DESKTOP, "height": 800}, locale="fr-FR")
        context.set_default_timeout(10_000)
        context.on("response", self._note)
        return context.new_page()

    def _note(self, response: Response) -> None:
        if response.status >= 500:
            self._faults.append(f"{response.status} from {response.url}")

    def go(self, page: Page, path: str) -> None:
        """Open a page of the service."""
        page.goto(f"{self.url}{path}")

    def take(
        self,
        page: Page,
        name: str,
        widths: Sequence[int] = (DESKTOP, PHONE),
        tallest: Mapping[int, int] = TALLEST,
    ) -> None:
        """Photograph what `page` shows, at each width, from its top; raises `NotTaken` when the service has failed."""
        if self._faults:
            raise NotTaken(f"{name}: {self._faults[0]}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            page.mouse.move(0, 0)
            page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
            height = min(page.evaluate("document.documentElement.scrollHeight"), tallest[width])
            path = PICTURES / f"{name}-{width}.png"
            clip: Any = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")
            self.taken.append(path)
        page.set_viewport_size({"width": DESKTOP, "height": 800})

    def mail(self, to: str, subject: str) -> Mail:
        """Wait for a mail, and return the newest that fits."""
        deadline = time.monotonic() + _SECONDS_TO_ARRIVE
        reader = self.page()
        while time.monotonic() < deadline:
            for found in reader.request.get(f"{self.url}/local/mails.json").json():
                if found["to"] == to and found["subject"].startswith(subject):
                    reader.context.close()
                    return Mail(found["id"], found["to"], found["subject"], found["text"])
            time.sleep(0.1)
        raise NotTaken(f"« {subject} » never reached {to}")

    def take_mail(self, mail: Mail, name: str, widths: Sequence[int] = (DESKTOP, PHONE)) -> None:
        """Photograph the HTML part of a mail."""
        page = self.page()
        self.go(page, f"/local/mails/{mail.id}/html")
        self.take(page, name, widths, TALLEST_MAIL)
        page.context.close()


@contextmanager
def studio() -> Iterator["Studio"]:
    """Start the platform and the browser, until the end of the block; raises `NotTaken` without Chromium."""
    chromium = shutil.which("chromium") or _CHROMIUM
    if not Path(chromium).exists():
        raise NotTaken("Chromium is missing. To install it: sudo apt-get install chromium")
    with _platform() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield Studio(url, browser)
        browser.close()


@contextmanager
def _platform() -> Iterator[str]:
    """Run the local platform on a free port and give its address, until the end of the block."""
    command = [sys.executable, "-m", "infra.local", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield _address_said(process)
    finally:
        process.terminate()
        process.wait(_SECONDS_TO_START)


def _address_said(process: "subprocess.Popen[str]") -> str:
    """Read what the platform says until it gives its address; raises `NotTaken` when it ends before."""
    for line in process.stdout or ():
        found = re.search(r"(http://127\.0\.0\.1:\d+)/local\s", line)
        if found:
            return found[1]
    raise NotTaken("the local platform did not start")
