"""The labels of statuses, reasons, names, places, refusals and codes."""

import pytest

from chalicelib.domain.codes import (
    CATEGORIE_LABELS,
    CATEGORIES,
    PROFESSION_TO_CATEGORIE,
    SPECIALITES,
    categorie_label,
    specialite_label,
)
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import MESSAGES, Code, Refused, refuse_form
from chalicelib.domain.savoir_faire import SAVOIR_FAIRE
from chalicelib.domain.statuses import Reason, Status
from tests.builders import PAUL, a_delegation, a_structure

LABELS = {
    Status.EN_COURS: "En cours",
    Status.A_VALIDER: "À valider",
    Status.VALIDEE: "Validée",
    Status.REFUSEE: "Refusée",
    Status.NON_ABOUTIE: "Non aboutie",
    Status.TERMINEE: "Terminée",
}


@pytest.mark.parametrize("status", Status)
def test_each_status_has_the_label_of_the_specification(status: Status) -> None:
    assert status.label == LABELS[status]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    assert reason.label.endswith(".")


@pytest.mark.parametrize(
    ("name", "full"),
    [
        (Name("MME", "Claire", "Exemple"), "Mme Claire EXEMPLE"),
        (Name("M", "Paul", "de l’Épée"), "M. Paul DE L’ÉPÉE"),
        (Name("", "Paul", "Modèle"), "Paul MODÈLE"),
        (Name(), ""),
    ],
)
def test_a_name_is_written_in_full(name: Name, full: str) -> None:
    assert name.full == full


def test_a_delegue_is_shown_by_his_name() -> None:
    assert a_delegation().delegue.shown == PAUL.full


def test_a_delegue_without_a_name_is_shown_by_his_address() -> None:
    unnamed = a_delegation().delegue._replace(name=Name())

    assert unnamed.shown == unnamed.address


def test_a_structure_is_written_on_one_line() -> None:
    assert a_structure(1).label == "Cabinet 1, 1 rue des Lilas 63031 Clermont-Ferrand"


@pytest.mark.parametrize("code", Code)
def test_every_refusal_has_a_sentence_of_its_own_and_no_code_in_it(code: Code) -> None:
    refusal = Refused(code)

    assert refusal.message == MESSAGES[code]
    assert refusal.message.endswith(".")
    assert refusal.fields == {}


def test_a_refusal_may_say_something_more_precise() -> None:
    assert Refused(Code.FORM, "Précisément.").message == "Précisément."


def test_a_form_without_errors_passes() -> None:
    refuse_form({})


def test_a_form_with_errors_is_refused_with_its_fields() -> None:
    with pytest.raises(Refused) as refusal:
        refuse_form({"debut": "Non."})

    assert (refusal.value.code, refusal.value.fields) == (Code.FORM, {"debut": "Non."})


def test_every_code_of_the_card_maps_to_a_known_one() -> None:
    assert set(PROFESSION_TO_CATEGORIE.values()) == set(CATEGORIES)
    assert {one.specialite for one in SAVOIR_FAIRE.values()} <= {*SPECIALITES, ""}


def test_every_savoir_faire_of_the_nomenclature_is_listed_and_two_have_no_specialite() -> None:
    assert list(SAVOIR_FAIRE) == [f"SM{number:02}" for number in range(1, 96)]
    assert [one.label for one in SAVOIR_FAIRE.values() if not one.specialite] == [
        "Médecine du travail",
        "Recherche médicale",
    ]


@pytest.mark.parametrize(
    ("code", "specialite"),
    [("SM04", "03"), ("SM06", "44"), ("SM07", "45"), ("SM45", "76"), ("SM51", "79"), ("SM73", "03"), ("SM78", "49")],
)
def test_a_savoir_faire_has_the_specialite_of_the_assurance_maladie(code: str, specialite: str) -> None:
    assert SAVOIR_FAIRE[code].specialite == specialite


def test_a_code_has_its_label_and_a_missing_code_has_none() -> None:
    assert (categorie_label("sage_femme"), categorie_label("")) == (CATEGORIE_LABELS["sage_femme"], "")
    assert (specialite_label("03"), specialite_label("")) == ("Cardiologie", "")
