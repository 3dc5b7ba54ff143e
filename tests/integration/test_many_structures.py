"""A délégant with many structures chooses all of them at once, or searches them; without a script too."""

import pytest

from chalicelib.domain.people import MOST_PLACES
from chalicelib.store import keys
from chalicelib.store.accounts import practice_item
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import find, read
from tests.browser import Browser, Page
from tests.builders import a_practice, a_structure
from tests.integration.api.client import Api
from tests.integration.api.test_delegations import terms
from tests.integration.refused_input import fields_of, period, step_2, unchanged
from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.world import World

MANY, FEW = 12, 9


@pytest.fixture
def claire(world: World) -> Browser:
    """Return the browser of Claire, who has many structures."""
    world.delegant()
    return world.signed_in(CLAIRE)


def _give(count: int) -> None:
    """Give Claire structures; the seventh has a name of its own."""
    places = [a_structure(number) for number in range(1, count + 1)]
    places[6] = places[6]._replace(name="Maison de l’Œuvre")
    practice_item(CLAIRE, a_practice(structures=tuple(places))).save()


def _offered(page: Page, action: str = "/nouvelle/valider") -> list[str]:
    return [field.value for field in page.form(action).fields if field.name == "structures"]


def _granted(world: World) -> list[str]:
    (item,) = world.of_kind("delegation")
    key = keys.delegation(item["pk"]["S"].partition("#")[2])
    delegation = find(read([key]), DelegationItem, key)
    assert delegation is not None
    return sorted(from_item(delegation).terms.structure_ids)


def test_all_structures_are_chosen_by_one_box(world: World, claire: Browser) -> None:
    _give(MANY)
    page = step_2(claire, "comptable")
    assert f"Toutes mes structures ({MANY})" in page.text
    claire.submit(page, "/nouvelle/valider", **period(world), toutes_mes_structures="oui")
    assert len(_granted(world)) == MANY


def test_few_structures_are_listed_without_more(claire: Browser) -> None:
    _give(FEW)
    page = step_2(claire, "comptable")
    assert "Toutes mes structures" not in page.text
    assert "cherche" not in {field.name for field in page.form("/nouvelle/valider").fields}


def test_the_box_of_another_profil_chooses_nothing(world: World, claire: Browser) -> None:
    _give(MANY)
    page = step_2(claire, "comptable")
    with unchanged(world):
        page = claire.submit(page, "/nouvelle/valider", **period(world), toutes_structures="oui")
    assert "Sélectionnez au moins une structure" in page.text


def test_a_search_shows_what_it_finds_and_what_is_ticked_and_loses_nothing(world: World, claire: Browser) -> None:
    _give(MANY)
    typed = fields_of(world, "comptable", structures=["cabinet-1"], cherche="oeuvre")
    page = claire.submit(step_2(claire, "comptable"), "/nouvelle/valider", **typed, chercher="oui")
    assert world.of_kind("delegation") == []
    assert _offered(page) == ["cabinet-1", "cabinet-7"]
    assert f"2 structures sur {MANY}" in page.text
    assert ("debut", typed["debut"]) in page.form("/nouvelle/valider").filled({})

    claire.submit(page, "/nouvelle/valider", structures=["cabinet-1", "cabinet-7"])
    assert _granted(world) == ["cabinet-1", "cabinet-7"]


def test_a_search_that_was_typed_and_not_pressed_comes_before_valider(world: World, claire: Browser) -> None:
    """« Entrée » in the field of the search presses « Valider »."""
    _give(MANY)
    typed = fields_of(world, "comptable", structures=["cabinet-1"], cherche="maison")
    page = claire.submit(step_2(claire, "comptable"), "/nouvelle/valider", **typed)
    assert world.of_kind("delegation") == []
    assert _offered(page) == ["cabinet-1", "cabinet-7"]


def test_a_change_searches_the_structures_too(world: World, claire: Browser) -> None:
    scenes = Scenes(world)
    found = scenes.validated()
    _give(MANY)
    path = f"/delegations/{found}/modifier"
    with unchanged(world):
        page = claire.submit(claire.get(path), path, cherche="Œuvre", chercher="oui")
    assert set(_offered(page, path)) == {"cabinet-1", "cabinet-7"}
    claire.submit(page, path, toutes_mes_structures="oui")
    proposal = scenes.delegation(found).proposal
    assert proposal is not None and len(proposal.terms.structures) == MANY


def test_a_whole_practice_is_chosen_by_the_form_and_by_the_api(world: World, claire: Browser) -> None:
    _give(MOST_PLACES)
    every = [f"cabinet-{number}" for number in range(1, MOST_PLACES + 1)]
    claire.submit(step_2(claire, "comptable"), "/nouvelle/valider", **fields_of(world, "comptable", structures=every))
    assert len(_granted(world)) == MOST_PLACES

    scenes, api = Scenes(world), Api(world, CLAIRE)
    found = scenes.validated()
    _give(MOST_PLACES)
    path = f"/delegations/{found}"
    changed = {**terms(scenes), "structures": every}
    reply = api.ask("PATCH", path, changed, If_Match=api.get(path).etag)
    assert reply.status == 200
    proposal = scenes.delegation(found).proposal
    assert proposal is not None and len(proposal.terms.structures) == MOST_PLACES
    refused = api.ask("PATCH", path, {**changed, "structures": [*every, "x"]}, If_Match=api.get(path).etag)
    assert [error["pointer"] for error in refused.json["errors"]] == ["#/structures"]
