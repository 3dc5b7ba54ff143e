"""An incomplete userinfo: who owns an activity, and which known facts remain."""

import logging
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.codes import ETABLISSEMENT, MEDECIN
from chalicelib.domain.eligibility import may_delegate
from chalicelib.domain.people import Name, Practice
from chalicelib.identity import exercices
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.userinfo import CardIdentity, Known, identity_of
from tests.unit.domain.test_activities import GENRES, MODES, OWN, ROLES
from tests.unit.identity.test_userinfo import NOBODY, exercice, place, userinfo

TECHNICAL, FINESS, SIRET = "identifiantTechniqueDeLaStructure", "numeroFinessSite", "numeroSiretSite"
PROFESSIONS = ("10", "21", "40", "50", "60", "70", "80", "91", "92", "")
PLACES = ((), (TECHNICAL,), (FINESS,), (SIRET,))
"""The identifier by which an activity names its place, if it names one."""


def _known_from(*exercices: dict[str, Any], entry: DirectoryEntry = NOBODY) -> Known:
    said = identity_of(userinfo(*exercices, given_name="Claire", family_name="EXEMPLE", codeCivilite="MME"), entry)
    return Known(said.practice, said.name, said.detail, said.liberal_activity)


# The owner of an activity: the table of the register, over every combination of an activity's fields


@pytest.mark.parametrize(("mode", "named"), list(product(MODES, PLACES)))
def test_the_owner_of_an_activity_follows_the_register_for_every_profession(mode: str, named: tuple[str, ...]) -> None:
    for genre, role, profession in product(GENRES, ROLES, PROFESSIONS):
        activity = {"codeModeExercice": mode, "codeGenreActivite": genre, "codeRole": role}
        activity |= dict.fromkeys(named, "999000001")
        said = identity_of(userinfo(exercice(activity, profession=profession)), NOBODY)

        is_own = mode == "L" and bool(named) and (genre, role) in OWN
        is_his_place = bool(named) and (genre, role) in OWN
        assert said.liberal_activity is said.practice.liberal is may_delegate(said.practice) is is_own
        assert [structure.liberal for structure in said.practice.structures] == [is_own] * is_his_place


def test_a_locum_may_not_delegate_in_the_cabinet_where_he_replaces() -> None:
    attached = exercice(place("R1", codeGenreActivite="GENR02"))
    said = identity_of(userinfo(attached), NOBODY)
    assert (said.practice.structures, said.liberal_activity) == ((), False)


def test_a_place_of_ones_own_stays_so_when_one_also_replaces_there() -> None:
    (only,) = identity_of(
        userinfo(exercice(place("R1", codeRole="FON-22"), place("R1", codeGenreActivite="GENR01"))), NOBODY
    ).practice.structures
    assert only.liberal


def test_a_doctor_may_own_one_place_and_be_a_locum_at_another() -> None:
    said = identity_of(userinfo(exercice(place("R1"), place("R2", codeGenreActivite="GENR03"))), NOBODY)
    assert [structure.id for structure in said.practice.structures] == ["R1"]
    assert said.liberal_activity


# One place under several identifiers

ALL_THREE = {TECHNICAL: "R1", FINESS: "750100125", SIRET: "99900000000000"}


@pytest.mark.parametrize("missing", [(TECHNICAL,), (TECHNICAL, FINESS), (TECHNICAL, SIRET), (FINESS, SIRET)])
def test_a_place_is_recognised_by_any_identifier_and_keeps_them_all(missing: tuple[str, ...]) -> None:
    known = _known_from(exercice({"codeModeExercice": "L", **ALL_THREE}))
    poor = {"codeModeExercice": "L", **ALL_THREE, **dict.fromkeys(missing, "")}

    assert identity_of(userinfo(exercice(poor)), NOBODY, known).practice == known.practice
    twice = identity_of(userinfo(exercice(poor, {"codeModeExercice": "S", **ALL_THREE})), NOBODY, known)
    assert twice.practice == known.practice


@pytest.mark.parametrize("first", [(TECHNICAL,), (FINESS,), (SIRET,)])
def test_a_place_stays_one_when_its_identifiers_appear_one_by_one(first: tuple[str, ...]) -> None:
    known = Known()
    for named in (first, (TECHNICAL, FINESS, SIRET), (TECHNICAL,), (FINESS,), (SIRET,)):
        shown = {name: ALL_THREE[name] for name in named}
        said = identity_of(userinfo(exercice({"codeModeExercice": "L", **shown})), NOBODY, known)
        assert len(said.practice.structures) == 1
        known = Known(said.practice)
    (only,) = known.practice.structures
    assert only.identifiers >= {"R1", "F750100125", "99900000000000"}


def test_a_place_without_identifiers_is_recognised_by_its_name_and_address_only() -> None:
    cabinet = {"codeModeExercice": "L", "raisonSocialeSite": "CABINET A", "codePostal": "63000"}
    known = _known_from(exercice({**cabinet, TECHNICAL: "R1"}))

    assert identity_of(userinfo(exercice(cabinet)), NOBODY, known).practice == known.practice
    other = {**cabinet, "raisonSocialeSite": "CABINET B"}
    assert identity_of(userinfo(exercice(other)), NOBODY, known).practice.structures == ()
    assert identity_of(userinfo(exercice({"codeModeExercice": "L"})), NOBODY, known).practice.structures == ()


# Facts that the userinfo leaves out remain

