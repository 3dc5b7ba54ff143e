"""One story by keyboard alone: Tab, Space, Enter and typing; wherever the focus goes, one sees it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import LINA

_MOST_STOPS = 60

_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return {
    shown: !!top && (one.contains(top) || top.contains(one)) && x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight,
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    html: one.outerHTML.slice(0, 160),
  };
}"""


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Tab until the focus is there; at each stop it is on the screen, uncovered, with a ring."""
        wanted = self.page.locator(selector).first
        for _ in range(_MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP)
            if stop is None:
                continue
            assert stop["shown"], f"the focus is out of sight: {stop['html']}"
            assert stop["ring"], f"the focus has no ring: {stop['html']}"
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def enter(self, selector: str) -> None:
        """Go there and press Enter; wait for the page that follows."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, selector: str) -> None:
        """Go there and press Space."""
        self.to(selector)
        self.page.keyboard.press("Space")

    def write(self, selector: str, text: str) -> None:
        """Go there and type."""
        self.to(selector)
        self.page.keyboard.type(text)


@pytest.fixture
def keyboard(stage: Stage) -> Iterator[Keyboard]:
    """A window in which nobody is signed in."""
    context = stage.context()
    yield Keyboard(context.new_page())
    context.close()


def test_a_delegation_is_created_then_accepted_by_keyboard(stage: Stage, keyboard: Keyboard) -> None:
    page, before = keyboard.page, len(stage.links(LINA, "lien/accepter"))
    stage.enter(page.context, stage.signed_in["luc"])
    page.goto(f"{stage.url}/compte")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    keyboard.enter("main a:has-text('Créer une nouvelle délégation')")
    keyboard.enter("button:has-text('Continuer')")
    _summary_comes_first(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-adresse"
    page.keyboard.type(LINA)
    keyboard.enter("button:has-text('Continuer')")
    keyboard.enter("button:has-text('Oui')")
    keyboard.enter("button[value=comptable]")
    keyboard.enter("button[value=mois]")
    keyboard.tick("input[name=structures]")
    keyboard.enter("button[form=conditions]")
    expect(page.locator("[role=status]")).to_contain_text("La délégation a bien été créée.")

    page.goto(stage.next_link(LINA, "lien/accepter", after=before))
    keyboard.enter("button:has-text('J’accepte la délégation')")
    _summary_comes_first(page)
    keyboard.tick("#f-compris")
    keyboard.enter("button:has-text('J’accepte la délégation')")
    expect(page.locator("main")).to_contain_text("La délégation a bien été acceptée.")


def _summary_comes_first(page: Page) -> None:
    assert page.evaluate("document.activeElement.id") == "erreurs"
    assert page.title().startswith("Erreur - ")
