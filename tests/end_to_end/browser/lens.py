"""A page, asked by Chromium's own protocol: Playwright takes several messages for a question, and puts helpers in.

Most pages are only asked, never seen: `still_tab` draws nothing, and nothing there may wait for a frame, as clicks do.
"""

import json
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page

_PRESS = """(one) => {
  one.scrollIntoView({ block: "nearest", behavior: "instant" });
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isShown = one.checkVisibility({ visibilityProperty: true });
  if (!isShown || one.disabled || !one.contains(top)) throw new Error(`cannot be pressed: ${one.outerHTML}`);
  one.focus();
  one.click();
}"""

_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def still_tab(browser: Browser, open_context: Callable[[], BrowserContext]) -> Page:
    """Open a tab without frames: layout and styles are there when they are asked for, and no pixel of them is drawn.

    Transitions would never end there, so that there are none. Only the headless shell knows such tabs.
    """
    whole = browser.new_browser_cdp_session()
    before = _contexts(whole)
    context = open_context()
    (place,) = _contexts(whole) - before
    with context.expect_page() as opened:
        asked = {"url": "about:blank", "browserContextId": place, "enableBeginFrameControl": True}
        whole.send("Target.createTarget", asked)
    whole.detach()
    colours(opened.value, "light")
    return opened.value


def _contexts(whole: CDPSession) -> set[str]:
    return set(whole.send("Target.getBrowserContexts")["browserContextIds"])


def press(target: Locator) -> None:
    """Press what is shown, is not covered and can be pressed; Playwright's own click waits for two frames."""
    target.evaluate(_PRESS)


def follow(target: Locator) -> None:
    """Press what leads to another page, and wait for that."""
    with target.page.expect_event("load"):
        press(target)


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
    """Show the page as in a light or in a dark window, without transitions, which pass through other colours."""
    features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    given = [{"name": name, "value": value} for name, value in features.items()]
    _session(page).send("Emulation.setEmulatedMedia", {"features": given})


def _session(page: Page) -> CDPSession:
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    return _sessions[page]
