"""The identifiers that people type (specification §2, « asked in addition »)."""

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import CATEGORIES, ETABLISSEMENT, MEDECIN
from chalicelib.domain.identifiers import asked_of, cpe_error, errors_of_identifiers, rpps_or_adeli_error
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
        "3750100125 / 0000000042",
        " 3750100125/0000000042",
        "3750100125/0000000042 ",
        "3750100125/00000\u00a000042",
        "3750100125/42\n",
    ],
)
def test_a_cpe_with_a_space_is_refused_for_its_space(text: str) -> None:
    assert "sans espace" in (cpe_error(text) or "")


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
