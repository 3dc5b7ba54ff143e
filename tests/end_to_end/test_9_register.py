"""People with the shapes of the national register sign in on the platform and see a true page."""

import pytest

from tests.end_to_end.people import World

NOBODYS, GIVES = "Aucun lieu d’exercice n’est connu", "Créer une nouvelle délégation"


@pytest.mark.parametrize(
    ("national_id", "name", "may_delegate", "place"),
    [
        ("899900001076", "M. Alexandre REMPLAÇANT", False, NOBODYS),
        ("899900001118", "M. Théo ATTACHÉ", False, NOBODYS),
        ("899900001126", "Mme Maya STAGIAIRE", False, NOBODYS),
        ("899900001134", "M. Igor DOUBLE", True, "Cabinet du Dr Double"),
        ("899900001142", "Mme Sonia MOBILE", True, "Cabinet du Dr Mobile"),
        ("3639900125/0000000051", "M. Karim CENTRE", False, "Centre de Santé des Trois Fontaines"),
        ("899900001159", "Mme Jeanne SAGE", True, "Cabinet de Sages-Femmes du Val"),
        ("899900001167", "M. Victor VISCÉRAL", True, "Chirurgie viscérale"),
    ],
)
def test_each_person_of_the_register_signs_in_and_sees_a_true_page(
    world: World, national_id: str, name: str, may_delegate: bool, place: str
) -> None:
    browser = world.platform.browser()
    choice = browser.get(browser.get("/connexion").link("Vous connecter par carte CPS"))
    home = browser.submit(choice, "", personne=national_id, moyen="CARD")

    assert home.status == 200
    assert name in home.text
    assert (GIVES in home.text) is may_delegate
    assert place in browser.get("/compte/lieux-exercice").text
