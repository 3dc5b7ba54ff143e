"""The userinfo of Pro Santé Connect gives a person's identity and activities."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.codes import ETABLISSEMENT, MEDECIN
from chalicelib.domain.eligibility import may_delegate
from chalicelib.domain.modes import CARD, Mode
from chalicelib.domain.people import Name, Practice
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.psc.faults import PscFault, PscRefused
from chalicelib.identity.userinfo import CardIdentity, identity_of, national_id_of
from infra.local import samples
from tests.builders import TODAY
from tests.small_directory import SmallDirectory

SAMPLES = Path(__file__).parents[3] / "infra/local/samples"
PEOPLE = {
    str(person["SubjectNameID"]): person
    for person in json.loads((SAMPLES / "practitioners.json").read_text(encoding="utf-8"))
}
NOBODY = DirectoryEntry()


def sample(national_id: str) -> CardIdentity:
    entry = SmallDirectory(samples.directory()).lookup(national_id, (), TODAY)
    return identity_of(PEOPLE[national_id], entry)


def userinfo(*exercices: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"SubjectNameID": "810000000001", "SubjectRefPro": {"exercices": list(exercices)}, **fields}


def exercice(*activities: dict[str, str], profession: str = "10", savoir_faire: str = "SM54") -> dict[str, Any]:
    return {"codeProfession": profession, "codeSavoirFaire": savoir_faire, "activities": list(activities)}


def place(identifier: str, mode: str = "L", **fields: str) -> dict[str, str]:
    return {"identifiantTechniqueDeLaStructure": identifier, "codeModeExercice": mode, **fields}


def test_a_general_practitioner_comes_with_three_cabinets_and_a_salaried_place() -> None:
    claire = sample("899900001019")
    assert claire.name == Name("MME", "Claire", "EXEMPLE")
    assert (claire.rpps, claire.cpe, claire.detail) == ("99900001019", "", "Médecine générale")
    assert claire.mode({CARD}) is Mode.CARTE
    assert (claire.practice.categorie, claire.practice.specialite) == (MEDECIN, "01")
    assert [structure.liberal for structure in claire.practice.structures] == [True, True, True, False]
    first = claire.practice.structures[0]
    assert first.label == "Cabinet du Dr Exemple, 12 rue des Lilas 63000 Clermont-Ferrand"
    assert (first.id, first.am_finess, first.categorie, first.specialite) == (
        "R99900000101",
        "631900015",
        MEDECIN,
        "01",
    )
    assert may_delegate(claire.practice)


def test_the_name_on_the_door_comes_before_the_legal_one() -> None:
    assert sample("899900001019").practice.structures[1].name == "Les Volcans"


def test_a_signed_contract_comes_from_the_directory() -> None:
    assert sample("899900001035").practice.assistant_contract
    assert not sample("899900001019").practice.assistant_contract


def test_a_director_comes_with_his_establishment() -> None:
    hugo = sample("3929900019/0000000007")
    (clinic,) = hugo.practice.structures
    assert (hugo.rpps, hugo.cpe) == ("", "3929900019/0000000007")
    assert (clinic.categorie, clinic.specialite, clinic.liberal) == (ETABLISSEMENT, "", False)
    assert clinic.am_finess == "929900019"
    assert hugo.practice.director
    assert not hugo.practice.liberal
    assert hugo.detail == "Direction d’établissement"
    assert may_delegate(hugo.practice)


def test_a_salaried_doctor_may_not_delegate() -> None:
    nora = sample("899900001050")
    assert not nora.practice.liberal
    assert not nora.liberal_activity
    assert not may_delegate(nora.practice)
    assert nora.practice.structures[0].am_finess == "359900012"  # without a numéro AM, the FINESS


def test_an_exclusive_remplacant_has_no_place_of_his_own() -> None:
    alexandre = sample("899900001076")
    assert alexandre.practice.structures == ()
    assert not alexandre.liberal_activity
    assert (alexandre.practice.categorie, alexandre.practice.specialite) == (MEDECIN, "01")


def test_an_assistant_is_known_by_the_identifier_of_the_card() -> None:
    lina = sample("3750100125/0000000042")
    assert (lina.rpps, lina.cpe) == ("", "3750100125/0000000042")
    assert not may_delegate(lina.practice)
    assert lina.detail == ""


@pytest.mark.parametrize("national_id", PEOPLE)
def test_every_sample_person_is_read(national_id: str) -> None:
    assert sample(national_id).national_id == national_id


def test_a_liberal_activity_that_only_the_directory_knows_counts() -> None:
    identity = identity_of(userinfo(exercice(place("F1", "S"))), DirectoryEntry(liberal_activity=True))
    assert identity.liberal_activity
    assert not identity.practice.liberal


def test_a_liberal_activity_without_a_place_is_that_of_a_locum() -> None:
    identity = identity_of(userinfo(exercice({"codeModeExercice": "L"})), NOBODY)
    assert not identity.liberal_activity
    assert identity.practice.structures == ()
    assert not may_delegate(identity.practice)


def test_each_place_has_the_speciality_of_its_exercice_and_the_person_the_liberal_one() -> None:
    practice = identity_of(
        userinfo(
            exercice(place("F1", "S"), savoir_faire="SM18"),
            exercice(place("R1"), savoir_faire="SM04"),
        ),
        NOBODY,
    ).practice
    assert [(s.id, s.specialite) for s in practice.structures] == [("F1", "34"), ("R1", "03")]
    assert practice.specialite == "03"


def test_a_place_named_twice_is_one_and_liberal_when_either_is() -> None:
    practice = identity_of(userinfo(exercice(place("R1", "S"), place("R1", "L"), place("R1", "B"))), NOBODY).practice
    (only,) = practice.structures
    assert only.liberal


def test_the_liberal_cabinet_of_a_director_in_his_own_clinic_stays_a_cabinet() -> None:
    entry = DirectoryEntry(director_of=(place("R1", "S"), place("F2", "L")))
    practice = identity_of(userinfo(exercice(place("R1", "L"))), entry).practice
    assert [(s.id, s.categorie, s.liberal) for s in practice.structures] == [
        ("R1", MEDECIN, True),
        ("F2", ETABLISSEMENT, False),
    ]
    assert identity_of(userinfo(exercice(place("R1", "L"))), entry).detail == (
        "Médecine générale, direction d’établissement"
    )


@pytest.mark.parametrize(
    ("fields", "identifier"),
    [
        ({"numeroFinessSite": "750100125", "numeroSiretSite": "99900000100017"}, "F750100125"),
        ({"numeroSiretSite": "99900000100017"}, "99900000100017"),
    ],
)
def test_a_place_without_technical_identifier_is_named_by_another(fields: dict[str, str], identifier: str) -> None:
    (structure,) = identity_of(userinfo(exercice(place("", **fields))), NOBODY).practice.structures
    assert structure.id == identifier


def test_another_profession_has_no_speciality_of_doctors() -> None:
    identity = identity_of(userinfo(exercice(profession="60", savoir_faire="SM54")), NOBODY)
    assert (identity.practice.categorie, identity.practice.specialite) == ("infirmier", "")
    assert identity.detail == "Infirmier"


def test_an_unknown_code_leaves_the_fields_empty() -> None:
    practice = identity_of(userinfo(exercice(place("R1"), profession="99", savoir_faire="SM99")), NOBODY).practice
    assert (practice.categorie, practice.specialite) == ("", "")


@pytest.mark.parametrize(
    ("fields", "rpps"),
    [
        ({"SubjectNameID": "899900001019"}, "99900001019"),
        ({"otherIds": [{"identifiant": "899900001019", "origine": "RPPS"}], "SubjectNameID": "x"}, "99900001019"),
        ({"otherIds": [{"identifiant": "99900001019", "origine": "RPPS"}], "SubjectNameID": "x"}, "99900001019"),
        ({"otherIds": [{"identifiant": "810000000001", "origine": "EDIT"}]}, ""),
        ({"SubjectNameID": "0123456789"}, ""),
        ({"SubjectNameID": "3929900019/0000000007"}, ""),
    ],
)
def test_only_what_is_said_to_be_an_rpps_is_one(fields: dict[str, Any], rpps: str) -> None:
    assert identity_of(userinfo(**fields), NOBODY).rpps == rpps


@pytest.mark.parametrize(
    ("code", "kept"), [("M", "M"), ("MME", "MME"), ("MLLE", "MME"), ("mme", "MME"), ("DR", ""), ("", "")]
)
def test_the_civility_is_one_of_two_or_none(code: str, kept: str) -> None:
    assert identity_of(userinfo(codeCivilite=code), NOBODY).name.civilite == kept


def test_a_name_given_only_in_the_exercice_is_used() -> None:
    named = {"nomDexercice": "EXEMPLE", "prenomDexercice": "CLAIRE"}
    assert identity_of(userinfo(named, given_name="", family_name=""), NOBODY).name == Name("", "Claire", "EXEMPLE")


@pytest.mark.parametrize("mode", ["MOBILE", "", "card", None])
def test_only_the_authentication_mode_of_the_card_counts_as_the_card(mode: str | None) -> None:
    assert identity_of(userinfo(authMode=mode), NOBODY).mode({CARD}) is Mode.PSC


def test_the_e_cps_is_known_where_a_stage_lists_its_authentication_mode() -> None:
    said = identity_of(userinfo(authMode="MOBILE"), NOBODY)
    assert (said.mode({CARD, "MOBILE"}), said.mode({CARD, "mobile"})) == (Mode.MOBILE, Mode.PSC)


def test_without_a_national_identifier_nobody_is_recognised() -> None:
    for fields in ({}, {"SubjectNameID": ""}, {"SubjectNameID": None}, {"SubjectNameID": ["8"]}):
        with pytest.raises(PscRefused) as caught:
            national_id_of(fields)
        assert caught.value.fault is PscFault.USERINFO


def test_an_almost_empty_userinfo_is_somebody_without_practice() -> None:
    identity = identity_of({"SubjectNameID": "810000000001"}, NOBODY)
    assert identity.practice == Practice()
    assert identity.name == Name()
    assert identity.detail == ""


NAMES = st.sampled_from([
    "SubjectRefPro", "exercices", "activities", "otherIds", "identifiant", "origine", "codeCivilite", "given_name",
    "codeProfession", "codeSavoirFaire", "codeModeExercice", "identifiantTechniqueDeLaStructure", "libelleVoie",
    "bureauCedex", "numeroVoie", "codeTypeDeVoie", "authMode",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("10") | st.just("L"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(NAMES, ANYTHING))
def test_no_userinfo_makes_the_reading_fail(fields: dict[str, Any]) -> None:
    identity = identity_of({**fields, "SubjectNameID": "810000000001"}, NOBODY)
    assert identity.national_id == "810000000001"
