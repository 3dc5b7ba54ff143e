"""Which categories may use each service in their own name: a délégant can delegate nothing else."""

import pytest

from chalicelib.domain.catalogue import SERVICES
from chalicelib.domain.codes import CATEGORIE_LABELS, CATEGORIES, MEDECIN, SPECIALITES

EVERYBODY = set(CATEGORIE_LABELS)
PEOPLE = set(CATEGORIES)
PRESCRIBERS = {MEDECIN, "chirurgien_dentiste", "sage_femme"}


@pytest.mark.parametrize(
    ("service", "categories"),
    [
        ("paiements", EVERYBODY),
        ("rosp", {MEDECIN}),
        ("horaires", PEOPLE),
        ("protocoles_ald", {MEDECIN}),
        ("medecin_traitant", {MEDECIN}),
        ("transport", PRESCRIBERS),
        ("echanges", PEOPLE),
        ("suivi_patient", PEOPLE),
        ("accord_bariatrique", {MEDECIN}),
        ("accord_medicament", PRESCRIBERS),
        ("commandes", EVERYBODY),
    ],
)
def test_each_service_is_open_to_its_own_categories_alone(service: str, categories: set[str]) -> None:
    (found,) = (one for one in SERVICES if one.id == service)
    assert {one for one in CATEGORIE_LABELS if any(found.is_open_to(one, code) for code in SPECIALITES)} == categories


def test_bariatric_surgery_is_open_to_surgeons_and_to_the_specialites_that_prepare_it() -> None:
    (found,) = (service for service in SERVICES if service.id == "accord_bariatrique")
    assert {code for code in SPECIALITES if found.is_open_to(MEDECIN, code)} == {"04", "08", "42", "49"}
