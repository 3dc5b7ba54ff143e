"""`GET /delegations`: the dashboard's search and order, by cursor."""

from datetime import timedelta

import pytest

from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, HELENE, Scenes


def test_the_list_searches_like_the_dashboard(claire: Api, scenes: Scenes) -> None:
    situations = scenes.every()
    assert {line["id"] for line in claire.get("/delegations", nom="MODELE", statut="validee").json["delegations"]} == {
        situations["validated"],
        situations["proposal"],
    }
    several = claire.get("/delegations", statut=["refusee", "non_aboutie"], profil="comptable").json
    assert several["trouvees"] == 3
    assert {line["statut"]["code"] for line in several["delegations"]} == {"refusee", "non_aboutie"}
    first = claire.get("/delegations").json["delegations"][0]
    assert first["statut"]["code"] == "a_valider", "what waits for the délégant comes first"


@pytest.mark.parametrize(("most", "has_more"), [(1, True), (2, False), (3, False)])
def test_a_page_that_holds_the_rest_has_no_next_page(claire: Api, scenes: Scenes, most: int, has_more: bool) -> None:
    scenes.demand()
    scenes.demand()
    page = claire.get("/delegations", limite=most).json
    assert (len(page["delegations"]), page["suivant"] is not None) == (min(most, 2), has_more)


def test_pages_by_cursor_hold_each_delegation_once_despite_insertions_and_removals(claire: Api, scenes: Scenes) -> None:
    before = {scenes.refused() for _ in range(7)}
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = claire.get("/delegations", limite=3, **cursor).json
        pages.append([line["id"] for line in page["delegations"]])
        if page["suivant"] is None:
            break
        cursor = {"curseur": page["suivant"]}
        scenes.world.now += timedelta(seconds=1)
        scenes.refused()  # sorts before the page already shown
        claire.ask("DELETE", f"/delegations/{pages[-1][-1]}")  # the delegation at which the cursor points
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {found for page in pages for found in page} == before


def listed(claire: Api, **query: str) -> list[str]:
    """Return the ids of every page of a query, two lines at a time."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = claire.get("/delegations", limite=2, **query, **cursor).json
        found += [line["id"] for line in page["delegations"]]
        if page["suivant"] is None:
            return found
        cursor = {"curseur": page["suivant"]}


def test_the_list_is_sorted_by_the_dashboards_words_over_all_pages(claire: Api, scenes: Scenes) -> None:
    asked = [scenes.refused() for _ in range(5)]  # each period begins after the one before
    assert listed(claire, tri="debut") == asked
    assert listed(claire, tri="-debut") == asked[::-1]


def test_a_cursor_of_another_order_is_refused(claire: Api, scenes: Scenes) -> None:
    scenes.refused()
    scenes.refused()
    cursor = claire.get("/delegations", limite=1, tri="debut").json["suivant"]
    for tri in ({}, {"tri": "-debut"}, {"tri": "fin"}):
        assert claire.get("/delegations", curseur=cursor, **tri).code == "curseur"


def test_the_list_can_hold_what_opens_an_access_today_alone(claire: Api, scenes: Scenes) -> None:
    opened, later = scenes.validated(), scenes.validated()
    scenes.demand()
    assert listed(claire, acces="ouverts") == [opened]
    scenes.world.now = scenes.delegation(later).terms.validity.starts_at
    assert listed(Api(scenes.world, CLAIRE), acces="ouverts") == [later]


def test_a_cursor_serves_its_owner_and_its_list_for_a_day(claire: Api, scenes: Scenes) -> None:
    for _ in range(2):
        scenes.refused()
    cursor = claire.get("/delegations", limite=1).json["suivant"]
    for api, path in ((Api(scenes.world, HELENE), "/delegations"), (claire, "/received-delegations")):
        refused = api.get(path, curseur=cursor)
        assert (refused.status, refused.code) == (422, "curseur")
    assert claire.get("/delegations", curseur=cursor + "x").code == "curseur"
    scenes.world.now += timedelta(days=1, seconds=1)
    assert Api(scenes.world, CLAIRE).get("/delegations", curseur=cursor).code == "curseur"


def test_an_invalid_parameter_is_named(claire: Api) -> None:
    refused = claire.get("/delegations", limite="beaucoup", statut="x", tri="date", nom="x" * 101)
    assert (refused.status, refused.code) == (400, "parametre")
    assert refused.pointers == {"limite", "statut", "tri", "nom"}
    assert claire.get("/delegations", limite=["1", "2"]).pointers == {"limite"}
