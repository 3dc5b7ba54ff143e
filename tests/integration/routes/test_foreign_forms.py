"""Forms without the token of the session, or from another site, are refused."""

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from tests.integration.routes.walk import PUBLIC, fields_for, path_of, posts
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

_BY_ADDRESS = "/demande/{ask_token}/adresse"


def _sessions_forms(scenes: Scenes) -> list[tuple[str, str]]:
    """Return the sender and the form, for every route whose forms need a session."""
    routes = [route for route in posts() if route not in PUBLIC or route == "/deconnexion"]
    return [(PAUL if route.startswith("/recues") else CLAIRE, path_of(route, scenes)) for route in routes]


def test_a_form_without_the_token_of_its_session_is_refused(scenes: Scenes) -> None:
    before = scenes.world.everything()
    others = scenes.forms_token(scenes.browser(HELENE))
    for who, path in _sessions_forms(scenes):
        browser = scenes.browser(who)
        good = fields_for(scenes, browser)
        for token in ("", good["csrf"][:-1], "é"):
            found = scenes.send(browser, path, {**good, "csrf": token})
            assert (found.status, "Formulaire refusé" in found.body) == (403, True), path
        # The form of another person's session leads to its page, and nothing typed in it goes along.
        led = scenes.redirection(browser, path, {**good, "csrf": others})
        assert led == f"/api{path}?fait=recommencer", path
        del good["csrf"]
        assert scenes.send(browser, path, good).status == 403, path
    assert scenes.world.everything() == before


@pytest.mark.parametrize("path", ["/connexion", "/connexion/cle-acces", "/mot-de-passe-oublie"])
def test_a_form_before_the_sign_in_does_nothing_without_the_token_of_its_page(scenes: Scenes, path: str) -> None:
    before = scenes.world.everything()
    browser = scenes.world.browser()
    sent = {"adresse": "paul@exemple.fr", "mot_de_passe": "x"}
    assert "recommencez" in scenes.send(browser, path, sent).body
    page = browser.get(path)
    token = next(field.value for field in page.form(path).fields if field.name == "csrf")
    other = scenes.world.browser()
    other.get(path)
    for elsewhere in (scenes.world.browser(), other):
        assert "recommencez" in scenes.send(elsewhere, path, {**sent, "csrf": token}).body
    assert scenes.world.everything() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "autre"])
def test_a_form_from_another_site_is_refused_on_every_route(scenes: Scenes, site: str) -> None:
    before = scenes.world.items()
    forms = [*_sessions_forms(scenes), ("", "/connexion"), ("", "/connexion/cle-acces"), ("", "/mot-de-passe-oublie")]
    forms += [("", path_of(_BY_ADDRESS, scenes)), *(("", link) for link in scenes.account_links.values())]
    forms += [("", scenes.link(scenes.situations["demand"], purpose)) for purpose in Purpose]
    for who, path in forms:
        browser = scenes.browser(who)
        found = scenes.send(browser, path, fields_for(scenes, browser), **{"Sec-Fetch-Site": site})
        assert (found.status, "Formulaire refusé" in found.body) == (403, True), path
    assert scenes.world.items() == before


def test_these_tests_cover_every_route_that_takes_forms() -> None:
    without_a_session = {"/connexion", "/connexion/cle-acces", "/mot-de-passe-oublie", "/deconnexion", _BY_ADDRESS}
    by_link = {f"/{purpose}/{{token}}" for purpose in AccountPurpose}
    by_link |= {"/lien/{purpose}/{token}", "/invitation-par-carte/{token}"}
    assert {route for route in posts() if route in PUBLIC} == without_a_session | by_link
