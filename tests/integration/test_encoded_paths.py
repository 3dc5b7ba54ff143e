"""A mail client may encode any character of a link: it opens what it opened, and no encoding opens anything else."""

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.http.routes import ROUTES
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, Scenes

TWICE = "%257E"


def _encoded(text: str) -> str:
    """Return a text with every character percent-encoded."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


@pytest.mark.parametrize("written", ["%7E", "%7e"])
def test_a_link_whose_tildes_a_mail_client_has_encoded_works(scenes: Scenes, written: str) -> None:
    browser, path = scenes.world.browser(), scenes.link(scenes.demand(), Purpose.ACCEPT)
    assert browser.get(path.replace("~", written)).text == browser.get(path).text
    for purpose in (AccountPurpose.NEW_PASSWORD, AccountPurpose.NOT_ME, AccountPurpose.ASK):
        assert browser.get(scenes.account_link(purpose).replace("~", written)).status == 200


def test_a_link_that_is_encoded_throughout_works_and_its_form_too(scenes: Scenes) -> None:
    browser, path = scenes.world.browser(), scenes.link(scenes.demand(), Purpose.REFUSE)
    before, token = path.rsplit("/", 1)
    page = browser.get(f"{before}/{_encoded(token)}")
    assert page.status == 200
    assert browser.submit(page, token).status == 200
    assert "Votre réponse a déjà été enregistrée" in browser.get(f"{before}/{_encoded(token)}").text


def test_a_link_that_is_encoded_twice_is_none(scenes: Scenes) -> None:
    path = scenes.link(scenes.demand(), Purpose.ACCEPT)
    assert scenes.world.browser().get(path.replace("~", TWICE)).status == 404


def test_a_page_whose_id_is_encoded_is_that_page(scenes: Scenes) -> None:
    browser, found = scenes.browser(CLAIRE), scenes.validated()
    assert browser.get(f"/delegations/{_encoded(found)}").text == browser.get(f"/delegations/{found}").text


@pytest.mark.parametrize("written", ["a%2Fb", "a%2fb", "a%5Cb", "a%00b", "a%0D%0Ab", "a%7Fb", "a%C2%85b", "%FF", "%C3"])
def test_what_decodes_to_no_parameter_is_found_by_no_route(scenes: Scenes, written: str) -> None:
    browser = scenes.browser(CLAIRE)
    with unchanged(scenes.world):
        for path in (path for path in ROUTES if "{" in path):
            asked = "/".join(written if part.startswith("{") else part for part in path.split("/"))
            assert browser.get(asked).status == 404, path
            if "POST" in ROUTES[path].methods:
                done = browser.post(asked, {})
                assert (done.status, done.url.endswith(asked)) == (404, True), path
