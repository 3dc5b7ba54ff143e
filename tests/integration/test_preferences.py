"""« Configuration d’amelipro »: the e-mails that one may do without (specification §5)."""

import pytest

from tests.integration.api.client import Api
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes

PATH = "/compte/configuration"


def _is_ticked(scenes: Scenes, who: str, name: str = "fin_proche") -> bool:
    form = scenes.browser(who).get(PATH).form("/configuration")
    return (name, "oui") in form.filled({})


def _choose(scenes: Scenes, who: str, value: str, **also: str) -> str:
    browser = scenes.browser(who)
    return browser.submit(browser.get(PATH), "/configuration", fin_proche=value, **also).text


def test_the_mail_of_what_ends_is_wanted_until_its_reader_says_otherwise(scenes: Scenes) -> None:
    assert _is_ticked(scenes, CLAIRE)
    assert scenes.world.of_kind("preferences") == []
    assert "Vos préférences ont bien été enregistrées." in _choose(scenes, CLAIRE, "non")
    assert not _is_ticked(scenes, CLAIRE)
    _choose(scenes, CLAIRE, "oui")
    assert _is_ticked(scenes, CLAIRE)


def test_the_summary_of_each_monday_leaves_to_whoever_ticks_it_until_the_tick_is_taken_away(scenes: Scenes) -> None:
    assert not _is_ticked(scenes, CLAIRE, "resume")
    _choose(scenes, CLAIRE, "non", resume="oui")
    assert (_is_ticked(scenes, CLAIRE, "resume"), _is_ticked(scenes, CLAIRE)) == (True, False)
    _choose(scenes, CLAIRE, "oui", resume="")
    assert (_is_ticked(scenes, CLAIRE, "resume"), _is_ticked(scenes, CLAIRE)) == (False, True)


def test_the_yearly_review_is_told_until_its_tick_is_taken_away(scenes: Scenes) -> None:
    assert _is_ticked(scenes, CLAIRE, "revue")
    _choose(scenes, CLAIRE, "oui", revue="")
    assert not _is_ticked(scenes, CLAIRE, "revue")
    _choose(scenes, CLAIRE, "oui", revue="oui")
    assert _is_ticked(scenes, CLAIRE, "revue")


def test_a_form_with_an_error_keeps_the_tick(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    page = browser.submit(browser.get(PATH), "/configuration", fin_proche="", resume="oui")
    assert ("resume", "oui") in page.form("/configuration").filled({})
    assert not _is_ticked(scenes, CLAIRE, "resume")


def test_a_choice_is_of_one_account_alone(scenes: Scenes) -> None:
    _choose(scenes, CLAIRE, "non")
    assert _is_ticked(scenes, PAUL)


@pytest.mark.parametrize("value", ["", "peut-être"])
def test_a_form_that_chooses_nothing_changes_nothing(scenes: Scenes, value: str) -> None:
    with unchanged(scenes.world):
        text = _choose(scenes, CLAIRE, value)
    assert "Choisissez comment être averti(e)." in text


def test_the_page_says_which_mails_always_leave(scenes: Scenes) -> None:
    text = scenes.browser(CLAIRE).get(PATH).text
    assert "E-mails toujours envoyés" in text
    assert "La sécurité de votre compte" in text


def test_the_api_reads_and_writes_the_same_choice(scenes: Scenes) -> None:
    claire = Api(scenes.world, CLAIRE)
    assert claire.get("/preferences").json == {"fin_proche": True, "revue": True, "resume": False}
    assert claire.ask("PUT", "/preferences", {"fin_proche": False, "revue": False, "resume": True}).status == 204
    assert claire.get("/preferences").json == {"fin_proche": False, "revue": False, "resume": True}
    assert not _is_ticked(scenes, CLAIRE)


def test_a_choice_of_the_api_leaves_what_it_does_not_name_as_it_was(scenes: Scenes) -> None:
    claire = Api(scenes.world, CLAIRE)
    claire.ask("PUT", "/preferences", {"fin_proche": False, "revue": False, "resume": True})
    claire.ask("PUT", "/preferences", {"fin_proche": True})
    assert claire.get("/preferences").json == {"fin_proche": True, "revue": False, "resume": True}


def test_a_malformed_choice_changes_nothing(scenes: Scenes) -> None:
    with unchanged(scenes.world):
        for body in ({}, {"fin_proche": "non"}, {"fin_proche": None}, {"fin_proche": True, "resume": "oui"}):
            assert Api(scenes.world, CLAIRE).ask("PUT", "/preferences", body).status == 422
