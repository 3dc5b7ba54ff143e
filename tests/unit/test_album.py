"""The album of docs/pictures.md shows every page and every mail, and is there."""

from infra.pictures.album import ALL_OF_IT, PAGES, left_out
from infra.pictures.document import DOCUMENT
from infra.pictures.studio import PICTURES
from tests.end_to_end.browser.states import STATES


def test_every_template_has_its_picture() -> None:
    assert left_out() == []


def test_every_picture_is_of_a_state_that_the_browser_tests_visit() -> None:
    shown = [picture.state for section in PAGES for picture in section.pictures]
    assert len(set(shown)) == len(shown)
    assert set(shown) <= {state.name for state in STATES}


def test_the_pictures_of_the_album_are_in_the_documents_and_no_other() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == set(ALL_OF_IT)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in ALL_OF_IT if f"](pictures/{name}.png)" not in text] == []
