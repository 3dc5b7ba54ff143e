"""The names that a délégué may type when he opens his account: letters of any script, and signs between them."""

import pytest

from chalicelib.acts.open_account import errors_of_name
from chalicelib.domain.people import Name

LONGEST = 80


@pytest.mark.parametrize(
    "text", ["Moreau", "Le Goff", "Jean-Pierre", "D’Arc", "O'Neil", "Nguyễn", "Ψάλτης", "É", "x" * LONGEST]
)
def test_a_name_of_letters_is_accepted(text: str) -> None:
    assert errors_of_name(Name("MME", text, text)) == {}


@pytest.mark.parametrize(
    "text", ["", " ", "-", "’", "www.exemple.fr", "Zoé2", "a\x00b", "a\nb", "<b>", "a@b", "x" * (LONGEST + 1)]
)
def test_a_name_of_anything_else_is_refused_at_its_field(text: str) -> None:
    assert set(errors_of_name(Name("MME", text, "Moreau"))) == {"prenom"}
    assert set(errors_of_name(Name("MME", "Zoé", text))) == {"nom"}


@pytest.mark.parametrize("civilite", ["", "DR", "Mme"])
def test_a_civilite_is_one_of_the_two(civilite: str) -> None:
    assert set(errors_of_name(Name(civilite, "Zoé", "Moreau"))) == {"civilite"}