CLINIC = place("F2", "S")
SAYS_ALL = DirectoryEntry(True, True, {"R1": "631900015"}, (CLINIC,))


@pytest.mark.parametrize("entry", [NOBODY, None])
def test_a_silent_directory_removes_nothing(entry: DirectoryEntry | None) -> None:
    known = _known_from(exercice(place("R1")), entry=SAYS_ALL)
    assert [structure.categorie for structure in known.practice.structures] == [MEDECIN, ETABLISSEMENT]

    said = identity_of(userinfo(exercice(place("R1"))), entry, known)

    assert (said.practice, said.detail, said.liberal_activity) == (known.practice, known.detail, True)


def test_a_directory_that_contradicts_the_account_is_believed() -> None:
    known = _known_from(exercice(place("R1")), entry=SAYS_ALL)
    said = identity_of(userinfo(exercice(place("R1"))), DirectoryEntry(False, False, {}, ()), known)
    assert [structure.am_finess for structure in said.practice.structures] == [""]
    assert (said.practice.director, said.practice.assistant_contract) == (False, False)
    assert said.detail == "Médecine générale"


def _liberal_by_the_directory_alone(entry: DirectoryEntry | None) -> CardIdentity:
    known = _known_from(exercice(place("F1", "S")), entry=DirectoryEntry(liberal_activity=True))
    assert known.liberal_activity
    return identity_of(userinfo(exercice(place("F1", "S"))), entry, known)


def test_a_directory_that_fails_makes_nobody_an_exclusive_locum() -> None:
    assert _liberal_by_the_directory_alone(None).liberal_activity


@pytest.mark.parametrize("entry", [NOBODY, DirectoryEntry(liberal_activity=False)])
def test_the_card_decides_when_the_directory_no_longer_names_its_holder(entry: DirectoryEntry) -> None:
    assert not _liberal_by_the_directory_alone(entry).liberal_activity


def test_a_former_director_is_no_longer_described_as_one() -> None:
    known = _known_from(entry=DirectoryEntry(director_of=(CLINIC,)))
    assert known.detail == "Direction d’établissement"
    assert identity_of(userinfo(), DirectoryEntry(director_of=()), known).detail == ""


def test_the_facts_of_the_account_stay_where_the_card_is_silent() -> None:
    known = Known(Practice(), Name("MME", "Lina", "FICTIVE"), "Assistante médicale")
    said = identity_of({"SubjectNameID": "3750100125/0000000042", "codeCivilite": "DR"}, NOBODY, known)
    assert (said.name, said.detail) == (known.name, known.detail)


def test_another_name_replaces_the_known_one() -> None:
    known = Known(name=Name("MME", "Claire", "EXEMPLE"))
    assert identity_of(userinfo(family_name="DURAND"), NOBODY, known).name == Name("MME", "Claire", "DURAND")


# Savoir-faire


def test_a_code_of_the_reform_of_2017_has_its_specialite() -> None:
    said = identity_of(userinfo(exercice(place("R1"), savoir_faire="SM78")), NOBODY)
    assert said.practice.specialite == said.practice.structures[0].specialite == "49"


def test_an_unlisted_code_is_shown_by_its_label_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    exercices._note_unlisted.cache_clear()
    unlisted = exercice(place("R1"), savoir_faire="SM96") | {"libelleSavoirFaire": "Médecine spatiale"}
    with caplog.at_level(logging.WARNING, logger="chalicelib"):
        for _ in range(3):
            said = identity_of(userinfo(unlisted, family_name="SECRET"), NOBODY)
    assert [(record.message, vars(record)["code"]) for record in caplog.records] == [("savoir_faire_unlisted", "SM96")]
    assert (said.practice.specialite, said.practice.structures[0].specialite) == ("", "")
    assert said.detail == said.practice.specialite_label == "Médecine spatiale"
    assert said.practice.structures[0].specialite_label == "Médecine spatiale"


def test_a_malformed_code_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    exercices._note_unlisted.cache_clear()
    with caplog.at_level(logging.WARNING, logger="chalicelib"):
        identity_of(userinfo(exercice(savoir_faire="claire@exemple.fr")), NOBODY)
    assert [vars(record)["code"] for record in caplog.records] == ["malformed"]


def test_an_unlisted_code_replaces_a_known_specialite_and_a_missing_code_does_not() -> None:
    known = _known_from(exercice(place("R1"), savoir_faire="SM04"))
    unlisted = identity_of(userinfo(exercice(place("R1"), savoir_faire="SM96")), NOBODY, known)
    silent = identity_of(userinfo(exercice(place("R1"), savoir_faire="")), NOBODY, known)
    assert (unlisted.practice.specialite, unlisted.practice.structures[0].specialite) == ("", "")
    assert (silent.practice.specialite, silent.practice.structures[0].specialite) == ("03", "03")


def test_a_savoir_faire_without_a_specialite_is_shown_by_its_name() -> None:
    said = identity_of(userinfo(exercice(place("R1"), savoir_faire="SM25")), NOBODY)
    assert (said.practice.specialite, said.detail) == ("", "Médecine du travail")


def test_of_two_savoir_faire_the_one_with_a_specialite_counts() -> None:
    two = (exercice(place("R1"), savoir_faire="SM25"), exercice(place("R1"), savoir_faire="SM42"))
    for said in (identity_of(userinfo(*two), NOBODY), identity_of(userinfo(*reversed(two)), NOBODY)):
        assert said.practice.specialite == said.practice.structures[0].specialite == "33"
