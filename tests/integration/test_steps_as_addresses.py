"""A form is never lost: Back, Forward, Reload and a bookmark show it by GET, as it was typed (specification §5)."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from chalicelib.store.drafts import KEPT
from tests.browser import Browser, Page
from tests.integration.refused_input import fields_of, losses, unchanged
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes
from tests.integration.test_story import begin

NEW = "zoe@exemple.fr"


@pytest.fixture
def claire(scenes: Scenes) -> Browser:
    """Return Claire's browser."""
    return scenes.browser(CLAIRE)


def again(browser: Browser, page: Page) -> Page:
    """Open the address of a page once more, as Back and Reload do."""
    return browser.get(page.url)


def remplacant(scenes: Scenes, claire: Browser) -> Page:
    """Return step 2 with the form of a remplaçant, with errors."""
    page = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="remplacant")
    given = fields_of(scenes.world, "remplacant", fin="")
    return claire.submit(page, "/nouvelle/valider", **given)


def test_every_step_of_a_creation_is_shown_again_as_it_was_typed(scenes: Scenes, claire: Browser) -> None:
    dialog = begin(claire, KNOWN[PAUL])
    assert "Vérification de compte" in again(claire, dialog).text
    profils = claire.submit(dialog, "/nouvelle/profil")
    chosen = claire.submit(profils, "/nouvelle/profil", choix="comptable")
    given = fields_of(scenes.world, "comptable", fin="")
    wrong = claire.submit(chosen, "/nouvelle/valider", **given)
    for page in (wrong, again(claire, wrong)):
        assert page.status == 400
        assert "Saisissez la date de fin." in page.text
        assert not losses(page.form("/nouvelle/valider"), given)
    assert not losses(again(claire, chosen).form("/nouvelle/valider"), given)
    assert "Vérification de compte" in again(claire, dialog).text


@pytest.mark.parametrize("label", ["Non, je vérifie la saisie", "Fermer sans confirmer", "Retour à la saisie"])
def test_the_ways_back_from_the_dialog_keep_the_address(claire: Browser, label: str) -> None:
    page = claire.get(begin(claire, KNOWN[PAUL]).link(label))
    assert not losses(page.form("/delegations/nouvelle"), {"adresse": KNOWN[PAUL]})


def test_the_way_back_to_step_1_keeps_what_was_typed_in_step_2(scenes: Scenes, claire: Browser) -> None:
    wrong = remplacant(scenes, claire)
    step_1 = claire.get(urljoin(wrong.url, next(href for text, href in wrong.links if text == "Délégué")))
    assert step_1.status == 200
    assert "Saisissez la date" not in step_1.text
    assert not losses(step_1.form("/delegations/nouvelle"), {"adresse": NEW})
    step_2 = claire.submit(step_1, "/delegations/nouvelle", adresse="autre@exemple.fr")
    assert "autre@exemple.fr" in step_2.text
    assert not losses(step_2.form("/nouvelle/valider"), fields_of(scenes.world, "remplacant", fin=""))


def test_a_first_profil_is_chosen_by_the_address_and_kept_on_the_way_back(scenes: Scenes, claire: Browser) -> None:
    profils = begin(claire, NEW)
    with unchanged(scenes.world):
        chosen = claire.submit(profils, "/nouvelle/profil", choix="comptable")
        assert chosen.form("/nouvelle/valider")
        step_1 = claire.get(chosen.link("Retour à la saisie"))
    step_2 = claire.submit(step_1, "/delegations/nouvelle", adresse="autre@exemple.fr")
    assert ("profil", "comptable") in step_2.form("/nouvelle/valider").filled({})


def test_another_profil_keeps_every_field(scenes: Scenes, claire: Browser) -> None:
    comptable = claire.submit(remplacant(scenes, claire), "/nouvelle/profil", choix="comptable")
    chosen = claire.submit(comptable, "/nouvelle/profil", choix="assistant_medical", structures=["cabinet-1"])
    page = claire.submit(chosen, "/nouvelle/profil", choix="remplacant", cpe="3750100125/0000000042")
    typed = {**fields_of(scenes.world, "remplacant", fin=""), "cpe": "3750100125/0000000042"}
    assert not losses(page.form("/nouvelle/valider"), {**typed, "structures": ["cabinet-1"]})


