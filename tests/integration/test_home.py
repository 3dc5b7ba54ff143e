"""« Accueil »: what waits, what is wrong, who has access today, and what ends soon (specification §5)."""

from datetime import timedelta

from chalicelib.acts.show_home import END_SHOWN_FROM, MOST_SHOWN
from chalicelib.identity.sessions import Mode
from tests.browser import Page
from tests.integration.scenes import CLAIRE, HELENE, LENGTH, PAUL, Scenes

TO_VALIDATE, TO_ANSWER, WRONG = "À valider", "Demandes reçues", "À corriger"
GIVEN, RECEIVED = "Qui a accès à mon espace aujourd’hui", "Espaces qui me sont ouverts aujourd’hui"


def home_of(scenes: Scenes, who: str) -> Page:
    """Return a person's first page."""
    page = scenes.browser(who, Mode.MOT_DE_PASSE if who == PAUL else Mode.CARTE).get("/compte")
    assert page.status == 200, page.text
    return page


def test_a_delegant_sees_who_waits_for_him_and_validates_in_one_tap(scenes: Scenes) -> None:
    found = scenes.to_validate()
    page = home_of(scenes, CLAIRE)
    assert f"{TO_VALIDATE} Mme Léa FUTURE a accepté votre demande" in page.text
    assert page.link("Valider").endswith(f"/delegations/{found}/valider")


def test_a_delegue_sees_who_waits_for_his_answer(scenes: Scenes) -> None:
    found = scenes.demand()
    page = home_of(scenes, PAUL)
    assert f"{TO_ANSWER} Mme Claire EXEMPLE vous propose une délégation" in page.text
    assert page.link("Répondre").endswith(f"/recues/{found}")


def test_a_change_to_answer_is_told_as_a_change(scenes: Scenes) -> None:
    scenes.proposal()
    assert "Mme Claire EXEMPLE propose une modification" in home_of(scenes, PAUL).text


def test_an_address_that_no_mail_reaches_is_shown_with_the_way_to_mend_it(scenes: Scenes) -> None:
    found = scenes.undeliverable()
    page = home_of(scenes, CLAIRE)
    assert f"{WRONG} inconnu-0@exemple.fr Comptable, adresse introuvable" in page.text
    assert page.link("Corriger l’adresse").endswith(f"/delegations/{found}/corriger")


def test_both_see_the_access_of_today_and_its_end_and_the_delegant_may_stop_it(scenes: Scenes) -> None:
    found = scenes.validated()
    until = f"Comptable, jusqu’au {scenes.delegation(found).terms.validity.end:%d/%m/%Y}"
    given, received = home_of(scenes, CLAIRE), home_of(scenes, PAUL)
    assert f"{GIVEN} M. Paul MODÈLE {until}" in given.text
    assert given.link("Arrêter").endswith(f"/delegations/{found}/supprimer")
    assert f"{RECEIVED} Mme Claire EXEMPLE {until}" in received.text
    assert received.link("Accéder à son espace").endswith(f"/pour-le-compte/{found}")


def test_an_access_that_begins_later_is_not_one_of_today(scenes: Scenes) -> None:
    scenes.validated()
    scenes.validated()
    assert home_of(scenes, CLAIRE).text.count("Arrêter") == 1


def test_an_access_is_no_longer_shown_from_the_first_second_after_its_last_day(scenes: Scenes) -> None:
    ends_at = scenes.delegation(scenes.validated()).terms.validity.ends_at
    scenes.world.now = ends_at - timedelta(seconds=1)
    assert "se termine aujourd’hui" in scenes.world.signed_in(CLAIRE).get("/compte").text
    scenes.world.now = ends_at
    assert "Personne n’a accès à votre espace aujourd’hui." in scenes.world.signed_in(CLAIRE).get("/compte").text
    assert RECEIVED not in scenes.world.signed_in(PAUL).get("/compte").text


def test_what_ends_soon_is_said_in_days_and_can_be_prolonged(scenes: Scenes) -> None:
    found = scenes.validated()
    assert "Prolonger" not in home_of(scenes, CLAIRE).text
    scenes.world.now += LENGTH - END_SHOWN_FROM + timedelta(days=1)
    page = scenes.world.signed_in(CLAIRE).get("/compte")
    assert f"se termine dans {END_SHOWN_FROM.days - 1} jours" in page.text
    assert page.link("Prolonger").endswith(f"/delegations/{found}/prolonger")


def test_a_long_group_is_cut_with_the_way_to_the_rest(scenes: Scenes) -> None:
    for _ in range(MOST_SHOWN + 2):
        scenes.undeliverable()
    page = home_of(scenes, CLAIRE)
    assert page.text.count("Corriger l’adresse") == MOST_SHOWN
    assert f"Voir toutes les délégations ({MOST_SHOWN + 2})" in page.text
    assert scenes.world.exchanges[-1].calls == ("dynamodb.Query",)


def test_nobody_sees_anything_of_other_people(scenes: Scenes) -> None:
    scenes.every()
    page = home_of(scenes, HELENE)
    assert not any(title in page.text for title in (TO_VALIDATE, TO_ANSWER, WRONG, GIVEN, RECEIVED))


def test_the_list_of_a_delegue_begins_with_what_he_can_use_today(scenes: Scenes) -> None:
    for build in (scenes.validated, scenes.refused, scenes.demand):
        build()
    page = scenes.browser(PAUL).get("/recues")
    assert [row.cells[-1].split()[0] for row in page.rows] == ["Validée", "En", "Refusée"]
