"""The inspection finds each kind of fault on a page, whatever faultless pages it saw before."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import axe, inspection, lens
from tests.end_to_end.browser.inspection import HEIGHT, WIDE, Watch

_PAGE = """<!DOCTYPE html><html lang="fr"><title>Essai</title><style>
  body { margin: 0; background: #fff; color: #000; }
  input { border: 1px solid #000; min-height: 24px; }
  :focus-visible { outline: 2px solid #123; }
  .pair a { display: inline-block; padding: 8px; }
</style><body><header><a href="#suite">Suite</a></header><main id="suite"><h1>Essai</h1><h2>Saisie</h2><h3>Nom</h3>
<p><label for="nom">Nom</label> <input id="nom"></p><ul><li>Un</li></ul>
<div class="pair"><a href="/a">Ici</a> <a href="/b">Ailleurs</a></div></main></body></html>"""

_FAULTS = {
    "a pale text": ("<li>Un", '<li style="color: #ccc">Un', "color-contrast"),
    "no label": ('<label for="nom">', '<label for="autre">', "label"),
    "no language": ('<html lang="fr">', "<html>", "html-has-lang"),
    "a skipped heading": ("<h2>Saisie</h2>", "", "heading-order"),
    "two main parts": ("<main ", "<main></main><main ", "landmark-no-duplicate-main"),
    "a text outside all parts": ("<header>", "<p>Perdu</p><header>", "region"),
    "a skip link to nowhere": ('href="#suite"', 'href="#suit" style="position: absolute; top: -99px"', "skip-link"),
    "a link without a name": ('<a href="/a">Ici</a>', '<a href="/a"></a>', "link-name"),
    "a list of something else": ("<li>Un</li>", "<li>Un</li><p>Deux</p>", "list"),
    "an unknown role": ("<ul>", '<ul role="liste">', "aria-roles"),
    "an unknown state": ('<input id="nom">', '<input id="nom" aria-invalid="presque">', "aria-valid-attr-value"),
    "small targets side by side": ("padding: 8px", "font-size: 9px; margin: -2px", "target-size"),
    "too wide for a phone": ("<li>Un", '<li style="width: 400px">Un', "px wide"),
    "no ring": ("outline: 2px solid #123", "outline: none", "focus not seen"),
    "no title": ("<title>Essai</title>", "<title></title>", "document-title"),
    "dark on dark": (
        "</style>",
        "@media (prefers-color-scheme: dark) { .pair { background: #111 } .pair a { color: #123 } }</style>",
        "in the dark",
    ),
    "a straight apostrophe": ("<li>Un", "<li>L'un", "straight apostrophe"),
    "a part that only shows on a desktop": (
        "<ul>",
        "<style>.x { display: none } @media (min-width: 1280px) { .x { display: block } }</style>"
        '<p class="x"><input></p><ul>',
        "1280 px: label",
    ),
    "a part that only shows on a tablet": (
        "<ul>",
        "<style>.y { display: none } @media (600px <= width <= 900px) { .y { display: block } }</style>"
        '<p class="y"><input></p><ul>',
        "768 px: label",
    ),
}  # fmt: skip
"""What is replaced in the page, by what, and what is said of it."""


@pytest.fixture(scope="module")
def watch(browser: Browser) -> Iterator[Watch]:
    """Yield a tab in which the faultless page was inspected in full.

    What is known of pages begins anew, and is given back: the product's own pages have not been seen by this.
    """
    found = Watch(lens.still_tab(browser, lambda: browser.new_context(viewport={"width": WIDE, "height": HEIGHT})))
    found.page.set_content(_PAGE)
    with patch.object(inspection, "_parts", set()), patch.object(axe, "_judged", set()):
        assert found.troubles(in_full=True) == []
        yield found
    found.page.context.close()


@pytest.mark.parametrize(("before", "after", "said"), _FAULTS.values(), ids=_FAULTS)
def test_a_fault_is_found(watch: Watch, before: str, after: str, said: str) -> None:
    watch.page.set_content(_PAGE)
    assert watch.troubles() == []
    assert before in _PAGE
    watch.page.set_content(_PAGE.replace(before, after))
    troubles = watch.troubles(in_full=said == "in the dark")
    assert any(said in trouble for trouble in troubles), troubles