def test_back_to_the_first_profil_shows_its_form_without_the_errors_of_the_other(
    scenes: Scenes, claire: Browser
) -> None:
    first = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")
    other = claire.submit(first, "/nouvelle/profil", choix="remplacant")
    given = fields_of(scenes.world, "remplacant", fin="")
    wrong = claire.submit(other, "/nouvelle/valider", **given)
    assert wrong.status == 400
    back = again(claire, first)
    assert back.status == 200
    assert "Erreur" not in back.body
    assert ("profil", "comptable") in back.form("/nouvelle/valider").filled({})
    forward = claire.submit(back, "/nouvelle/profil", choix="remplacant")
    assert not losses(forward.form("/nouvelle/valider"), given)


def test_back_to_the_profil_that_has_errors_shows_them(scenes: Scenes, claire: Browser) -> None:
    first = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")
    claire.submit(first, "/nouvelle/valider", **fields_of(scenes.world, "comptable", fin=""))
    back = again(claire, first)
    assert (back.status, "Saisissez la date de fin." in back.text) == (400, True)


@pytest.mark.parametrize("button", [{"choix": "comptable"}, {"periode": "mois"}, {"verifier": "oui"}])
def test_a_button_of_step_2_leads_to_the_form(scenes: Scenes, claire: Browser, button: dict[str, str]) -> None:
    page = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="remplacant")
    fields = dict(page.form("/nouvelle/profil").filled(button))
    assert scenes.redirection(claire, "/delegations/nouvelle/profil", fields).endswith("#conditions")


def test_a_step_of_another_tab_changes_nobody_in_this_one(scenes: Scenes, claire: Browser) -> None:
    mine = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")
    other = claire.submit(claire.get(mine.link("Retour à la saisie")), "/delegations/nouvelle", adresse="x@exemple.fr")
    assert other.url != mine.url
    assert NEW in again(claire, mine).text
    board = claire.submit(again(claire, mine), "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    assert "La délégation a bien été créée" in board.text
    assert NEW in board.text


def test_the_form_of_a_delegation_that_was_created_leads_to_it(scenes: Scenes, claire: Browser) -> None:
    page = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")
    claire.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    scenes.world.pass_time(seconds=KEPT.total_seconds())
    for place in (page.url, page.url.replace("/profil", ""), page.url.replace("/profil", "/compte")):
        found = scenes.world.signed_in(CLAIRE).get(place)
        assert "Ce formulaire a déjà été validé" in found.text, place
        assert NEW in found.text


def test_a_draft_is_its_owners_for_an_hour(scenes: Scenes, claire: Browser) -> None:
    wrong = remplacant(scenes, claire)
    assert NEW not in scenes.browser(HELENE).get(wrong.url).text
    assert NEW not in scenes.world.browser().get(wrong.url).text
    assert NEW in again(claire, wrong).text
    scenes.world.pass_time(seconds=KEPT.total_seconds())
    assert NEW not in scenes.world.signed_in(CLAIRE).get(wrong.url).text


def test_a_step_that_is_no_longer_valid_begins_again_and_keeps_what_was_typed(scenes: Scenes, claire: Browser) -> None:
    page = claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")
    given = fields_of(scenes.world, "comptable")
    begun = claire.submit(page, "/nouvelle/valider", etape="abc", **given)
    assert "L’adresse doit être vérifiée à nouveau." in begun.text
    step_2 = claire.submit(begun, "/delegations/nouvelle")
    assert not losses(step_2.form("/nouvelle/valider"), given)


def test_the_address_of_a_page_holds_nothing_typed(scenes: Scenes, claire: Browser) -> None:
    remplacant(scenes, claire)
    for exchange in scenes.world.exchanges:
        query = parse_qs(urlsplit(exchange.header("location")).query)
        assert set(query) <= {"brouillon", "vers", "fait"}, exchange.path
