"""Whether an RPPS may belong to the person for whom it was typed."""

import pytest

from chalicelib.domain.people import Name
from chalicelib.domain.whose_number import Number, doubt_about_number, may_be_same, number_at_acceptance

HELENE = Name("MME", "Hélène", "Durand")


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        (HELENE, HELENE),
        (HELENE, Name("MME", "HELENE", "DURAND")),
        (HELENE, Name("", "Helene Marie", "Martin-Durand")),
        (Name("M", "JEAN-FRANÇOIS", "LE GALL-ROUÉ"), Name("M", "Jean François", "Le Gall")),
        (Name("MME", "ZOÉ", "OEUVRARD"), Name("MME", "Zoé", "Œuvrard")),
        (Name("M", "LI", "LE"), Name("M", "Li", "Le")),
        (Name("M", "D ANGELO", "LOEUIL"), Name("M", "D’Angelo", "Lœuil")),
        (HELENE, Name()),
        (Name(), HELENE),
        (Name("MME", "", "DURAND"), HELENE),
    ],
)
def test_case_accents_and_composed_names_do_not_distinguish_people(registered: Name, typed: Name) -> None:
    assert may_be_same(registered, typed)
    assert may_be_same(typed, registered)


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        (HELENE, Name("MME", "Hélène", "Martin")),
        (HELENE, Name("M", "Paul", "Durand")),
        (Name("M", "JEAN", "DE LA TOUR"), Name("M", "Jean", "de l’Étoile")),
        (Name("M", "LÉO", "D'ALMEIDA"), Name("M", "Léo", "D'Ornano")),
        (HELENE, Name("MME", "Елена", "Дюран")),
        (HELENE, Name("MME", "Hélène", "Durаnd")),
    ],
)
def test_another_surname_or_first_name_is_another_person(registered: Name, typed: Name) -> None:
    assert not may_be_same(registered, typed)
    assert not may_be_same(typed, registered)


def test_the_number_of_the_card_comes_before_the_name_of_the_directory() -> None:
    assert "carte" in doubt_about_number("99900001076", "99900001068", HELENE, HELENE)
    assert doubt_about_number("99900001076", "99900001076", HELENE, HELENE) == ""
    assert "à Mme Hélène DURAND, et non à M. Paul MODÈLE" in doubt_about_number(
        "99900001076", "", HELENE, Name("M", "Paul", "Modèle")
    )


def test_without_a_number_there_is_no_doubt() -> None:
    assert doubt_about_number("", "99900001068", HELENE, Name("M", "Paul", "Modèle")) == ""


PAUL = Name("M", "Paul", "Modèle")


@pytest.mark.parametrize(
    ("typed", "on_card", "named", "kept", "doubted"),
    [
        ("99900001076", "99900001068", None, "99900001068", True),
        ("99900001076", "99900001068", PAUL, "99900001068", True),
        ("99900001076", "", HELENE, "99900001076", True),
        ("99900001076", "99900001076", HELENE, "99900001076", False),
        ("99900001076", "", PAUL, "99900001076", False),
        ("99900001076", "", None, "99900001076", False),
        ("631234567", "99900001068", None, "631234567", False),
        ("", "99900001068", HELENE, "", False),
    ],
)
def test_the_number_of_the_card_prevails_when_its_owner_accepts(
    typed: str, on_card: str, named: Name | None, kept: str, doubted: bool
) -> None:
    number = number_at_acceptance(typed, on_card, named, PAUL)
    assert (number.kept, bool(number.doubt)) == (kept, doubted)
    assert "DURAND" not in number.doubt


def test_no_number_is_kept_as_none() -> None:
    assert number_at_acceptance("", "", None, PAUL) == Number("")
