"""Inspects a page at every width: accessibility, reflow, focus, light and dark colours, console, typography."""

from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request, Response

from tests.end_to_end.browser.axe import violations
from tests.end_to_end.browser.contrast import faint
from tests.end_to_end.browser.typography import slips

NARROW, MEDIUM, WIDE = 320, 768, 1280
WIDTHS = (NARROW, MEDIUM, WIDE)
_TIGHT = 980
"""A width at which a table just fits."""

BREAKPOINTS = (600, 960, _TIGHT, 1072, 1240)
"""Where the style sheet changes the layout, and that width."""

HEIGHT = 800

_TEXTS_OF_REGISTERS = ("Cournon-d'Auvergne", "Bords de l'Eau", "BORDS DE L'EAU")

_TOO_WIDE = """() => {
  const root = document.documentElement;
  const found = root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} px wide`] : [];
  for (const box of document.querySelectorAll("body *")) {
    const style = getComputedStyle(box);
    if (style.clipPath !== "none" || style.overflowX !== "hidden") continue;
    if (box.scrollWidth > box.clientWidth + 1) found.push(`cut off: ${box.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

_BROKEN = """() => {
  const found = [];
  const range = document.createRange();
  for (const cell of document.querySelectorAll("th, td")) {
    if (cell.textContent.includes("@")) continue;
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1 && texts.currentNode.parentElement.checkVisibility()) found.push(`broken: ${word[0]}`);
      }
    }
  }
  return found;
}"""

_FOCUS = """() => {
  const found = [];
  const before = document.activeElement;
  const reached = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']";
  for (const one of document.querySelectorAll(reached)) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    one.focus({ focusVisible: true, preventScroll: true });
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\\)$|transparent/.test(outlineColor);
    if (document.activeElement !== one || !seen) found.push(one.outerHTML.slice(0, 120));
  }
  before.focus({ preventScroll: true });
  return found;
}"""

_TEXTS = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  const named = ["title", "aria-label", "alt", "placeholder"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)));
  return [document.title, document.body.innerText, ...named].join("\\n");
}"""


class Watch:
    """A tab, with the console, the errors and the status of its page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = 0
        self._said: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._said.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _failed(self, request: Request) -> None:
        # Leaving a page aborts its pending loads, which is no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self._said.append(f"failed: {request.url} {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        # This line is about the page itself, whose status the test expects.
        own = message.text.startswith("Failed to load resource") and message.location.get("url") == self.page.url
        if not own:
            self._said.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.status = response.status

    def forget(self) -> None:
        """Forget the messages so far."""
        self._said.clear()

    def troubles(self) -> list[str]:
        """Return every fault of the open page."""
        page = self.page
        found = [*_frame(page, self.status), *_focus(page)]
        for width in BREAKPOINTS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            broken = page.evaluate(_BROKEN) if width == _TIGHT else []
            found += [f"{width} px: {trouble}" for trouble in [*page.evaluate(_TOO_WIDE), *broken]]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found += [f"{width} px: {trouble}" for trouble in [*page.evaluate(_TOO_WIDE), *violations(page)]]
        found += [*faint(page), *_in_the_dark(page), *_zoomed(page)]
        found += slips(page.evaluate(_TEXTS), _TEXTS_OF_REGISTERS)
        return found + self._said


def unreadable(page: Page) -> list[str]:
    """Return the elements of a mail that do not fit into the window or have too little contrast."""
    return [*page.evaluate(_TOO_WIDE), *violations(page, "color-contrast")]


def _frame(page: Page, status: int) -> list[str]:
    """Yield the faults of a page's frame: it needs a title, one h1, and its errors first."""
    found = []
    heading = page.locator("h1").all_inner_texts()
    if len(heading) != 1:
        found.append(f"headings: {heading}")
    if page.locator("html").get_attribute("lang") != "fr":
        found.append("no language")
    summary = page.locator("#erreurs").count()
    is_error = summary > 0 or (status >= 400 and not page.locator(".dialog").count())
    if is_error is not page.title().startswith("Erreur - "):
        found.append(f"title of a page with errors, or without: {page.title()}")
    if page.locator("#fait").count() and page.evaluate("document.activeElement.id") != "fait":
        found.append("what was done has not the focus")
    if summary and page.evaluate("document.activeElement.id") != "erreurs":
        found.append("the summary of the errors has not the focus")
    for link in page.locator("#erreurs a").all():
        if not page.locator(link.get_attribute("href") or "?").count():
            found.append(f"the summary leads nowhere: {link.get_attribute('href')}")
    return found


def _focus(page: Page) -> list[str]:
    return [f"focus not seen: {html}" for html in page.evaluate(_FOCUS)]


def _in_the_dark(page: Page) -> list[str]:
    """Return what cannot be read where the system is dark; without animations, which pass through other colours."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = [f"in the dark: {trouble}" for trouble in [*violations(page, "color-contrast"), *faint(page)]]
    page.emulate_media(color_scheme="light", reduced_motion="null")
    return found


def _zoomed(page: Page) -> list[str]:
    """Yield the faults of a window of 1280 px at 200 %, then with only its text at 200 %."""
    session = page.context.new_cdp_session(page)
    _resize(session, 640, 400, 2)
    found = [f"at 200 %: {trouble}" for trouble in page.evaluate(_TOO_WIDE)]
    _resize(session, WIDE, HEIGHT, 1)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"text at 200 %: {trouble}" for trouble in page.evaluate(_TOO_WIDE)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    session.detach()
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    return found


def _resize(session: CDPSession, width: int, height: int, pixels: int) -> None:
    """Resize the window, with `pixels` of the screen for each pixel of the page."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": pixels, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", metrics)
