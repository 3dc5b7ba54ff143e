"""An RPPS that seems to be somebody else's is shown before anything is created or validated, and may be kept."""

from collections.abc import Callable

import pytest

from chalicelib.acts.directory import NoDirectory
from chalicelib.directory.persons import Person
from chalicelib.domain.catalogue import ProfilId
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.card_readers import OPENING, delegate, open_account, remplacante
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.test_story import PASSWORD, begin, link_of
from tests.small_directory import Failing, OnePerson, port

RPPS, OTHER = "99900001076", "99900001068"
DURAND = Person("MME", "HÉLÈNE", "DURAND", exercices=("10:SM54",), is_locum=True)
PAULS = Person("M", "PAUL", "MODÈLE", exercices=("10:SM54",), is_locum=True)
ANOTHERS = "L’Annuaire Santé attribue ce numéro à Mme Hélène DURAND, et non à M. Paul MODÈLE."


def _of(person: Person) -> Callable[[], OnePerson]:
    return lambda: OnePerson(RPPS, person)


def _form_for_paul(scenes: Scenes, browser: Browser) -> Page:
    """Go to step 2 with Paul's address, and choose the profil."""
    page = browser.submit(begin(browser, KNOWN[PAUL]), "/nouvelle/profil")
    return browser.submit(page, "/nouvelle/profil", profil="remplacant")


def _sent(scenes: Scenes, browser: Browser, page: Page, rpps: str = RPPS) -> Page:
    end = (scenes.today + 9 * DAY).isoformat()
    given: dict[str, str | list[str]] = {"fin": end, "toutes_structures": "oui", **remplacante(rpps)}
    return browser.submit(page, "/nouvelle/valider", debut=scenes.today.isoformat(), **given)


def _created(scenes: Scenes) -> int:
    return len(scenes.world.of_kind("delegation"))


