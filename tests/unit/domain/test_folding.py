"""Names are stored in one spelling, and found however people write them."""

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from chalicelib.domain.folding import as_written, folded, is_found, words


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("D'Angelo", "D’Angelo"),
        ("d´angelo", "D’Angelo"),
        ("D`ANGELO", "D'Angelo"),
        ("dangelo", "D’Angelo"),
        ("D Angelo", "d'angelo"),
        ("Loeuil", "Lœuil"),
        ("LŒUIL", "Loeuil"),
        ("Jean Pierre", "Jean-Pierre"),
        ("jean–pierre", "Jean‑Pierre"),
        ("Jean-Pierre", "Jean Pierre"),
        ("jeanpierre", "Jean-Pierre"),
        ("helene", "Hélène"),
        ("He\u0301le\u0300ne", "HÉLÈNE"),
        ("soren", "Søren"),
        ("strasse", "Straße"),
        ("zoe", "Zo\u00adé"),
        ("", "Zoé"),
        ("paul@", "paul@exemple.fr"),
    ],
)
def test_a_name_is_found_however_it_is_written(sought: str, name: str) -> None:
    assert is_found(sought, name)


@pytest.mark.parametrize(
    ("sought", "name"),
    [("Durand", "Dupont"), ("Дюран", "Durand"), ("Durаnd", "Durand"), ("Zoe1", "Zoé"), ("a.b", "ab")],
)
def test_another_name_is_not_found(sought: str, name: str) -> None:
    assert not is_found(sought, name)


def test_the_words_of_a_name_are_letters_of_any_script() -> None:
    assert words("D'Angelo-Roux, 2e") == {"d", "angelo", "roux", "e"}
    assert words("Ψάλτης") == {"ψαλτησ"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("D´Angelo", "D’Angelo"),
        ("D`Angelo", "D’Angelo"),
        ("D'Angelo", "D'Angelo"),
        ("Jean–Pierre", "Jean-Pierre"),
        ("Jean‑Pierre", "Jean-Pierre"),
        ("  Zo\u200be\u0301   Le  Goff ", "Zoé Le Goff"),
        ("Andre´", "Andre´"),
    ],
)
def test_a_typed_name_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    """An accent at the end of a word may be meant for its last letter: it is left, and refused."""
    assert as_written(typed) == stored


@seed(16)
@given(st.text())
def test_a_name_in_its_form_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert as_written(as_written(text)) == as_written(text)
    assert folded(as_written(text)) == folded(text)


def test_every_single_character_is_folded_once_and_for_all() -> None:
    characters = (chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    changed = [character for character in characters if folded(folded(character)) != folded(character)]
    assert not changed


@seed(16)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1), st.text("abcdefghijklmnopqrstuvwxyz", min_size=1))
def test_names_of_different_letters_stay_apart(one: str, other: str) -> None:
    assert (folded(one) == folded(other)) == (one == other)
