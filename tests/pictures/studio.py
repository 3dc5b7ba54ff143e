"""Takes pictures of the platform of the browser tests with Debian's Chromium."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.end_to_end.browser.letters import Letter
from tests.end_to_end.browser.played import prepare
from tests.end_to_end.browser.stage import Stage, absolute
from tests.end_to_end.browser.states.state import DESKTOP, PHONE, Picture, State
from tests.end_to_end.local_platform import running
from tests.end_to_end.mailbox import Mailbox
from tests.end_to_end.people import World
from tests.pictures.palette import paletted

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"

MAIL, NARROW_MAIL = 700, 360
TALLEST: Mapping[int, int] = {DESKTOP: 1200, PHONE: 1500, MAIL: 1400, NARROW_MAIL: 1900}
"""Pixels. What lies below is cut off, so that no picture weighs too much."""

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr",
)


class NotTaken(Exception):
    """The pictures could not be taken; the message says why."""


@contextmanager
def staged() -> Iterator[Stage]:
    """Start the platform and the browser and play what the pages show; raises `NotTaken` without Chromium."""
    chromium = shutil.which("chromium") or _CHROMIUM
    if not Path(chromium).exists():
        raise NotTaken("Chromium is missing. To install it: sudo apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as platform, sync_playwright() as playwright:
        french: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "fr"}
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS), env=french)
        stage = Stage(World(platform, Mailbox(platform)), browser, draws=True)
        prepare(stage)
        yield stage
        browser.close()


def take_page(stage: Stage, state: State, picture: Picture) -> list[Path]:
    """Photograph a page at each width, from its top; raise `NotTaken` when it is in another state."""
    watch = stage.tab(state.who)
    page = watch.page
    page.goto(absolute(stage, state.place))
    if state.then:
        state.then(page)
    if watch.status != state.status:
        raise NotTaken(f"{state.name}: {watch.status} where {state.status} was expected")
    taken = []
    for name, width, dark in picture.shots:
        page.emulate_media(color_scheme="dark" if dark else "light")
        taken.append(_take(page, name, width))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    return taken


def take_mail(stage: Stage, letter: Letter, width: int, *, dark: bool) -> Path:
    """Photograph the HTML part of a mail, in a window that is light or dark."""
    context = stage.chromium.new_context(color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.set_content(letter.html)
    taken = _take(page, mail_name(letter.kind, width, dark=dark), width)
    context.close()
    return taken


def mail_name(kind: str, width: int, *, dark: bool) -> str:
    """Return the name of the picture of a mail."""
    return f"mail-{kind.replace('_', '-')}-{width}{'-sombre' if dark else ''}"


def _take(page: Page, name: str, width: int) -> Path:
    page.set_viewport_size({"width": width, "height": 400 if width in {MAIL, NARROW_MAIL} else 800})
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
    clip: Any = {"x": 0, "y": 0, "width": width, "height": height}
    png = page.screenshot(full_page=True, clip=clip, animations="disabled")
    blank = page.context.new_page()
    path = PICTURES / f"{name}.png"
    path.write_bytes(paletted(blank, png))
    blank.close()
    return path
