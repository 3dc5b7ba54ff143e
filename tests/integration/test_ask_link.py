"""« Mon lien de demande »: a délégant opens it, and whoever opens it asks him (specification §5, « Asking »)."""

import re
from collections.abc import Callable

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.acts.ask_link import open_ask_link, show_ask_link
from chalicelib.acts.block import block
from chalicelib.acts.follow_ask_link import look_at_delegant, profession_of
from chalicelib.acts.follow_link import DeadLink
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, practice_item
from chalicelib.store.writes import transact
from tests.browser import Browser, Page
from tests.builders import a_practice
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes

PATH = "/delegations/lien-de-demande"
WISH = {"profil": "comptable", "debut": "12/10/2026", "fin": "30/11/2026"}
DEAD = "Ce lien ne vous permet pas de demander une délégation."


def _change(scenes: Scenes, how: str) -> Page:
    browser = scenes.browser(CLAIRE)
    return browser.submit(browser.get(PATH), PATH, geste=how)


def _path(scenes: Scenes) -> str:
    return f"/demande/{show_ask_link(runtime.context(), scenes.session(CLAIRE)).token}"


def opened(scenes: Scenes) -> str:
    """Open Claire's link; return its path."""
    _change(scenes, "ouvrir")
    return _path(scenes)


def wished(browser: Browser, path: str, **wish: str) -> Page:
    """Choose a profil and a period; return the page that follows."""
    return browser.submit(browser.get(path), path, **{**WISH, **wish})


def test_the_link_is_closed_until_its_delegant_opens_it(scenes: Scenes) -> None:
    assert "Votre lien est fermé" in scenes.browser(CLAIRE).get(PATH).text
    page = _change(scenes, "ouvrir")
    assert "Votre lien de demande est ouvert." in page.text
    assert _path(scenes) in page.text
    assert "<svg" in page.body


def test_whoever_opens_the_link_sees_name_profession_and_town_alone(scenes: Scenes) -> None:
    shown = scenes.browser().get(opened(scenes))
    assert shown.status == 200
    for seen in ("Mme Claire EXEMPLE", "Médecin", "Clermont-Ferrand"):
        assert seen in shown.text
    for place in a_practice().structures:
        assert not {place.street, place.am_finess, place.id} & set(re.split(r"[\s\"<>]", shown.body))
    assert f'"{CLAIRE}"' not in shown.body


def test_somebody_signed_in_asks_and_the_demand_waits_for_the_delegant(scenes: Scenes) -> None:
    paul = scenes.browser(PAUL, Mode.MOT_DE_PASSE)
    confirmation = wished(paul, opened(scenes))
    assert "du 12/10/2026 au 30/11/2026" in confirmation.text
    sent = paul.submit(confirmation, "/envoyer", compris="oui")
    assert "Votre demande a bien été envoyée." in sent.text
    delegation = scenes.delegation(sent.url.split("?")[0].rsplit("/", 1)[1])
    assert delegation.status is Status.A_VALIDER
    assert (delegation.delegant.account_id, delegation.delegue.account_id) == (CLAIRE, PAUL)


def test_the_page_of_the_link_counts_the_demands_of_a_day(scenes: Scenes) -> None:
    paul = scenes.browser(PAUL)
    path = opened(scenes)
    assert "Aucune demande reçue" in scenes.browser(CLAIRE).get(PATH).text
    paul.submit(wished(paul, path), "/envoyer", compris="oui")
    assert "1 demande reçue" in scenes.browser(CLAIRE).get(PATH).text


def test_a_demand_sent_twice_asks_once(scenes: Scenes) -> None:
    paul = scenes.browser(PAUL)
    confirmation = wished(paul, opened(scenes))
    first, second = (paul.submit(confirmation, "/envoyer", compris="oui") for _ in range(2))
    assert first.url == second.url
    assert len(scenes.world.of_kind("delegation")) == 1


def test_a_stranger_chooses_first_and_comes_back_to_his_choice_once_signed_in(scenes: Scenes) -> None:
    visitor = scenes.browser()
    asked_who = wished(visitor, opened(scenes))
    assert "Qui êtes-vous ?" in asked_who.text
    way = asked_who.link("Vous connecter")
    scenes.give_password(PAUL, "Tournesol-42!")
    back = visitor.submit(visitor.get(way), "/connexion", adresse="paul@exemple.fr", mot_de_passe="Tournesol-42!")
    assert "du 12/10/2026 au 30/11/2026" in back.text
    assert "M. Paul" in back.text


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"debut": ""}, "Saisissez la date de début."),
        ({"fin": "01/10/2026"}, "La date de fin"),
        ({"profil": ""}, "Sélectionnez un profil."),
    ],
)
def test_a_wish_with_an_error_is_shown_again_as_it_was_typed(scenes: Scenes, wish: dict[str, str], error: str) -> None:
    shown = wished(scenes.browser(), opened(scenes), **wish)
    assert shown.status == 400
    assert error in shown.text
    kept = {**WISH, **wish}
    assert {name: dict(shown.form(_path(scenes)).filled({})).get(name, "") for name in kept} == kept


def test_a_usual_period_is_filled_in(scenes: Scenes) -> None:
    path = opened(scenes)
    shown = scenes.browser().get(f"{path}?suite=oui&profil=comptable&debut=&fin=&periode=demain")
    assert shown.status == 200
    assert ("debut", "03/03/2026") in shown.form(path).filled({})


