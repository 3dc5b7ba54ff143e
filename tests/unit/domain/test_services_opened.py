"""Which of the portal's services each profil opens (specification §2)."""

from datetime import date

import pytest

from chalicelib.domain.catalogue import PROFILS, SERVICES, ProfilId, services_opened
from chalicelib.domain.codes import CATEGORIE_LABELS, CATEGORIES, ETABLISSEMENT, MEDECIN, SPECIALITES
from chalicelib.domain.people import Identifiers

GENERAL, SURGEON = "01", "49"
NURSE, MIDWIFE = "infirmier", "sage_femme"

PAYMENTS = {"paiements", "rosp"}
OF_A_GENERAL_PRACTITIONER = {
    "horaires",
    "protocoles_ald",
    "medecin_traitant",
    "transport",
    "echanges",
    "suivi_patient",
    "accord_medicament",
    "commandes",
}
OF_A_NURSE = {"horaires", "echanges", "suivi_patient", "commandes"}
OF_A_MIDWIFE = OF_A_NURSE | {"transport", "accord_medicament"}
ONLY_SURGERY = {"accord_bariatrique"}


def _services(
    profil: ProfilId, delegue: tuple[str, str] = ("", ""), at: tuple[str, str] = (MEDECIN, GENERAL)
) -> set[str]:
    categorie, specialite = delegue
    opened = services_opened(profil, Identifiers(categorie=categorie, specialite=specialite), *at)
    return {service.id for service in opened}


def test_a_comptable_gets_payments_and_nothing_else() -> None:
    assert _services(ProfilId.COMPTABLE) == PAYMENTS


def test_the_comptable_of_an_establishment_gets_its_payments() -> None:
    assert _services(ProfilId.COMPTABLE, at=(ETABLISSEMENT, "")) == {"paiements"}


def test_a_comptable_is_attached_to_the_structure_whatever_his_own_categorie() -> None:
    assert _services(ProfilId.COMPTABLE, delegue=(NURSE, "")) == PAYMENTS


def test_an_assistant_medical_gets_every_service_of_the_cabinet_except_payments() -> None:
    assert _services(ProfilId.ASSISTANT_MEDICAL) == OF_A_GENERAL_PRACTITIONER


def test_an_assistant_medical_is_attached_to_the_specialite_of_the_cabinet() -> None:
    assert _services(ProfilId.ASSISTANT_MEDICAL, at=(MEDECIN, SURGEON)) == OF_A_GENERAL_PRACTITIONER | ONLY_SURGERY


@pytest.mark.parametrize(
    ("delegue", "at", "services"),
    [
        ((MEDECIN, GENERAL), (MEDECIN, GENERAL), OF_A_GENERAL_PRACTITIONER),
        ((MEDECIN, SURGEON), (MEDECIN, SURGEON), OF_A_GENERAL_PRACTITIONER | ONLY_SURGERY),
        ((MEDECIN, SURGEON), (MEDECIN, GENERAL), OF_A_GENERAL_PRACTITIONER),
        ((MEDECIN, GENERAL), (MEDECIN, SURGEON), OF_A_GENERAL_PRACTITIONER),
        ((MEDECIN, ""), (MEDECIN, SURGEON), OF_A_GENERAL_PRACTITIONER),
        ((MIDWIFE, ""), (MEDECIN, GENERAL), OF_A_MIDWIFE),
        ((NURSE, ""), (MEDECIN, GENERAL), OF_A_NURSE),
        (("", ""), (MEDECIN, GENERAL), set()),
    ],
)
def test_a_remplacant_gets_the_services_open_to_both_the_cabinet_and_his_specialite_except_payments(
    delegue: tuple[str, str], at: tuple[str, str], services: set[str]
) -> None:
    assert _services(ProfilId.REMPLACANT, delegue, at) == services


def test_a_cabinet_of_unknown_specialite_loses_no_service() -> None:
    assert _services(ProfilId.ASSISTANT_MEDICAL, at=(MEDECIN, "")) == OF_A_GENERAL_PRACTITIONER | ONLY_SURGERY
    assert _services(ProfilId.REMPLACANT, (MEDECIN, SURGEON), (MEDECIN, "")) == OF_A_GENERAL_PRACTITIONER | ONLY_SURGERY
    assert _services(ProfilId.REMPLACANT, (MEDECIN, GENERAL), (MEDECIN, "")) == OF_A_GENERAL_PRACTITIONER


def test_a_profil_that_is_not_open_yet_opens_nothing() -> None:
    assert _services(ProfilId.SECRETAIRE) == set()


def test_an_unknown_categorie_opens_nothing() -> None:
    assert _services(ProfilId.COMPTABLE, at=("", "")) == set()


def test_a_service_without_specialites_is_open_to_all_of_its_categories() -> None:
    (commandes,) = (service for service in SERVICES if service.id == "commandes")

    assert all(commandes.is_open_to(categorie, "") for categorie in CATEGORIE_LABELS)


def test_the_catalogue_names_each_service_once_and_in_known_codes() -> None:
    assert len({service.id for service in SERVICES}) == len(SERVICES)
    assert all(service.categories <= set(CATEGORIE_LABELS) for service in SERVICES)
    assert all(service.specialites <= set(SPECIALITES) for service in SERVICES)


def test_no_person_is_an_establishment() -> None:
    assert ETABLISSEMENT not in CATEGORIES


@pytest.mark.parametrize(
    ("profil", "label"),
    [
        (ProfilId.REMPLACANT, "Remplaçant"),
        (ProfilId.COMPTABLE, "Comptable"),
        (ProfilId.ASSISTANT_MEDICAL, "Assistant médical"),
        (ProfilId.SECRETAIRE, "Secrétaire"),
    ],
)
def test_each_profil_has_the_label_of_the_user_guide(profil: ProfilId, label: str) -> None:
    assert PROFILS[profil].label == label


def test_the_catalogue_holds_every_profil_under_its_own_name() -> None:
    assert {key: profil.id for key, profil in PROFILS.items()} == {profil: profil for profil in ProfilId}


@pytest.mark.parametrize("profil", [ProfilId.REMPLACANT, ProfilId.ASSISTANT_MEDICAL])
def test_a_profil_for_all_structures_says_so_in_a_sentence_to_tick(profil: ProfilId) -> None:
    assert "l’ensemble de mes cabinets libéraux et salariés, le cas échéant" in PROFILS[profil].all_structures_sentence


def test_the_profils_that_open_are_those_whose_services_are_tested_here() -> None:
    opened = {profil.id: profil.opens_on for profil in PROFILS.values() if profil.opens_on}

    assert opened.keys() == {ProfilId.REMPLACANT, ProfilId.COMPTABLE, ProfilId.ASSISTANT_MEDICAL}
    assert max(opened.values()) < date(2026, 1, 1)
