"""People with the shapes of the national register sign in by card and see a true page."""

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.domain.catalogue import ProfilId
from infra.local.psc.people import Means, practitioners
from tests.integration.cards import (
    ALEXANDRES,
    ATTACHED,
    CLAIRES,
    DOUBLE,
    E_CPS,
    EMPLOYEE,
    MIDWIFE,
    STUDENT,
    SURGEON,
    TYPED_BY_DELEGANT,
    Cards,
    userinfo_of,
)
from tests.integration.scenes import CLAIRE, PAUL

NO_PLACE, MAY = "Aucun lieu d’exercice n’est connu", "Créer une nouvelle délégation"

TRUE_OF = {
    "a doctor's locum": (ALEXANDRES, False, "Médecine générale", [NO_PLACE]),
    "a locum attached to the replaced cabinet": (ATTACHED, False, "Médecine générale", [NO_PLACE]),
    "a student": (STUDENT, False, "Chirurgien-dentiste", [NO_PLACE]),
    "a doctor liberal here and locum there": (DOUBLE, True, "Cardiologie", ["Cabinet du Dr Double", "libéral"]),
    "the holder of an e-CPS": (E_CPS, True, "Médecine générale", ["Cabinet du Dr Mobile", "libéral"]),
    "an employee of a centre": (EMPLOYEE, False, "non renseignée", ["Centre de Santé des Trois Fontaines", "salarié"]),
    "a midwife": (MIDWIFE, True, "Sage-femme", ["Cabinet de Sages-Femmes du Val", "libéral"]),
    "a visceral surgeon": (SURGEON, True, "Chirurgie viscérale", ["Cabinet de Chirurgie du Dr Visceral", "49"]),
}


@pytest.mark.parametrize(("national_id", "may", "said", "places"), TRUE_OF.values(), ids=TRUE_OF)
def test_each_sample_person_sees_a_true_page(
    cards: Cards, national_id: str, may: bool, said: str, places: list[str]
) -> None:
    cards.person("somebody", national_id)
    browser = cards.signs_in(userinfo_of(national_id))

    assert (MAY in browser.get("/compte").text) is may
    assert said in browser.get("/compte/informations-administratives").text
    page = browser.get("/compte/lieux-exercice").text
    assert places[0] in page
    practice = cards.practice("somebody")
    assert practice.liberal is may
    assert all("Exemple" not in place.name and "Modele" not in place.name for place in practice.structures)
    if national_id == SURGEON:
        assert practice.specialite == places[1]
    elif len(places) > 1:
        assert places[1] in page


@pytest.mark.parametrize("national_id", [ALEXANDRES, ATTACHED])
def test_an_exclusive_locum_accepts_and_keeps_a_delegation_as_remplacant(cards: Cards, national_id: str) -> None:
    cards.knows(CLAIRE, CLAIRES)
    cards.knows(PAUL, national_id)
    cards.signs_in(userinfo_of(CLAIRES))
    cards.signs_in(userinfo_of(national_id))
    found = cards.create(ProfilId.REMPLACANT, PAUL, TYPED_BY_DELEGANT._replace(rpps_adeli=national_id[1:]))
    accept_in_space(runtime.context(), cards.scenes.session(PAUL), found, 1)

    cards.signs_in(userinfo_of(national_id))

    assert len(cards.grants(found)) == 4


def test_the_holder_of_an_e_cps_may_look_and_not_act(cards: Cards) -> None:
    cards.person("sonia", E_CPS)
    browser = cards.signs_in(practitioners()[E_CPS].signed_in_with(Means.CARD).userinfo)
    assert browser.get("/delegations").status == 200
    page = browser.post("/delegations/nouvelle", {"adresse": "zoe@exemple.fr"})
    assert page.status == 403


def test_a_midwife_sees_that_no_profil_is_open_to_her(cards: Cards) -> None:
    cards.person("jeanne", MIDWIFE)
    page = cards.signs_in(userinfo_of(MIDWIFE)).get("/delegations/nouvelle").text
    assert "ouvert aux médecins libéraux" in page or "Aucun profil" in page
