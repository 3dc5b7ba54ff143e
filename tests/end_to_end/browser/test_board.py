"""« Tableau de bord » on a phone, and where its columns are narrow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.end_to_end.browser.stage import Stage, absolute

_BROKEN_WORDS = """() => {
  const found = [];
  for (const cell of document.querySelectorAll(".cards .nom, .cards .prenom, .cards .profil")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (text.parentElement.closest(".visually-hidden")) continue;
      for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = new Range();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
      }
    }
  }
  return found;
}"""


@pytest.fixture
def board(stage: Stage) -> Iterator[Page]:
    """Yield the dashboard of Claire, who has more than ten delegations."""
    context = stage.context(390)
    stage.enter(context, stage.signed_in["claire"])
    page = context.new_page()
    page.goto(f"{stage.url}/delegations")
    yield page
    context.close()


def test_ten_delegations_are_less_than_1600_px_high_on_a_phone(board: Page) -> None:
    table = board.locator("table")
    assert table.locator("tbody tr").count() == 10
    box = table.bounding_box()
    assert box is not None
    assert box["height"] < 1600


def test_a_card_is_still_a_row_whose_cells_are_named(board: Page) -> None:
    row = board.locator("tbody tr", has_text="bruno.comptable@").aria_snapshot()
    assert row.lstrip("- '").startswith("row")
    for cell in ("Profil : Comptable", "Nb structures : 1 structure", "Identifiant : bruno.comptable@gestion.example"):
        assert f'cell "{cell}' in row.replace("\u00a0", " "), row


def test_the_search_is_closed_on_a_phone_and_open_on_a_desktop(board: Page) -> None:
    assert not board.locator("#f-nom").is_visible()
    board.get_by_text("Recherche", exact=True).last.click()
    assert board.locator("#f-nom").is_visible()
    board.reload()
    board.set_viewport_size({"width": 1280, "height": 800})
    assert board.locator("#f-nom").is_visible()


def test_no_name_is_broken_inside_a_word(board: Page) -> None:
    broken = {}
    for width in (320, 390, 768, 980, 1100, 1280):
        board.set_viewport_size({"width": width, "height": 800})
        broken[width] = board.evaluate(_BROKEN_WORDS)
    assert not any(broken.values()), broken


@pytest.mark.parametrize(("place", "size"), [("/delegations", (842, 595)), ("{en_cours}", (595, 842))])
def test_board_and_detail_print_as_a4_with_name_and_hour(
    place: str, size: tuple[int, int], board: Page, stage: Stage
) -> None:
    board.goto(absolute(stage, place))
    sheet = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", board.pdf(prefer_css_page_size=True))
    assert sheet is not None
    assert (round(float(sheet[1])), round(float(sheet[2]))) == size
    board.emulate_media(media="print")
    line = board.locator(".printed")
    assert line.is_visible()
    assert re.search(r"^Mme Claire EXEMPLE, .* le \d\d/\d\d/\d{4} à \d", line.inner_text().replace("\u00a0", " "))
    for hidden in (".board-head", ".views", ".display", ".row-actions", ".pagination", ".actions"):
        assert not board.locator(hidden).first.is_visible()
