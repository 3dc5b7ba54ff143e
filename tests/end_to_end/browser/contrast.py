"""Contrast that axe does not measure: of the focus ring, of borders of fields, of texts in drawings (WCAG 1.4.11)."""

from playwright.sync_api import Page

from tests.end_to_end.browser import lens

_LEAST_OF_TEXT, _LEAST_OF_SHAPES = 4.5, 3

_FOUND = """([ofText, ofShapes]) => {
  const found = [];
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const require = (what, one, colour, ground, least) => {
    const measured = ratio(colour, ground);
    if (measured < least) found.push(`${what} ${measured.toFixed(2)}: ${one.outerHTML.slice(0, 120)}`);
  };
  const before = document.activeElement;
  for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    one.focus({ focusVisible: true, preventScroll: true });
    const style = getComputedStyle(one), ground = behind(one.parentElement);
    require("ring", one, style.outlineColor, ground, ofShapes);
    one.blur();
    if (one.matches("input, select")) require("border", one, style.borderTopColor, ground, ofShapes);
  }
  before.focus({ preventScroll: true });
  for (const one of document.querySelectorAll("svg text")) {
    require("text of a drawing", one, getComputedStyle(one).fill, behind(one), ofText);
  }
  return found;
}"""


def faint(page: Page) -> list[str]:
    """Return what stands out too little in the present colours of the page."""
    found: list[str] = lens.ask(page, _FOUND, [_LEAST_OF_TEXT, _LEAST_OF_SHAPES])
    return found
