"""Fixtures: a window of each engine, wide with script and narrow without, and a platform for each telling."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.end_to_end.browser import needs
from tests.end_to_end.local_platform import running
from tests.end_to_end.mailbox import Mailbox
from tests.end_to_end.people import World
from tests.end_to_end.told import firefox, webkit
from tests.end_to_end.told.chromium import ChromiumWindow
from tests.end_to_end.told.window import Window
from tests.whole import IS_WHOLE

ENGINES = ("chromium", "firefox", "webkit")
WINDOWS = ((1280, True), (390, False))
"""Their width in pixels, and whether they run scripts."""

Opening = Callable[[Path, int, bool], AbstractContextManager[Window]]


@contextmanager
def _chromium(_folder: Path, width: int, script: bool) -> Iterator[Window]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield ChromiumWindow.of(browser, width, script=script)
        browser.close()


@contextmanager
def _firefox(folder: Path, width: int, script: bool) -> Iterator[Window]:
    needs.engine({firefox.PROGRAM: "firefox-esr"})
    with firefox.firefox(folder, width, script=script) as window:
        yield window


@contextmanager
def _webkit(_folder: Path, width: int, script: bool) -> Iterator[Window]:
    needs.engine({webkit.DRIVER: "webkit2gtk-driver", webkit.SCREEN: "xvfb"})
    with webkit.webkit(width, script=script) as window:
        yield window


_OPENINGS: dict[str, Opening] = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}


@pytest.fixture(params=[(engine, *window) for engine in ENGINES for window in WINDOWS], ids=str)
def window(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Window]:
    """Yield a window of one engine, in `make prove` only."""
    if not IS_WHOLE:
        pytest.skip("told in these engines in make prove only; tests/end_to_end/told tells it in Chromium")
    engine, width, script = request.param
    with _OPENINGS[engine](tmp_path, width, script) as found:
        yield found


@pytest.fixture
def told_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Yield a fresh platform."""
    with running(tmp_path_factory.mktemp("platform")) as platform:
        yield World(platform, Mailbox(platform))
