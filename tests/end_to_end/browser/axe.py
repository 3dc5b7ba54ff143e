"""Axe on a page: each element once in each of its looks, and the distances between elements each time."""

from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

_AXE = Axe()
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
_DISTANCES = "target-size"

_RUN = """async ({ tags, rule, distances }) => {
  const looks = (window.looksSeen ??= new WeakMap());
  const fresh = [];
  for (const one of document.querySelectorAll("html, body, body *")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(one);
    const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    const look = `${color} on ${backgroundColor}, large: ${large}`;
    if (!looks.has(one)) looks.set(one, new Set());
    if (looks.get(one).has(look)) continue;
    looks.get(one).add(look);
    fresh.push(one);
  }
  const isWhole = fresh[0] === document.documentElement;
  const run = async (where, runOnly) => (await axe.run(where, { runOnly, resultTypes: ["violations"] })).violations;
  const found = fresh.length ? await run(isWhole ? document : fresh, rule ? [rule] : tags) : [];
  return isWhole || rule ? found : [...found, ...(await run(document, [distances]))];
}"""
"""The rules apply to the elements that axe has not seen in these colours in this document, and to all that is in them:
the first run sees the page, and one after a change of the width only what appears or changes with it."""

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, rule: str = "") -> list[str]:
    """Return what violates the rules of WCAG, or one rule, in what no run on this document has seen before."""
    # Axe.run() would inject its half megabyte into the page each time.
    if not page.evaluate("'axe' in window"):
        _inject(page)
    found: list[dict[str, Any]] = page.evaluate(_RUN, {"tags": _TAGS, "rule": rule, "distances": _DISTANCES})
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def _inject(page: Page) -> None:
    """Define `axe` in the document, by Chromium's own protocol: Playwright's way takes a sixth more of the whole."""
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    _sessions[page].send("Runtime.evaluate", {"expression": f"{_AXE.axe_script};0"})
