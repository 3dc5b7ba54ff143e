"""The search of the dashboard and of the API finds a délégué however his name or his address is written."""

import pytest

from chalicelib.domain.people import Name
from chalicelib.store.lines import given_item
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, Scenes

NAME = Name("M", "Jean-Noël", "D’Angelo Lœuil")
ADDRESS = "jean@xn--socit-esab.example"


@pytest.fixture
def found(scenes: Scenes) -> str:
    """Return the delegation to be found, beside another one."""
    scenes.demand()
    found = scenes.delegation(scenes.demand())
    given_item(found._replace(delegue=found.delegue._replace(name=NAME, address=ADDRESS))).save()
    return found.id


@pytest.mark.parametrize(
    "sought",
    ["d'angelo", "DANGELO", "d´angelo", "D Angelo", "loeuil", "LŒUIL", "jean noel", "Jean–Noël D'ANGELO", "lœuil jean",
     "société", "jean@SOCIÉTÉ.example"],
)  # fmt: skip
def test_a_delegue_is_found_in_every_spelling(scenes: Scenes, found: str, sought: str) -> None:
    listed = Api(scenes.world, CLAIRE).get("/delegations", nom=sought).json
    assert [line["id"] for line in listed["delegations"]] == [found]
    page = scenes.browser(CLAIRE).get(f"/delegations?nom={sought}")
    assert "1 délégation" in page.text
    assert "jean@société.example" in page.text


@pytest.mark.parametrize("sought", ["angela", "jean nuel", "xn--", "дангело"])
def test_another_name_is_not_found(scenes: Scenes, found: str, sought: str) -> None:
    assert Api(scenes.world, CLAIRE).get("/delegations", nom=sought).json["delegations"] == []
