"""The album of docs/pictures.md shows every page and every mail, and is there."""

import pytest

from infra.pictures.album import ALL_OF_IT, PAGES, left_out, named
from infra.pictures.document import DOCUMENT
from infra.pictures.studio import PICTURES, NotTaken
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


def test_pictures_are_chosen_by_the_beginning_of_their_files() -> None:
    pages, mails = named(["mail-acceptation-validee", "tableau"])
    assert [page.state for page in pages] == ["tableau"]
    assert [mail.kind for mail in mails] == ["acceptation_validee"]


def test_a_picture_that_the_album_does_not_have_is_named_as_unknown() -> None:
    with pytest.raises(NotTaken, match="no picture is named tablo"):
        named(["tableau", "tablo"])
