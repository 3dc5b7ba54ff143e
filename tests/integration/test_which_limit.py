"""A refusal at a limit names the limit; a refused sign-in names every empty field at once."""

from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes
from tests.integration.test_accounts import sign_in


def test_too_many_requests_of_a_password_name_their_limit(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    for _ in range(4):
        page = browser.submit(browser.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=KNOWN[LEA])
    assert "la limite de 3 demandes de mot de passe pour une même adresse par heure" in page.text


def test_an_empty_sign_in_names_both_fields_in_the_order_of_the_page(scenes: Scenes) -> None:
    page = sign_in(scenes.world.browser(), "", "")
    assert "Le formulaire comporte 2 erreurs" in page.text
    assert page.body.index('"#f-adresse"') < page.body.index('"#f-mot_de_passe"')


def test_an_empty_password_is_no_guess(scenes: Scenes) -> None:
    for _ in range(12):
        assert "Saisissez votre mot de passe." in sign_in(scenes.world.browser(), KNOWN[PAUL], "").text
