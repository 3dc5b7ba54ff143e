"""What is pressed in a tab that draws nothing could be pressed by a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.end_to_end.browser import lens

_BUTTON = '<button style="{}" {} onclick="document.title = \'pressed\'">Valider</button>{}'
_COVER = '<p style="position: fixed; inset: 0">Devant</p>'


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Yield a tab that draws nothing."""
    found = lens.still_tab(browser, browser.new_context)
    yield found
    found.context.close()


@pytest.mark.parametrize("style", ["", "margin-top: 3000px"], ids=["in sight", "below"])
def test_a_button_is_pressed(page: Page, style: str) -> None:
    page.set_content(_BUTTON.format(style, "", ""))
    lens.press(page.locator("button"))
    assert page.title() == "pressed"


@pytest.mark.parametrize(
    ("style", "attribute", "after"),
    [("", "disabled", ""), ("display: none", "", ""), ("visibility: hidden", "", ""), ("", "", _COVER)],
    ids=["disabled", "left out", "hidden", "covered"],
)
def test_what_no_mouse_can_press_is_not_pressed(page: Page, style: str, attribute: str, after: str) -> None:
    page.set_content(_BUTTON.format(style, attribute, after))
    with pytest.raises(Error, match="cannot be pressed"):
        lens.press(page.locator("button"))


def test_colours_are_not_on_their_way(page: Page) -> None:
    page.set_content(
        "<style>p { transition: color 1s } @media (prefers-reduced-motion: reduce) { p { transition: none } }"
        "@media (prefers-color-scheme: dark) { p { color: #fff } }</style><p>Valider</p>"
    )
    asked = "getComputedStyle(document.querySelector('p')).color"
    assert lens.evaluate(page, asked) == "rgb(0, 0, 0)"
    lens.colours(page, "dark")
    assert lens.evaluate(page, asked) == "rgb(255, 255, 255)"
