"""The album of docs/pictures.md shows every page and every mail, and its files exist."""

import pytest

from tests.pictures.album import ALL_OF_IT, EVERY_PAGE, left_out, named
from tests.pictures.document import DOCUMENT
from tests.pictures.studio import PICTURES, NotTaken


def test_every_template_has_its_picture() -> None:
    assert left_out() == []


def test_no_two_states_have_pictures_of_the_same_name() -> None:
    assert len({picture.name for _, picture in EVERY_PAGE}) == len(EVERY_PAGE)


def test_the_documents_hold_exactly_the_pictures_of_the_album() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == set(ALL_OF_IT)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in ALL_OF_IT if f"](pictures/{name}.png)" not in text] == []


def test_pictures_are_chosen_by_the_beginning_of_their_file_names() -> None:
    pages, mails = named(["mail-acceptation-validee", "tableau"])
    assert [state.name for state, _ in pages] == ["tableau"]
    assert [mail.kind for mail in mails] == ["acceptation_validee"]


def test_an_unknown_picture_is_reported() -> None:
    with pytest.raises(NotTaken, match="no picture is named tablo"):
        named(["tableau", "tablo"])
