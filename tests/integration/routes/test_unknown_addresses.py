"""Unknown addresses get a page in French."""

import pytest

from tests.integration.routes.walk import fields_for
from tests.integration.scenes import CLAIRE, PAUL, UNKNOWN_ID, Scenes


@pytest.mark.parametrize(
    "path",
    [
        "/lien/x/y",
        "/lien/accepter/y",
        "/static/x",
        "/static/..%2Fsettings.py",
        "/compte/x",
        f"/recues/{UNKNOWN_ID}",
        f"/recues/{UNKNOWN_ID}/renoncer",
        f"/recues/{UNKNOWN_ID}/retirer",
        f"/delegations/{UNKNOWN_ID}",
        f"/delegations/{UNKNOWN_ID}/modifier",
        f"/delegations/{'x' * 3000}",
        "/delegations/%C3%A9%F0%9F%98%80",
    ],
)
def test_an_unknown_address_gets_a_french_page(scenes: Scenes, path: str) -> None:
    page = scenes.browser(CLAIRE).get(path)
    assert page.status == 404
    assert page.header("content-type").startswith("text/html")
    assert "Page introuvable" in page.text or "Lien non reconnu" in page.text or "n’existe pas" in page.text
    assert "Accéder à amelipro" in page.text


def test_an_unknown_decision_gets_a_french_page(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = browser.post(f"/recues/{scenes.situations['demand']}/autre", fields_for(scenes, browser))
    assert (page.status, "Page introuvable" in page.text) == (404, True)
