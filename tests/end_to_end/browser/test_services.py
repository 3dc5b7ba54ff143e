"""From an accepted delegation to using a service, in the widest window; in `make prove` in the narrowest too.

On a phone without script the user guide uses it (tests/end_to_end/told).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.browser.inspection import NARROW, WIDE
from tests.end_to_end.browser.places import place
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import BRUNO, HUGO, SAMPLE_PASSWORD, comptable
from tests.end_to_end.people import accepts
from tests.whole import IS_WHOLE

_FOR_WHOM = f"M. Bruno COMPTABLE agit au nom et pour le compte de {HUGO.name}"


@pytest.fixture(params=[(WIDE, True), *([(NARROW, False)] if IS_WHOLE else [])], ids=str)
def page(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Yield a window, without script where it is narrow."""
    width, script = request.param
    context = stage.context(width, script=script)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", autouse=True)
def accepted(stage: Stage) -> str:
    """Let Hugo delegate to Bruno from today on, who accepts; return the path of the delegation."""
    hugo, given = stage.world.delegant(HUGO), comptable(HUGO, BRUNO, stage.world.platform.today(), days=9)
    accepts(stage.world, hugo.asks(given))
    return place(hugo, given)


def sign_in(stage: Stage, page: Page) -> None:
    """Sign Bruno in by his password."""
    page.goto(f"{stage.url}/connexion")
    page.get_by_label("E-mail").fill(BRUNO)
    page.get_by_label("Mot de passe").first.fill(SAMPLE_PASSWORD)
    page.get_by_role("button", name="Vous connecter", exact=True).click()


def test_a_service_is_used_after_two_taps(stage: Stage, page: Page) -> None:
    sign_in(stage, page)
    taps = (
        page.get_by_role("link", name=f"Accéder à son espace\u00a0: {HUGO.name}"),
        page.get_by_role("button", name="Tous mes paiements"),
    )
    for tap in taps:
        tap.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tous mes paiements")
    expect(page.locator("main")).to_contain_text(_FOR_WHOM)


def test_back_forward_and_reload_keep_the_service_open(stage: Stage, page: Page) -> None:
    sign_in(stage, page)
    page.get_by_role("link", name=f"Accéder à son espace\u00a0: {HUGO.name}").click()
    page.get_by_role("button", name="Tous mes paiements").click()
    expect(page.locator("main")).to_contain_text(_FOR_WHOM)
    assert "code=" not in page.url
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Espace de {HUGO.name}")
    page.go_forward()
    page.reload()
    expect(page.locator("main")).to_contain_text(_FOR_WHOM)


def test_the_delegant_sees_on_which_day_his_accountant_used_the_service(
    stage: Stage, page: Page, accepted: str
) -> None:
    sign_in(stage, page)
    page.get_by_role("link", name=f"Accéder à son espace\u00a0: {HUGO.name}").click()
    page.get_by_role("button", name="Tous mes paiements").click()
    expect(page.locator("main")).to_contain_text(_FOR_WHOM)
    context = stage.context()
    stage.enter(context, stage.signed_in["hugo"])
    hugo = context.new_page()
    hugo.goto(stage.url + accepted)
    expect(hugo.locator("main")).to_contain_text(f"Dernière utilisation le {stage.world.platform.today():%d/%m/%Y}.")
    expect(hugo.get_by_role("group", name="Utilisation par semaine").locator("rect").first).to_be_visible()
    hugo.get_by_text("Les jours en toutes lettres").click()
    expect(hugo.locator("main")).to_contain_text("Tous mes paiements")
    context.close()
