"""Axe, as the other tests ask it, finds a text of low contrast in whatever page has it first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.browser.axe import low_contrast, violations

_FRAME = (
    '<!DOCTYPE html><html lang="fr"><title>Essai</title><main style="background: #fff"><h1>Essai</h1>{}</main></html>'
)
_COVER = '<div style="position: absolute; inset: 0; background: rgba(0, 0, 0, 0.01)"></div>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a tab."""
    with browser.new_page() as page:
        yield page


@pytest.mark.parametrize(
    "field",
    [
        '<input aria-label="Nom" value="Durand" style="color: #ccc; background: #fff">',
        '<select aria-label="Nom" style="color: #ccb; background: #fff"><option>Durand</option></select>',
        '<textarea aria-label="Nom" style="color: #cbc; background: #fff">Durand</textarea>',
        '<p style="color: #bcc">Durand</p>',
    ],
    ids=["input", "select", "textarea", "text"],
)
def test_a_pale_text_is_found_each_time(page: Page, field: str) -> None:
    page.set_content(_FRAME.format(field))
    assert len(violations(page)) == len(low_contrast(page)) == 1


def test_a_text_that_was_covered_is_measured_where_it_is_not(page: Page) -> None:
    pale = '<p style="color: #ccd">Durand</p>'
    page.set_content(_FRAME.format(pale + _COVER))
    assert low_contrast(page) == []
    page.set_content(_FRAME.format(pale))
    assert len(low_contrast(page)) == 1


def test_a_look_found_readable_is_not_measured_again(page: Page) -> None:
    page.set_content(_FRAME.format('<p style="color: #123">Durand</p>'))
    assert low_contrast(page) == []
    page.evaluate("void (axe.run = () => { throw new Error('asked again') })")
    assert low_contrast(page) == []
