"""Axe on a page, which judges each thing once, on whatever page it comes first.

An element is the same thing as another if it, all that is in it and all that it is in have the same names, roles and
states, whatever their texts say. What elements make together is judged too: the outline of a page (its headings, its
landmarks, what is in none) once for each outline, and the distances between things to press once for each arrangement
of what is close together. The contrast of a text is judged once for each look, unless axe could not tell it and may
elsewhere.

`make prove` asks for all but the contrast again on each page.
"""

import json
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.end_to_end.browser import lens
from tests.whole import IS_WHOLE

_AXE = Axe()
_FUNCTIONS = Path(__file__).with_name("axe.js").read_text(encoding="utf-8")
_SCRIPT = f"{_FUNCTIONS}; Object.assign(window, {{ survey, judge, loadAxe: () => {{ {_AXE.axe_script} }} }})"
"""Our functions, and axe, which is only read where a page has something to judge."""

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_WHOLE = [
    "accesskeys", "bypass", "document-title", "frame-title-unique", "heading-order", "landmark-banner-is-top-level",
    "landmark-contentinfo-is-top-level", "landmark-main-is-top-level", "landmark-no-duplicate-banner",
    "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-main", "landmark-one-main", "landmark-unique",
    "page-has-heading-one", "region",
]  # fmt: skip
"""The rules about the outline of a page."""

_LOOKS = (
    "color", "backgroundColor", "backgroundImage", "opacity", "filter", "textShadow",
    "position", "fontSize", "fontWeight",
)  # fmt: skip
"""The parts of a style on which the contrast of a text depends: its own, and those of all the elements around it."""

_judged: set[int] = set()
"""The numbers of the things in which axe has found nothing, on whatever page."""


def prepare(page: Page) -> None:
    """Have the script in each page that the tab will open: it is half a megabyte, and was sent to each of them."""
    page.add_init_script(_SCRIPT)


def violations(page: Page) -> list[str]:
    """Return what violates the rules of WCAG in what no page has had before."""
    return _found(page, _TAGS)


def low_contrast(page: Page) -> list[str]:
    """Return the texts that have too little contrast, among those in a look that no page has had before."""
    return _found(page, [])


def _found(page: Page, tags: list[str]) -> list[str]:
    survey = _survey(page)
    known = {kind: set() if IS_WHOLE and kind != "texts" else _judged for kind in survey}
    new = {kind: set(numbers) - known[kind] for kind, numbers in survey.items() if tags or kind == "texts"}
    if not any(new.values()):
        return []
    asked = {kind: [*new.get(kind, ())] for kind in survey} | {"tags": tags, "whole": _WHOLE}
    told: dict[str, Any] = lens.evaluate(page, f"judge({json.dumps(asked)})")
    if not told["found"]:
        _judged.update(*new.values())
    _judged.difference_update(told["unsure"])
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in told["found"]
        for node in violation["nodes"]
    ]


def _survey(page: Page) -> dict[str, list[int]]:
    asked = f"survey({list(_LOOKS)})"
    found: dict[str, list[int]] | None = lens.evaluate(page, f"'loadAxe' in window ? {asked} : null")
    if found is None:
        found = lens.evaluate(page, f"{_SCRIPT}; {asked}")
    return found
