"""Each check of a form alone: its token, and the site that sends it."""

from chalicelib.domain.mails import Purpose
from tests.browser import Browser
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes


def _deletes(scenes: Scenes, browser: Browser, found: str, csrf: str, **headers: str) -> int:
    return scenes.send(browser, f"/delegations/{found}/supprimer", {"csrf": csrf}, **headers).status


def test_a_form_of_another_site_or_session_does_nothing(scenes: Scenes) -> None:
    found = scenes.demand()
    here = scenes.browser(CLAIRE)
    own = scenes.forms_token(here)
    with unchanged(scenes.world):
        for csrf in ("", "faux", own[:-1]):
            assert _deletes(scenes, here, found, csrf) == 403
        _deletes(scenes, here, found, scenes.forms_token(scenes.browser(HELENE)))
        for site in ("cross-site", "same-site", "pirate"):
            assert _deletes(scenes, here, found, own, **{"Sec-Fetch-Site": site}) == 403
            assert scenes.send(here, scenes.link(found, Purpose.REFUSE), {}, **{"Sec-Fetch-Site": site}).status == 403
    assert _deletes(scenes, here, found, own, **{"Sec-Fetch-Site": "same-origin"}) == 303
    for site in ("none", "same-origin"):
        link = scenes.link(scenes.demand(), Purpose.REFUSE)
        assert scenes.send(scenes.browser(), link, {}, **{"Sec-Fetch-Site": site}).status == 200


def test_signing_in_needs_the_token_of_its_own_page(scenes: Scenes) -> None:
    scenes.give_password(PAUL, "Tournesol-42!")
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    right = dict(page.form("/connexion").filled({"adresse": "paul@exemple.fr", "mot_de_passe": "Tournesol-42!"}))
    other = dict(scenes.world.browser().get("/connexion").form("/connexion").filled({}))
    for stranger, fields in ((browser, right | {"csrf": other["csrf"]}), (scenes.world.browser(), right)):
        assert "recommencez" in scenes.send(stranger, "/connexion", fields).body
        assert "/connexion" in stranger.get("/compte").url
    assert scenes.send(browser, "/connexion", right).status == 303