def test_a_number_of_another_name_is_shown_at_valider_and_kept_at_the_second(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    with port(_of(DURAND)):
        page = _sent(scenes, browser, _form_for_paul(scenes, browser))
        assert (page.status, _created(scenes)) == (409, 0)
        assert ANOTHERS in page.text
        assert {("rpps_adeli", RPPS), ("specialite", "01")} <= set(page.form("/nouvelle/valider").filled({}))

        assert "La délégation a bien été créée" in _sent(scenes, browser, page).text


def test_what_was_seen_of_one_number_is_not_seen_of_another(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    with port(_of(DURAND)):
        shown = _sent(scenes, browser, _form_for_paul(scenes, browser), OTHER)
        assert "La délégation a bien été créée" in shown.text
        page = _form_for_paul(scenes, browser)
        given = {"debut": "2027-01-01", "fin": "2027-01-31", **remplacante(RPPS)}
        fields = page.form("/nouvelle/valider").filled(given)
        kept = [*fields, ("numero_vu", OTHER), ("toutes_structures", "oui")]
        assert ANOTHERS in browser.post("/delegations/nouvelle/valider", kept).text


@pytest.mark.parametrize("directory", [_of(PAULS), NoDirectory, Failing], ids=["his own", "unknown", "failing"])
def test_a_number_of_which_nothing_else_is_known_is_taken(
    scenes: Scenes, directory: Callable[[], NoDirectory | Failing]
) -> None:
    browser = scenes.browser(CLAIRE)
    with port(directory):
        assert "La délégation a bien été créée" in _sent(scenes, browser, _form_for_paul(scenes, browser)).text


def test_a_number_that_is_not_that_of_the_card_is_shown_at_valider(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.rpps.set(OTHER)])
    browser = scenes.browser(CLAIRE)

    page = _sent(scenes, browser, _form_for_paul(scenes, browser))
    assert (page.status, _created(scenes)) == (409, 0)
    assert "La carte de cette personne porte un autre numéro RPPS" in page.text
    assert OTHER not in page.text

    assert "La délégation a bien été créée" in _sent(scenes, browser, page).text


def test_step_2_says_at_once_that_the_number_is_not_the_accounts(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    page = _form_for_paul(scenes, browser)
    fields = [*page.form("/nouvelle/valider").filled({"rpps_adeli": RPPS}), ("verifier", "oui")]

    with port(_of(DURAND)):
        assert ANOTHERS in browser.post("/delegations/nouvelle/profil", fields).text
    with port(_of(PAULS)):
        assert "et non à" not in browser.post("/delegations/nouvelle/profil", fields).text


def _invited(scenes: Scenes) -> Browser:
    """Zoé is invited as a remplaçante, under a number; return Claire's browser."""
    browser = scenes.browser(CLAIRE)
    delegate(scenes.world, browser, "zoe@exemple.fr", ProfilId.REMPLACANT, **remplacante(RPPS))
    return browser


def test_the_delegue_who_opens_an_account_sees_that_the_number_is_anothers_and_may_keep_it(scenes: Scenes) -> None:
    _invited(scenes)
    browser = scenes.world.browser()
    page = browser.get(link_of(scenes.world.mail("zoe@exemple.fr"), "creer-un-compte"))
    action = next(form.action for form in page.forms if "mot_de_passe" in {field.name for field in form.fields})
    given: dict[str, str | list[str]] = {**OPENING, "mot_de_passe": PASSWORD, "confirmation": PASSWORD}

    with port(_of(DURAND)):
        page = browser.submit(page, action.rsplit("/", 1)[1], **given)
        assert page.status == 400
        assert "ce numéro est celui d’une autre personne" in page.text
        assert "DURAND" not in page.text

        page = browser.submit(page, action.rsplit("/", 1)[1], **given)
        assert "Votre compte a bien été créé" in page.text


def test_a_delegant_sees_at_valider_whose_number_the_directory_knows_and_may_validate(scenes: Scenes) -> None:
    claire = _invited(scenes)
    open_account(scenes.world, "zoe@exemple.fr")
    board = claire.get("/delegations")
    before = claire.get(board.link("Valider"))
    assert "Annuaire Santé" not in before.text

    with port(_of(DURAND)):
        refused = claire.submit(before, "/valider")
        assert refused.status == 409
        assert "attribue ce numéro à Mme Hélène DURAND" in refused.text
        assert "attribue ce numéro à Mme Hélène DURAND" in claire.get(board.link("Valider")).text

        assert "a bien été validée" in claire.submit(refused, "/valider").text


def test_the_api_asks_alike(scenes: Scenes) -> None:
    claire, day = Api(scenes.world, CLAIRE), scenes.today.isoformat()
    proof = claire.post("/account-lookups", {"adresse": KNOWN[PAUL]}).json["verification"]
    body = {
        "verification": proof, "profil": "remplacant", "debut": day, "fin": day, "toutes_structures": True,
        **remplacante(RPPS),
    }  # fmt: skip
    with port(_of(DURAND)):
        refused = claire.post("/delegations", body, Idempotency_Key="k")
        assert (refused.status, refused.code) == (409, "numero-douteux")
        assert refused.json["detail"] == ANOTHERS
        assert claire.post("/delegations?numero_vu=oui", body, Idempotency_Key="k").status == 201


def test_the_api_validates_a_doubtful_number_once_it_was_seen(scenes: Scenes) -> None:
    _invited(scenes)
    open_account(scenes.world, "zoe@exemple.fr")
    claire = Api(scenes.world, CLAIRE)
    ((found,),) = [claire.get("/delegations").json["delegations"]]
    etag = claire.get(f"/delegations/{found['id']}").etag

    with port(_of(DURAND)):
        path = f"/delegations/{found['id']}/validate"
        assert claire.post(path, If_Match=etag).code == "numero-douteux"
        assert claire.post(f"{path}?numero_vu=oui", If_Match=etag).status == 200
