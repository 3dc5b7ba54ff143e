"""Axe on a page: each element once in each of its looks, and the distances between elements each time."""

from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

_AXE = Axe()
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_DISTANCES, _CONTRAST = "target-size", "color-contrast"
_LOOKS = (
    "color", "backgroundColor", "backgroundImage", "opacity", "filter", "textShadow",
    "position", "fontSize", "fontWeight",
)  # fmt: skip
"""The parts of a style on which the contrast of a text depends: its own, and those of all the elements around it."""

_readable: set[int] = set()
"""The numbers of the texts whose contrast axe has found enough, on whatever page."""

_RUN = """async ({ tags, distances, contrast, looks, readable }) => {
  const seen = (window.elementsSeen ??= new WeakSet());
  const known = new Set(readable);
  const [fresh, texts, numbers] = [[], [], new Map()];
  const said = ({ html, failureSummary }) => ({ html, failureSummary });
  const hashed = (start, text) => {
    let number = start;
    for (let at = 0; at < text.length; at++) number = Math.imul(number ^ text.charCodeAt(at), 16777619);
    return number;
  };
  for (const one of document.querySelectorAll("html, body, body *")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(one);
    const look = [one.localName, ...looks.map((name) => style[name])];
    const number = hashed(numbers.get(one.parentElement) ?? 0, look.join());
    numbers.set(one, number);
    const holdsText = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const hasText = holdsText || one.matches("input, select, textarea");
    if (hasText && !known.has(number)) texts.push(one);
    if (!seen.has(one)) fresh.push(one);
  }
  const rules = { [contrast]: { enabled: false } };
  const run = async (where, runOnly) =>
    (await axe.run(where, { runOnly, rules, resultTypes: ["violations"] })).violations;
  const found = [];
  const judged = new Set();
  if (texts.length) {
    const resultTypes = ["violations", "incomplete"];
    const told = await axe.run(texts, { runOnly: [contrast], resultTypes, elementRef: true });
    found.push(...told.violations);
    for (const one of texts) judged.add(numbers.get(one));
    for (const { nodes } of [...told.violations, ...told.incomplete]) {
      for (const { element } of nodes) judged.delete(numbers.get(element));
    }
  }
  if (tags.length) {
    const isWhole = fresh[0] === document.documentElement;
    if (fresh.length) found.push(...(await run(isWhole ? document : fresh, tags)));
    if (!isWhole) found.push(...(await run(document, [distances])));
    for (const one of fresh) seen.add(one);
  }
  return { found: found.map(({ id, nodes }) => ({ id, nodes: nodes.map(said) })), judged: [...judged] };
}"""
"""The rules apply to the elements that axe has not seen in this document, and all that is in them: the first run sees
the page, and one after a change of the width only what appears with it. The contrast of a text, which takes half of the
time, is measured once in each look on all pages, unless axe could not tell it."""


def violations(page: Page) -> list[str]:
    """Return what violates the rules of WCAG in what no run on this document has seen before."""
    return _found(page, _TAGS)


def low_contrast(page: Page) -> list[str]:
    """Return the texts that have too little contrast, among those in a look that no page has had before."""
    return _found(page, [])


def _found(page: Page, tags: list[str]) -> list[str]:
    # Axe.run() would inject its half megabyte into the page each time.
    if not page.evaluate("'axe' in window"):
        _inject(page)
    asked = {"tags": tags, "distances": _DISTANCES, "contrast": _CONTRAST, "looks": _LOOKS, "readable": list(_readable)}
    told: dict[str, list[Any]] = page.evaluate(_RUN, asked)
    _readable.update(told["judged"])
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in told["found"]
        for node in violation["nodes"]
    ]


def _inject(page: Page) -> None:
    """Define `axe` in the document, by Chromium's own protocol: Playwright's way takes a sixth more of the whole."""
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    _sessions[page].send("Runtime.evaluate", {"expression": f"{_AXE.axe_script};0"})
