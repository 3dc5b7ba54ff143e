"""Step 2 of a creation shows the person of an RPPS, and loses no typed value."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.acts.directory import Directory, NoDirectory
from chalicelib.directory.persons import Person
from chalicelib.settings import settings
from tests.browser import Page
from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.test_story import begin
from tests.small_directory import Failing, OnePerson, port

RPPS = "99900001076"
LOCUM = Person("MME", "HÉLÈNE", "DURAND", exercices=("10:SM54",), is_locum=True)


def _verify(scenes: Scenes, found: Callable[[], Directory], number: str = RPPS) -> Page:
    browser = scenes.browser(CLAIRE)
    page = browser.submit(begin(browser, "zoe@exemple.fr"), "/nouvelle/profil", choix="remplacant")
    fields = page.form("/nouvelle/valider").filled({"rpps_adeli": number, "fin": "2026-12-31"})
    fields += [("verifier", "oui")]
    with port(found):
        return browser.post("/delegations/nouvelle/profil", fields)


def test_an_exclusive_locum_is_named_with_his_profession(scenes: Scenes) -> None:
    page = _verify(scenes, lambda: OnePerson(RPPS, LOCUM))

    assert "Mme Hélène DURAND, médecin généraliste, remplaçante" in page.text


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lambda: OnePerson(RPPS, LOCUM._replace(is_liberal=True)), "le profil Remplaçant lui est fermé"),
        (NoDirectory, "ne connaît pas ce numéro"),
        (Failing, "ne répond pas"),
    ],
    ids=["not exclusive", "unknown", "failing"],
)
def test_objections_to_a_number_are_shown_and_the_typed_values_stay(
    scenes: Scenes, found: Callable[[], Directory], said: str
) -> None:
    page = _verify(scenes, found)

    assert said in page.text
    assert {("rpps_adeli", RPPS), ("fin", "31/12/2026")} <= set(page.form("/nouvelle/valider").filled({}))


def test_look_ups_of_numbers_are_limited_and_recorded(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    page = browser.submit(begin(browser, "zoe@exemple.fr"), "/nouvelle/profil", choix="remplacant")
    fields = [*page.form("/nouvelle/valider").filled({"rpps_adeli": RPPS}), ("verifier", "oui")]
    pages = []
    with port(lambda: OnePerson(RPPS, LOCUM)):
        for _ in range(settings().lookups_per_hour):
            scenes.world.now += timedelta(seconds=1)  # the moment is a part of an entry's key
            pages.append(browser.post("/delegations/nouvelle/profil", fields))

    assert "DURAND" in pages[0].text
    assert "DURAND" not in pages[-1].text
    assert len(scenes.world.of_kind("lookup")) == settings().lookups_per_hour
