"""Inspects a page at every width: accessibility, reflow, focus, light and dark colours, console, typography."""

from dataclasses import dataclass

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.end_to_end.browser import axe, lens
from tests.end_to_end.browser.axe import low_contrast, violations
from tests.end_to_end.browser.contrast import faint
from tests.end_to_end.browser.typography import slips
from tests.whole import IS_WHOLE

NARROW, MEDIUM, WIDE = 320, 768, 1280
WIDTHS = (NARROW, MEDIUM, WIDE)
_TIGHT = 980
"""A width at which a table just fits."""

BREAKPOINTS = (600, 960, _TIGHT, 1072, 1240)
"""Where the style sheet changes the layout, and that width."""

HEIGHT = 800

_TEXTS_OF_REGISTERS = ("Cournon-d'Auvergne", "Bords de l'Eau", "BORDS DE L'EAU")

_FRAME = """(status) => {
  const found = [];
  const has = (selector) => document.querySelector(selector) !== null;
  const headings = [...document.querySelectorAll("h1")].map((one) => one.innerText);
  if (headings.length !== 1) found.push(`headings: ${JSON.stringify(headings)}`);
  if (document.documentElement.lang !== "fr") found.push("no language");
  const isError = has("#erreurs") || (status >= 400 && !has(".dialog"));
  if (isError !== document.title.startsWith("Erreur - ")) {
    found.push(`title of a page with errors, or without: ${document.title}`);
  }
  const focused = document.activeElement.id;
  if (has("#fait") && focused !== "fait") found.push("what was done has not the focus");
  if (has("#erreurs") && focused !== "erreurs") found.push("the summary of the errors has not the focus");
  for (const link of document.querySelectorAll("#erreurs a")) {
    const href = link.getAttribute("href") ?? "";
    if (!document.getElementById(href.replace(/^#/, ""))) found.push(`the summary leads nowhere: ${href}`);
  }
  return found;
}"""

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
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const one of closed) one.open = true;
  const named = ["title", "aria-label", "alt", "placeholder"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)));
  const texts = [document.title, document.body.innerText, ...named].join("\\n");
  for (const one of closed) one.open = false;
  return texts;
}"""


_PARTS = """() => {
  const found = new Set();
  for (const one of document.querySelectorAll("body, body *:not(svg *)")) {
    const text = one.localName === "th" ? one.textContent.trim() : "";
    found.add(`${one.localName}.${one.getAttribute("class") ?? ""} ${text}`);
  }
  return [...found];
}"""
"""The kinds of elements of a page, those too that only another width shows; a table has those of its columns."""

_parts: set[str] = set()
"""The parts of all pages that were inspected in full."""

_SEEN = """() => ({
  html: `${document.doctype ? "<!DOCTYPE html>" : ""}${document.documentElement.outerHTML}`,
  title: document.title,
  heading: document.querySelector("h1").innerText,
})"""


@dataclass(frozen=True)
class Seen:
    """What an open page is made of."""

    html: str
    title: str
    heading: str


class Watch:
    """A tab, with the console, the errors and the status of its page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = 0
        self._said: list[str] = []
        axe.prepare(page)
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

    def seen(self) -> Seen:
        """Return what the page is made of."""
        return Seen(**lens.ask(self.page, _SEEN))

    def troubles(self, *, in_full: bool = False) -> list[str]:
        """Return the faults of the open page: of all widths and looks if it has a part that no page had before.

        `make prove` asks for these of every page. Else of what costs little: its frame, focus, typography and console;
        its widest look; axe in the narrowest.
        """
        page = self.page
        asked = [f"({_FRAME})({self.status})", *(f"({one})()" for one in (_FOCUS, _TOO_WIDE, _TEXTS, _PARTS))]
        frame, unseen, wide, texts, parts = lens.evaluate(page, f"[{', '.join(asked)}]")
        found = [*frame, *(f"focus not seen: {html}" for html in unseen)]
        if in_full or IS_WHOLE or not _parts.issuperset(parts):
            _parts.update(parts)
            found += _in_full(page)
        else:
            found += [f"{WIDE} px: {trouble}" for trouble in wide]
            found += _at(page, NARROW)
            lens.resize(page, WIDE, HEIGHT)
        return [*found, *slips(texts, _TEXTS_OF_REGISTERS), *self._said]


def _in_full(page: Page) -> list[str]:
    found = _at_breakpoints(page)
    for width in WIDTHS:
        found += _at(page, width)
    return [*found, *faint(page), *_in_the_dark(page), *_zoomed(page)]


def unreadable(page: Page) -> list[str]:
    """Return the elements of a mail that do not fit into the window or have too little contrast."""
    return [*_too_wide(page), *low_contrast(page)]


def _too_wide(page: Page) -> list[str]:
    found: list[str] = lens.ask(page, _TOO_WIDE)
    return found


def _at_breakpoints(page: Page) -> list[str]:
    """Return what does not fit where the layout changes, and the words that a column breaks."""
    found = []
    for width in BREAKPOINTS:
        lens.resize(page, width, HEIGHT)
        broken = lens.ask(page, _BROKEN) if width == _TIGHT else []
        found += [f"{width} px: {trouble}" for trouble in [*_too_wide(page), *broken]]
    return found


def _at(page: Page, width: int) -> list[str]:
    """Return what does not fit at a width, and what axe finds there."""
    lens.resize(page, width, HEIGHT)
    return [f"{width} px: {trouble}" for trouble in [*_too_wide(page), *violations(page)]]


def _in_the_dark(page: Page) -> list[str]:
    """Return what cannot be read where the system is dark."""
    lens.colours(page, "dark")
    found = [f"in the dark: {trouble}" for trouble in [*low_contrast(page), *faint(page)]]
    lens.colours(page, "light")
    return found


def _zoomed(page: Page) -> list[str]:
    """Return the faults of a window of 1280 px at 200 %, then with only its text at 200 %."""
    lens.resize(page, 640, 400, pixels=2)
    found = [f"at 200 %: {trouble}" for trouble in _too_wide(page)]
    lens.resize(page, WIDE, HEIGHT)
    lens.evaluate(page, "document.documentElement.style.fontSize = '200%'")
    found += [f"text at 200 %: {trouble}" for trouble in _too_wide(page)]
    lens.evaluate(page, "document.documentElement.style.fontSize = ''")
    return found
