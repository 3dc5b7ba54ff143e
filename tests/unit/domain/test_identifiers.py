"""The identifiers that people type (specification §2, « asked in addition »)."""

import re

import pytest
from hypothesis import example, given, seed
from hypothesis import strategies as st

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import CATEGORIES, ETABLISSEMENT, MEDECIN
from chalicelib.domain.identifiers import (
    asked_of,
    cpe_error,
    errors_of_identifiers,
    read_cpe,
    read_rpps_adeli,
    rpps_or_adeli_error,
)
from chalicelib.domain.people import Identifiers

RPPS, CPE = "10101010101", "3750100125/0000000042"
DOCTOR = Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="01")
NURSE = Identifiers(rpps_adeli="631234567", categorie="infirmier")
EVERYTHING = Identifiers(rpps_adeli=RPPS, cpe=CPE, categorie=MEDECIN, specialite="01")


@pytest.mark.parametrize("text", [RPPS, "631234567", "2A1234567", "99999999999"])
def test_a_well_formed_rpps_or_adeli_is_accepted(text: str) -> None:
    assert rpps_or_adeli_error(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1010101010",
        "101010101011",
        "1010101010a",
        "12345678",
        "2a1234567",
        " 10101010101",
        "10101010101\n",
        "١٠١٠١٠١٠١٠١",
    ],
)
def test_an_ill_formed_rpps_or_adeli_is_refused(text: str) -> None:
    assert rpps_or_adeli_error(text)


@pytest.mark.parametrize("text", [CPE, "3750100125/0", "3750100125/PRENOM.NOM-42", f"3750100125/{'4' * 40}"])
def test_the_first_line_of_a_cpe_card_is_accepted_with_its_special_characters(text: str) -> None:
    assert cpe_error(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3750100125",
        "3750100125/",
        "/0000000042",
        "37501001250000000042",
        "3/42",
        "7750100125/42",
        f"3750100125/{'4' * 41}",
        "3750100125/é",
        "3750100125 / 0000000042",
        "3750100125/42\n",
    ],
)
def test_a_cpe_without_all_its_characters_is_refused_with_an_example(text: str) -> None:
    assert CPE in (cpe_error(text) or "")


@pytest.mark.parametrize("given", [DOCTOR, NURSE])
def test_a_remplacant_is_identified_by_number_categorie_and_specialite(given: Identifiers) -> None:
    assert errors_of_identifiers(ProfilId.REMPLACANT, given) == {}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (Identifiers(), {"rpps_adeli", "categorie"}),
        (Identifiers(rpps_adeli="1", categorie=MEDECIN, specialite="01"), {"rpps_adeli"}),
        (Identifiers(rpps_adeli=RPPS, categorie=MEDECIN), {"specialite"}),
        (Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="99"), {"specialite"}),
        (Identifiers(rpps_adeli=RPPS, categorie="infirmier", specialite="01"), {"specialite"}),
        (Identifiers(rpps_adeli=RPPS, categorie="astrologue"), {"categorie"}),
        (Identifiers(rpps_adeli=RPPS, categorie=ETABLISSEMENT), {"categorie"}),
    ],
)
def test_each_missing_field_of_a_remplacant_is_reported_beside_it(given: Identifiers, fields: set[str]) -> None:
    assert set(errors_of_identifiers(ProfilId.REMPLACANT, given)) == fields


@pytest.mark.parametrize("categorie", sorted(set(CATEGORIES) - {MEDECIN}))
def test_only_a_medecin_needs_a_specialite(categorie: str) -> None:
    assert errors_of_identifiers(ProfilId.REMPLACANT, Identifiers(rpps_adeli=RPPS, categorie=categorie)) == {}


def test_an_assistant_medical_is_identified_by_his_cpe_alone() -> None:
    assert errors_of_identifiers(ProfilId.ASSISTANT_MEDICAL, Identifiers(cpe=CPE)) == {}
    assert set(errors_of_identifiers(ProfilId.ASSISTANT_MEDICAL, DOCTOR)) == {"cpe"}


def test_a_comptable_is_asked_nothing_more() -> None:
    assert errors_of_identifiers(ProfilId.COMPTABLE, Identifiers()) == {}


@pytest.mark.parametrize(
    ("profil", "kept"),
    [
        (ProfilId.REMPLACANT, DOCTOR),
        (ProfilId.ASSISTANT_MEDICAL, Identifiers(cpe=CPE)),
        (ProfilId.COMPTABLE, Identifiers()),
    ],
)
def test_identifiers_that_the_profil_does_not_ask_for_are_dropped(profil: ProfilId, kept: Identifiers) -> None:
    assert asked_of(profil, EVERYTHING) == kept


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10 101 010 101", RPPS),
        ("10.10.10.10.101", RPPS),
        ("101-0101-0101", RPPS),
        ("\u200b1010\u00a01010\u202f101\ufeff", RPPS),
        ("8 10101010101", RPPS),
        ("810101010101", RPPS),
        ("63 1 23456 7", "631234567"),
        ("0631234567", "631234567"),
        ("0 01 1234567", "011234567"),
        ("2a 1234567", "2A1234567"),
        ("02b1234567", "2B1234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_rpps_adeli(typed) == read
    assert asked_of(ProfilId.REMPLACANT, Identifiers(typed)).rpps_adeli == read


@pytest.mark.parametrize(
    "typed", ["11234567", "0810101010101", "8810101010101", "81234567890", "1O101010101", "٠631234567"]
)
def test_nothing_is_guessed_about_a_number(typed: str) -> None:
    """Neither a zero that a spreadsheet dropped, nor a letter for a digit, nor two prefixes: it may be another's."""
    assert read_rpps_adeli(typed) == typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3750100125 / 0000000042", CPE),
        ("37501 00125/00000 00042", CPE),
        ("\u200b3750100125\u20440000000042", CPE),
        ("32a0000125/ab-42", "32A0000125/ab-42"),
    ],
)
def test_a_cpe_is_read_as_people_copy_it_from_the_card(typed: str, read: str) -> None:
    assert read_cpe(typed) == read
    assert cpe_error(read) is None


_TYPED = st.text(st.sampled_from("0123456789 .-ab/AZıſ\u00a0\u200b٠８"), max_size=16)


@seed(16)
@given(_TYPED)
@example("008101010101")
def test_reading_a_number_twice_changes_nothing(typed: str) -> None:
    for read in (read_rpps_adeli, read_cpe):
        assert read(read(typed)) == read(typed)


@seed(16)
@given(_TYPED, _TYPED)
@example("0 12345678 9", "123456789")
def test_two_numbers_become_one_only_by_what_is_between_their_digits_and_one_prefix(one: str, other: str) -> None:
    if rpps_or_adeli_error(read_rpps_adeli(one)) is None and read_rpps_adeli(one) == read_rpps_adeli(other):
        bare, its = (re.sub(r"[^0-9A-Z]", "", text.upper()) for text in (one, other))
        assert bare.removeprefix("0" if len(bare) == 10 else "8" if len(bare) == 12 else "") == its.removeprefix(
            "0" if len(its) == 10 else "8" if len(its) == 12 else ""
        )
