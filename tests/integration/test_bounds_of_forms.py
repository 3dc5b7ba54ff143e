"""How much a form may bring depends on who may send it."""

from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.world import World

TOO_LONG = "Le formulaire envoyé est trop long."


def test_a_delegant_may_tick_each_of_300_places(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    ticked = [("csrf", scenes.forms_token(browser)), *(("structures", f"cabinet-{number}") for number in range(300))]
    page = browser.post(f"/delegations/{scenes.demand()}/modifier", ticked)
    assert (page.status, TOO_LONG in page.text) == (400, False)


def test_a_form_before_the_sign_in_brings_few_fields(world: World) -> None:
    browser = world.browser()
    form = browser.get("/connexion").form("/connexion")
    page = browser.post("/connexion", [*form.filled({}), *(("adresse", "x") for _ in range(60))])
    assert (page.status, TOO_LONG in page.text) == (400, True)
