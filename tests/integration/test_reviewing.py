"""« Qui a encore accès ? »: one decision for each open access, which may be spread over days (specification §5)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.review_access import keep_access
from chalicelib.domain.gone import Gone
from chalicelib.domain.statuses import End
from tests.browser import Page
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

PATH = "/delegations/acces"
OFFER = "n’a pas été revu depuis un an"


@pytest.fixture
def given(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let Paul have an access for two years."""
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 730 * DAY)
    return scenes.validated()


def look(scenes: Scenes, path: str = PATH) -> Page:
    """Return a page of Claire, who signs in anew."""
    return scenes.world.signed_in(CLAIRE).get(path)


def keep(scenes: Scenes) -> Page:
    """Press « Garder » at the first access, and return the page that follows."""
    browser = scenes.world.signed_in(CLAIRE)
    return browser.submit(browser.get(PATH), "/garder")


def test_what_is_kept_is_noted_with_its_day_and_stays_as_it_is(scenes: Scenes, given: str) -> None:
    before = scenes.delegation(given)
    page = look(scenes)
    assert "À revoir (1)" in page.text and "jamais utilisée" in page.text
    page = keep(scenes)
    assert "L’accès est gardé." in page.text
    assert f"gardé le {scenes.today:%d/%m/%Y}" in page.text and "À revoir" not in page.text
    assert scenes.delegation(given) == before
    assert "Gardés (1)" in look(scenes).text, "it is there tomorrow, in another tab, after Reload"


def test_a_decision_counts_for_the_present_review_only(scenes: Scenes, given: str) -> None:
    keep(scenes)
    scenes.world.now += 29 * DAY
    assert "Gardés (1)" in look(scenes).text
    scenes.world.now += DAY
    assert "À revoir (1)" in look(scenes).text


def test_a_review_is_offered_a_year_after_an_access_was_given_or_kept(scenes: Scenes, given: str) -> None:
    scenes.world.now += 364 * DAY
    assert OFFER not in look(scenes, "/compte").text
    scenes.world.now += DAY
    assert OFFER in look(scenes, "/compte").text
    keep(scenes)
    assert OFFER not in look(scenes, "/compte").text
    scenes.world.now += 364 * DAY
    assert OFFER not in look(scenes, "/compte").text


def test_the_api_keeps_an_access_too(scenes: Scenes, given: str) -> None:
    claire = Api(scenes.world, CLAIRE)
    assert [line["gardee_le"] for line in claire.get("/delegations").json["delegations"]] == [None]
    assert [claire.post(f"/delegations/{given}/keep").status for _ in range(2)] == [204, 204]
    (line,) = claire.get("/delegations").json["delegations"]
    assert line["gardee_le"] == scenes.today.isoformat()
    assert Api(scenes.world, HELENE).post(f"/delegations/{given}/keep").status == 404
    demand = scenes.demand()
    assert claire.post(f"/delegations/{demand}/keep").code == "statut"


def test_what_opens_nothing_is_neither_shown_nor_kept(scenes: Scenes) -> None:
    waiting = scenes.demand()
    assert "Personne n’a accès à votre espace aujourd’hui" in look(scenes).text
    for who in (CLAIRE, HELENE, PAUL):
        browser = scenes.browser(who)
        sent = scenes.send(browser, f"/delegations/{waiting}/garder", {"csrf": scenes.forms_token(browser)})
        assert "fait=gardee" not in sent.header("location")


def test_each_access_leads_to_what_one_may_do_with_it(scenes: Scenes, given: str) -> None:
    page = look(scenes)
    for label, path in (("Prolonger", "prolonger"), ("Modifier", "modifier"), ("Arrêter", "supprimer?depuis=revue")):
        assert page.link(label).endswith(f"/delegations/{given}/{path}")


def test_whoever_stops_an_access_goes_on_with_the_review(scenes: Scenes, given: str) -> None:
    browser = scenes.browser(CLAIRE)
    page = browser.get(browser.get(PATH).link("Arrêter"))
    assert page.link("Annuler").endswith(PATH)
    page = browser.submit(page, "/supprimer")
    assert page.url.split("?")[0].endswith(PATH)
    assert "La délégation a bien été supprimée." in page.text and "Personne n’a accès" in page.text


def test_a_deletion_from_elsewhere_leads_to_the_dashboard(scenes: Scenes, given: str) -> None:
    browser = scenes.browser(CLAIRE)
    for depuis in ("", "?depuis=https://ailleurs.example"):
        assert browser.get(f"/delegations/{given}/supprimer{depuis}").link("Annuler").endswith("/delegations")
    page = browser.submit(browser.get(f"/delegations/{given}/supprimer"), "/supprimer")
    assert page.url.split("?")[0].endswith("/delegations")


def test_whoever_keeps_an_access_that_ends_at_that_moment_is_told_how(scenes: Scenes, given: str) -> None:
    context, claire = runtime.context(), scenes.session(CLAIRE)
    with meanwhile(UPDATE, lambda: delete(context, claire, given, Hint())), pytest.raises(Gone) as gone:
        keep_access(context, claire, given, Hint())
    assert gone.value.end is End.SUPPRIMEE
    assert [item for item in scenes.world.of_kind("summary") if item["sk"]["S"].startswith("GIVEN#")] == []
