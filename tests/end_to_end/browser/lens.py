"""A page, asked by Chromium's own protocol: Playwright takes several messages for a question, and puts helpers in."""

import json
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page

_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def ask(page: Page, function: str, *given: Any) -> Any:
    """Call a function of JavaScript in the page, and return its value."""
    return evaluate(page, f"({function})({', '.join(json.dumps(one) for one in given)})")


def evaluate(page: Page, expression: str) -> Any:
    """Return the value of an expression in the page, once it is settled."""
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    told = _session(page).send("Runtime.evaluate", asked)
    assert "exceptionDetails" not in told, told["exceptionDetails"]
    return told["result"].get("value")


def resize(page: Page, width: int, height: int, pixels: int = 1) -> None:
    """Resize the window, with `pixels` of the screen for each pixel of the page."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": pixels, "mobile": False}
    _session(page).send("Emulation.setDeviceMetricsOverride", metrics)


def colours(page: Page, scheme: str) -> None:
    """Show the page as in a light or in a dark window."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    _session(page).send("Emulation.setEmulatedMedia", {"features": features})


def _session(page: Page) -> CDPSession:
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    return _sessions[page]
