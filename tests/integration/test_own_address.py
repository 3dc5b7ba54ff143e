"""Whoever our mails reach no more is told on every page, until another address is confirmed."""

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from tests.integration.scenes import CLAIRE, PAUL, Scenes

SAID = "Nos e-mails n’arrivent plus à votre adresse."


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (CLAIRE, ["/delegations", "/compte", "/notifications", "/delegations/nouvelle"]),
        (PAUL, ["/recues", "/compte"]),
    ],
)
def test_every_page_says_so_and_leads_to_the_form(scenes: Scenes, who: str, paths: list[str]) -> None:
    browser = scenes.browser(who)
    assert not [path for path in paths if SAID in browser.get(path).text]
    HeadItem(*keys.head(who)).update(actions=[HeadItem.suppressed.set(True)])
    for path in paths:
        page = browser.get(path)
        assert SAID in page.text, path
        assert page.link("Modifiez votre e-mail").endswith("/compte/e-mail")


def test_another_address_that_is_confirmed_ends_it(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.suppressed.set(True)])
    scenes.world.browser().post(scenes.account_link(AccountPurpose.CONFIRM_ADDRESS), {})
    assert SAID not in scenes.browser(PAUL).get("/recues").text
