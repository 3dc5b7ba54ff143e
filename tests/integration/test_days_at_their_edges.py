"""Days and numbers at their edges, in what is prolonged: an answer in words, and never a fault of the service."""

from datetime import date

import pytest

from tests.integration.api.client import Api
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, Scenes

FORM, API = "/delegations/prolonger", "/prolongations"
EDGES = ["9999-12-31", "9999-12-01", "2999-12-31", "2999-12-01", "0001-01-01"]


@pytest.mark.parametrize("months", ["1", "6"])
@pytest.mark.parametrize("shown", EDGES)
def test_a_last_day_at_the_edge_of_the_calendar_is_refused_by_the_form(scenes: Scenes, shown: str, months: str) -> None:
    found = scenes.validated()
    browser = scenes.browser(CLAIRE)
    with unchanged(scenes.world):
        page = browser.submit(browser.get(FORM), FORM, delegations=f"{found}:{shown}", duree=months)
    assert page.status == 200
    assert "Prolongation demandée" not in page.text


@pytest.mark.parametrize("months", [1, 120])
@pytest.mark.parametrize("shown", EDGES)
def test_a_last_day_at_the_edge_of_the_calendar_is_refused_by_the_api(scenes: Scenes, shown: str, months: int) -> None:
    found = scenes.validated()
    reply = Api(scenes.world, CLAIRE).post(API, {"delegations": [{"id": found, "fin": shown}], "mois": months})
    assert reply.status == 200
    (result,) = reply.json["resultats"]
    assert (result["fin"], bool(result["refus"])) == (None, True)


@pytest.mark.parametrize("months", ["3", "3.0", "3e0", "30e-1"])
def test_a_whole_number_is_the_same_however_json_writes_it(scenes: Scenes, months: str) -> None:
    found = scenes.validated()
    end = scenes.delegation(found).terms.validity.end
    body = f'{{"delegations": [{{"id": "{found}", "fin": "{end.isoformat()}"}}], "mois": {months}}}'
    reply = Api(scenes.world, CLAIRE).post(API, body)
    (result,) = reply.json["resultats"]
    assert date.fromisoformat(result["fin"]) > end


@pytest.mark.parametrize("months", ["3.5", "0.0", "-1.0", "121.0", "1e9", "1e400", "-0.0"])
def test_a_number_of_months_out_of_bounds_is_refused_at_its_field(scenes: Scenes, months: str) -> None:
    body = f'{{"delegations": [{{"id": "une", "fin": "2026-03-31"}}], "mois": {months}}}'
    reply = Api(scenes.world, CLAIRE).post(API, body)
    assert (reply.status, [error["pointer"] for error in reply.json["errors"]]) == (422, ["#/mois"])
