"""Who may grant which profil, and on which structures (specification §1, §2)."""

from datetime import date

import pytest

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.eligibility import (
    chosen_structures,
    may_delegate,
    open_profils,
    refusal_of_profil,
    require_exclusive,
    require_profil,
)
from chalicelib.domain.people import Practice
from chalicelib.domain.refusals import Code, Refused
from tests.builders import DAY, TODAY, a_practice, a_structure

REMPLACANT, COMPTABLE, ASSISTANT = ProfilId.REMPLACANT, ProfilId.COMPTABLE, ProfilId.ASSISTANT_MEDICAL

DOCTOR = a_practice(assistant_contract=False)
DOCTOR_WITH_CONTRACT = a_practice()
NURSE = a_practice(categorie="infirmier", specialite="", assistant_contract=False)
SALARIED_DOCTOR = a_practice(liberal=False)
DIRECTOR = Practice(structures=(a_structure(categorie=ETABLISSEMENT, specialite="", liberal=False),), director=True)
DOCTOR_AND_DIRECTOR = a_practice(director=True)


@pytest.mark.parametrize(
    ("practice", "profils"),
    [
        pytest.param(DOCTOR, (REMPLACANT, COMPTABLE), id="a doctor in liberal practice"),
        pytest.param(DOCTOR_WITH_CONTRACT, (REMPLACANT, COMPTABLE, ASSISTANT), id="a doctor with the contract"),
        pytest.param(DIRECTOR, (COMPTABLE,), id="a director"),
        pytest.param(DOCTOR_AND_DIRECTOR, (REMPLACANT, COMPTABLE, ASSISTANT), id="a doctor who is a director"),
        pytest.param(NURSE, (), id="a nurse in liberal practice"),
        pytest.param(SALARIED_DOCTOR, (), id="a doctor without a liberal cabinet"),
    ],
)
def test_a_delegant_may_grant_the_profils_of_his_practice(practice: Practice, profils: tuple[ProfilId, ...]) -> None:
    assert open_profils(practice, TODAY) == profils


@pytest.mark.parametrize("profil", ProfilId)
@pytest.mark.parametrize("practice", [NURSE, SALARIED_DOCTOR])
def test_a_profil_that_may_not_be_granted_has_a_reason(profil: ProfilId, practice: Practice) -> None:
    assert refusal_of_profil(profil, practice, TODAY)


def test_a_profil_may_be_granted_from_the_day_it_opens() -> None:
    opens_on = PROFILS[ASSISTANT].opens_on
    assert opens_on is not None

    assert refusal_of_profil(ASSISTANT, DOCTOR_WITH_CONTRACT, opens_on) is None
    assert refusal_of_profil(ASSISTANT, DOCTOR_WITH_CONTRACT, opens_on - DAY) == "Ce profil n’est pas encore ouvert."


def test_a_profil_without_an_opening_day_is_not_open() -> None:
    assert refusal_of_profil(ProfilId.SECRETAIRE, DOCTOR_WITH_CONTRACT, date.max)


@pytest.mark.parametrize(
    ("practice", "eligible"),
    [
        pytest.param(DOCTOR, True, id="a liberal cabinet"),
        pytest.param(NURSE, True, id="a liberal cabinet, another profession"),
        pytest.param(DIRECTOR, True, id="an establishment directed"),
        pytest.param(SALARIED_DOCTOR, False, id="neither"),
        pytest.param(a_practice(structures=()), False, id="no structure"),
    ],
)
def test_a_delegant_has_a_liberal_cabinet_or_directs_an_establishment(practice: Practice, eligible: bool) -> None:
    assert may_delegate(practice) is eligible


def test_a_delegant_who_may_grant_the_profil_passes() -> None:
    require_profil(REMPLACANT, DOCTOR, TODAY)


def test_a_profil_that_may_not_be_granted_is_refused_beside_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        require_profil(ASSISTANT, DOCTOR, TODAY)

    assert refusal.value.code is Code.PROFIL_CLOSED
    assert "contrat assistant médical" in refusal.value.fields["profil"]


def test_a_person_who_may_not_delegate_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        require_profil(COMPTABLE, SALARIED_DOCTOR, TODAY)

    assert refusal.value.code is Code.NOT_ELIGIBLE


@pytest.mark.parametrize("profil", ProfilId)
@pytest.mark.parametrize("liberal", [True, False])
def test_only_a_remplacant_must_be_exclusive(profil: ProfilId, liberal: bool) -> None:
    if profil is REMPLACANT and liberal:
        with pytest.raises(Refused, match="remplacant-non-exclusif"):
            require_exclusive(profil, liberal)
    else:
        require_exclusive(profil, liberal)


@pytest.mark.parametrize("profil", [REMPLACANT, ASSISTANT])
def test_a_profil_for_all_structures_takes_them_all_once_the_box_is_ticked(profil: ProfilId) -> None:
    salaried = a_structure(3, liberal=False)
    practice = a_practice(structures=(a_structure(1), salaried))

    assert chosen_structures(profil, practice, (), all_ticked=True) == practice.structures


@pytest.mark.parametrize("profil", [REMPLACANT, ASSISTANT])
def test_a_profil_for_all_structures_asks_for_the_box(profil: ProfilId) -> None:
    with pytest.raises(Refused) as refusal:
        chosen_structures(profil, DOCTOR, ("cabinet-1",), all_ticked=False)

    assert set(refusal.value.fields) == {"toutes_structures"}


@pytest.mark.parametrize("profil", [REMPLACANT, ASSISTANT])
def test_a_profil_for_all_structures_opens_at_least_one(profil: ProfilId) -> None:
    with pytest.raises(Refused) as refusal:
        chosen_structures(profil, a_practice(structures=()), (), all_ticked=True)

    assert set(refusal.value.fields) == {"toutes_structures"}


def test_a_comptable_gets_the_structures_chosen() -> None:
    assert chosen_structures(COMPTABLE, DOCTOR, ("cabinet-2",), all_ticked=False) == (a_structure(2),)


def test_a_structure_chosen_twice_counts_once() -> None:
    assert chosen_structures(COMPTABLE, DOCTOR, ("cabinet-2", "cabinet-2"), all_ticked=False) == (a_structure(2),)


def test_the_box_of_another_profil_does_not_give_a_comptable_all_structures() -> None:
    with pytest.raises(Refused):
        chosen_structures(COMPTABLE, DOCTOR, (), all_ticked=True)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param((), id="none"),
        pytest.param(("cabinet-9",), id="somebody else's"),
        pytest.param(("cabinet-1", "cabinet-9"), id="one's own and somebody else's"),
    ],
)
def test_a_comptable_needs_at_least_one_structure_and_only_ones_own(chosen: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        chosen_structures(COMPTABLE, DOCTOR, chosen, all_ticked=False)

    assert set(refusal.value.fields) == {"structures"}
