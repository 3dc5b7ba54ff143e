"""A warning about another person's RPPS comes before a creation or validation, and the number may be kept."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.directory import NoDirectory
from chalicelib.directory.persons import Person
from chalicelib.domain.catalogue import ProfilId
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item
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
    return browser.submit(page, "/nouvelle/profil", choix="remplacant")


def _send(scenes: Scenes, browser: Browser, page: Page, rpps: str = RPPS) -> Page:
    end = (scenes.today + 9 * DAY).isoformat()
    given: dict[str, str | list[str]] = {"fin": end, "toutes_structures": "oui", **remplacante(rpps)}
    return browser.submit(page, "/nouvelle/valider", debut=scenes.today.isoformat(), **given)


def _count_created(scenes: Scenes) -> int:
    return len(scenes.world.of_kind("delegation"))


def test_a_number_under_another_name_is_shown_once_and_then_accepted(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    with port(_of(DURAND)):
        page = _send(scenes, browser, _form_for_paul(scenes, browser))
        assert (page.status, _count_created(scenes)) == (409, 0)
        assert ANOTHERS in page.text
        assert {("rpps_adeli", RPPS), ("specialite", "01")} <= set(page.form("/nouvelle/valider").filled({}))

        assert "La délégation a bien été créée" in _send(scenes, browser, page).text


def test_seeing_the_warning_of_one_number_does_not_cover_another(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    with port(_of(DURAND)):
        shown = _send(scenes, browser, _form_for_paul(scenes, browser), OTHER)
        assert "La délégation a bien été créée" in shown.text
        page = _form_for_paul(scenes, browser)
        given = {"debut": "2027-01-01", "fin": "2027-01-31", **remplacante(RPPS)}
        fields = page.form("/nouvelle/valider").filled(given)
        kept = [*fields, ("numero_vu", OTHER), ("toutes_structures", "oui")]
        assert ANOTHERS in browser.post("/delegations/nouvelle/valider", kept).text


@pytest.mark.parametrize("directory", [_of(PAULS), NoDirectory, Failing], ids=["his own", "unknown", "failing"])
def test_a_number_without_known_facts_is_accepted(
    scenes: Scenes, directory: Callable[[], NoDirectory | Failing]
) -> None:
    browser = scenes.browser(CLAIRE)
    with port(directory):
        assert "La délégation a bien été créée" in _send(scenes, browser, _form_for_paul(scenes, browser)).text


def test_a_number_other_than_the_cards_is_shown_at_valider(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.rpps.set(OTHER)])
    browser = scenes.browser(CLAIRE)

    page = _send(scenes, browser, _form_for_paul(scenes, browser))
    assert (page.status, _count_created(scenes)) == (409, 0)
    assert "La carte de cette personne porte un autre numéro RPPS" in page.text
    assert OTHER not in page.text

    assert "La délégation a bien été créée" in _send(scenes, browser, page).text


def test_step_2_warns_that_the_number_is_not_the_accounts(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    page = _form_for_paul(scenes, browser)
    fields = [*page.form("/nouvelle/valider").filled({"rpps_adeli": RPPS}), ("verifier", "oui")]

    with port(_of(DURAND)):
        assert ANOTHERS in browser.post("/delegations/nouvelle/profil", fields).text
    with port(_of(PAULS)):
        assert "et non à" not in browser.post("/delegations/nouvelle/profil", fields).text


def _invite(scenes: Scenes) -> Browser:
    """Invite Zoé as a remplaçante, under a number; return Claire's browser."""
    browser = scenes.browser(CLAIRE)
    delegate(scenes.world, browser, "zoe@exemple.fr", ProfilId.REMPLACANT, **remplacante(RPPS))
    return browser


def test_a_delegue_opening_an_account_is_warned_about_anothers_number_and_may_keep_it(scenes: Scenes) -> None:
    _invite(scenes)
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


def test_a_delegant_sees_the_directorys_person_at_valider_and_may_validate(scenes: Scenes) -> None:
    claire = _invite(scenes)
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


def test_an_address_is_corrected_to_an_account_once_the_doubt_about_its_number_was_seen(scenes: Scenes) -> None:
    claire = _invite(scenes)
    ((item,),) = [scenes.world.of_kind("delegation")]
    found = scenes.delegation(item["pk"]["S"].partition("#")[2])._replace(undeliverable=True)
    to_item(found, runtime.context().policy).save()
    given_item(found).save()
    page = claire.submit(claire.get(f"/delegations/{found.id}/corriger"), "/corriger", adresse=KNOWN[PAUL])

    with port(_of(DURAND)):
        page = claire.submit(page, "/corriger/valider")
        assert (page.status, ANOTHERS in page.text) == (409, True)
        assert scenes.delegation(found.id).delegue.address == "zoe@exemple.fr"

        assert claire.submit(page, "/corriger/valider").status == 200
    assert scenes.delegation(found.id).delegue.address == KNOWN[PAUL]


def test_the_api_gives_the_same_warning(scenes: Scenes) -> None:
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


def test_the_api_validates_a_doubtful_number_after_the_warning(scenes: Scenes) -> None:
    _invite(scenes)
    open_account(scenes.world, "zoe@exemple.fr")
    claire = Api(scenes.world, CLAIRE)
    ((found,),) = [claire.get("/delegations").json["delegations"]]
    etag = claire.get(f"/delegations/{found['id']}").etag

    with port(_of(DURAND)):
        path = f"/delegations/{found['id']}/validate"
        assert claire.post(path, If_Match=etag).code == "numero-douteux"
        assert claire.post(f"{path}?numero_vu=oui", If_Match=etag).status == 200
