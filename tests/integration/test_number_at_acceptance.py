"""A number that is not the délégué's own is shown to him as he accepts, and to the délégant before he validates."""

import pytest

from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.card_readers import remplacante
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes
from tests.integration.test_number_in_doubt import DURAND, PAULS
from tests.integration.test_story import begin
from tests.integration.world import LOOKUP
from tests.small_directory import OnePerson, port

TYPED, OWN = "99900001076", "99900001068"
NOT_HIS_CARDS = f"Le numéro RPPS indiqué par votre délégant, {TYPED}, n’est pas celui de votre carte, {OWN}."
ANOTHERS = f"D’après l’Annuaire Santé, le numéro RPPS {TYPED} est celui d’une autre personne que vous."


@pytest.fixture
def claire(scenes: Scenes) -> Browser:
    """Claire's browser."""
    return scenes.browser(CLAIRE)


def _use_card(rpps: str = OWN) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.rpps.set(rpps)])


def _demand(scenes: Scenes, claire: Browser, number: str = TYPED) -> str:
    """Delegate to Paul under a number, whatever is said about it; return the id."""
    page = claire.submit(begin(claire, KNOWN[PAUL]), "/nouvelle/profil")
    page = claire.submit(page, "/nouvelle/profil", choix="remplacant")
    last = f"{scenes.today + 9 * DAY:%d/%m/%Y}"
    given: dict[str, str | list[str]] = {"fin": last, "toutes_structures": "oui", **remplacante(number)}
    while "/nouvelle/valider" in {form.action.removeprefix("/api/delegations") for form in page.forms}:
        page = claire.submit(page, "/nouvelle/valider", debut=f"{scenes.today:%d/%m/%Y}", **given)
    ((item,),) = [scenes.world.of_kind("delegation")]
    return str(item["pk"]["S"].partition("#")[2])


def _page_of(scenes: Scenes, found: str, way: str) -> tuple[Browser, Page]:
    """Return Paul's browser at the page where he accepts."""
    browser = scenes.browser(PAUL) if way == "space" else scenes.world.browser()
    return browser, browser.get(f"/recues/{found}" if way == "space" else scenes.link(found, Purpose.ACCEPT))


def _accept(browser: Browser, page: Page) -> Page:
    action = next(form.action for form in page.forms if "compris" in {field.name for field in form.fields})
    return browser.submit(page, "/".join(action.rsplit("/", 2)[1:]), compris="oui")


@pytest.mark.parametrize("way", ["space", "link"])
def test_the_number_of_the_card_takes_the_place_of_another_one_once_both_have_seen_it(
    scenes: Scenes, claire: Browser, way: str
) -> None:
    _use_card()
    found = _demand(scenes, claire)
    browser, page = _page_of(scenes, found, way)
    assert NOT_HIS_CARDS in page.text

    _accept(browser, page)
    accepted = scenes.delegation(found)
    assert (accepted.status, accepted.delegue.identifiers.rpps_adeli) == (Status.A_VALIDER, OWN)

    validation = claire.get(f"/delegations/{found}/valider")
    assert f"{OWN} (vous aviez saisi {TYPED}" in validation.text
    claire.submit(validation, "/valider")
    assert scenes.delegation(found).status is Status.VALIDEE


@pytest.mark.parametrize("way", ["space", "link"])
def test_an_acceptance_without_the_warning_is_not_taken(scenes: Scenes, claire: Browser, way: str) -> None:
    found = _demand(scenes, claire)
    browser, page = _page_of(scenes, found, way)
    assert "RPPS" not in page.text.replace("RPPS/ADELI", "")
    _use_card()

    shown = _accept(browser, page)
    assert (shown.status, NOT_HIS_CARDS in shown.text) == (409, True)
    assert scenes.delegation(found).status is Status.EN_COURS

    _accept(browser, shown)
    assert scenes.delegation(found).status is Status.A_VALIDER


@pytest.mark.parametrize("way", ["space", "link"])
def test_a_number_that_the_directory_gives_to_somebody_else_waits_for_the_delegant(
    scenes: Scenes, claire: Browser, way: str
) -> None:
    found = _demand(scenes, claire)
    with port(lambda: OnePerson(TYPED, DURAND)):
        browser, page = _page_of(scenes, found, way)
        assert ANOTHERS in page.text
        assert "DURAND" not in page.text
        _accept(browser, page)
    accepted = scenes.delegation(found)
    assert (accepted.status, accepted.delegue.identifiers.rpps_adeli) == (Status.A_VALIDER, TYPED)


@pytest.mark.parametrize("number", [OWN, "631234567"], ids=["his own", "an ADELI"])
def test_a_number_without_doubt_is_accepted_at_once(scenes: Scenes, claire: Browser, number: str) -> None:
    _use_card()
    found = _demand(scenes, claire, number)
    with port(lambda: OnePerson(OWN, PAULS)):
        browser, page = _page_of(scenes, found, "space")
        _accept(browser, page)
    assert scenes.delegation(found).status is Status.VALIDEE
    assert scenes.delegation(found).delegue.identifiers.rpps_adeli == number


def test_the_directory_is_asked_about_the_number_of_the_card(scenes: Scenes, claire: Browser) -> None:
    """The typed number is that of a doctor with a cabinet of his own, which says nothing about Paul."""
    _use_card()
    found = _demand(scenes, claire)
    with port(lambda: OnePerson(TYPED, DURAND._replace(is_liberal=True))):
        browser, page = _page_of(scenes, found, "space")
        _accept(browser, page)
    assert scenes.delegation(found).status is Status.A_VALIDER


def test_the_api_asks_the_same(scenes: Scenes, claire: Browser) -> None:
    _use_card()
    found = _demand(scenes, claire)
    paul = Api(scenes.world, PAUL)
    read = paul.get(f"/received-delegations/{found}").json
    assert read["doute_numero"] == NOT_HIS_CARDS
    path, body = f"/received-delegations/{found}/accept", {"version": read["version"], "compris": True}
    refused = paul.post(path, body)
    assert (refused.status, refused.code, refused.json["detail"]) == (409, "numero-douteux", NOT_HIS_CARDS)
    assert paul.post(f"{path}?numero_vu=oui", body).json["statut"]["code"] == "a_valider"
    assert paul.get(f"/received-delegations/{found}").json["doute_numero"] is None


def test_a_number_that_another_card_has_proved_waits_for_the_delegant_and_the_delegue_reads_nothing_of_it(
    scenes: Scenes, claire: Browser
) -> None:
    AliasItem(*keys.alias("rpps", TYPED, LOOKUP), account_id=HELENE, proved=True).save()
    found = _demand(scenes, claire)
    browser, page = _page_of(scenes, found, "space")
    accepted = _accept(browser, page)
    assert TYPED not in page.text + accepted.text
    assert scenes.delegation(found).status is Status.A_VALIDER
    validation = claire.get(f"/delegations/{found}/valider")
    assert f"{TYPED} est déjà celui d’un autre compte" in validation.text
    claire.submit(validation, "/valider")
    delegation = scenes.delegation(found)
    assert (delegation.status, delegation.delegue.identifiers.rpps_adeli) == (Status.VALIDEE, "")