def test_a_demand_needs_the_box_and_keeps_what_was_typed(scenes: Scenes) -> None:
    paul = scenes.browser(PAUL)
    confirmation = wished(paul, opened(scenes), profil="remplacant")
    with unchanged(scenes.world):
        shown = paul.submit(confirmation, "/envoyer", rpps_adeli="12345678901", categorie="infirmier")
    assert "Cochez cette case pour envoyer votre demande." in shown.text
    assert ("rpps_adeli", "12345678901") in shown.form("/envoyer").filled({})


def test_a_delegant_reads_that_the_link_is_his_and_cannot_ask_himself(scenes: Scenes) -> None:
    claire = scenes.browser(CLAIRE)
    path = opened(scenes)
    assert "Ce lien est le vôtre" in claire.get(path).text
    shown = claire.submit(wished(claire, path), "/envoyer", compris="oui")
    assert "Vous ne pouvez pas vous déléguer l’accès à votre propre espace." in shown.text


def _head(action: Action) -> Callable[[Scenes], object]:
    return lambda scenes: HeadItem(*keys.head(CLAIRE)).update(actions=[action])


_ENDS: dict[str, Callable[[Scenes], object]] = {
    "renewed": lambda scenes: _change(scenes, "renouveler"),
    "closed": lambda scenes: _change(scenes, "fermer"),
    "no longer eligible": lambda scenes: practice_item(CLAIRE, a_practice(structures=())).save(),
    "account closed": _head(HeadItem.status.set(AccountStatus.RESERVEE.value)),
}


@pytest.mark.parametrize("end", _ENDS)
def test_a_link_that_is_dead_for_any_reason_looks_like_a_forged_one(scenes: Scenes, end: str) -> None:
    visitor, path = scenes.browser(), opened(scenes)
    forged = scenes.ask(visitor, "GET", "/demande/aaaaaaaaaaaaaaaaaaaaaaaaaa")
    _ENDS[end](scenes)
    dead = scenes.ask(visitor, "GET", path)
    assert DEAD in dead.body
    assert (dead.status, dead.body, dead.calls) == (404, forged.body, forged.calls)
    assert DEAD in scenes.browser(PAUL).get(f"{path}/qui?profil=comptable").text


def test_a_link_is_known_in_capitals_too(scenes: Scenes) -> None:
    path = opened(scenes)
    assert scenes.browser().get(path.upper().replace("/DEMANDE/", "/demande/")).status == 200


def test_a_link_that_has_changed_since_its_page_is_left_as_it_is(scenes: Scenes) -> None:
    opened(scenes)
    claire = scenes.browser(CLAIRE)
    page = claire.get(PATH)
    _change(scenes, "renouveler")
    renewed = _path(scenes)
    shown = claire.submit(page, PATH, geste="fermer")
    assert "a changé depuis l’affichage de cette page" in shown.text
    assert _path(scenes) == renewed


def test_somebody_blocked_is_listed_and_can_be_unblocked(scenes: Scenes) -> None:
    claire = scenes.browser(CLAIRE)
    paul, path = scenes.browser(PAUL), opened(scenes)
    form = wished(paul, path)
    transact([block(runtime.context(), CLAIRE, PAUL)])
    assert DEAD in paul.submit(form, "/envoyer", compris="oui").text
    page = claire.get(PATH)
    assert "M. Paul" in page.text.partition("Personnes bloquées")[2]
    shown = claire.post(PATH, {"csrf": scenes.forms_token(claire), "debloquer": PAUL})
    assert "Cette personne peut à nouveau vous adresser une demande." in shown.text
    assert "Personnes bloquées" not in shown.text
    assert "Votre demande a bien été envoyée" in paul.submit(wished(paul, path), "/envoyer", compris="oui").text


def test_without_a_card_the_link_is_shown_and_not_changed(scenes: Scenes) -> None:
    path = opened(scenes)
    browser = scenes.browser(CLAIRE, Mode.MOT_DE_PASSE)
    page = browser.get(PATH)
    assert path in page.text
    with unchanged(scenes.world):
        browser.post(PATH, {"geste": "fermer", "vu": "", "csrf": scenes.forms_token(browser)})
    assert scenes.browser().get(path).status == 200


def test_whoever_may_not_delegate_opens_no_link(scenes: Scenes) -> None:
    with pytest.raises(Refused) as refused:
        open_ask_link(runtime.context(), scenes.session(PAUL), "")
    assert refused.value.code is Code.NOT_ELIGIBLE


@pytest.mark.parametrize("without", ["a link", "an address"])
def test_nobody_is_found_without_an_open_link_and_an_address(scenes: Scenes, without: str) -> None:
    if without == "an address":
        opened(scenes)
        HeadItem(*keys.head(CLAIRE)).update([HeadItem.address.set("")])
    with pytest.raises(DeadLink):
        look_at_delegant(runtime.context(), None, CLAIRE)


@pytest.mark.parametrize(
    ("director", "liberal", "profession"),
    [
        (True, False, "Direction d’établissement"),
        (True, True, "Médecin, Médecine générale"),
        (False, False, "Médecin, Médecine générale"),
    ],
)
def test_a_director_without_a_cabinet_is_shown_as_one(director: bool, liberal: bool, profession: str) -> None:
    assert profession_of(a_practice(director=director, liberal=liberal)) == profession
