"""A delegation of other people is not found, and stays unchanged."""

from tests.integration.page_routes import ROUTES
from tests.integration.routes.walk import fields_for, path_of
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

SOMEBODYS = ("demand", "undeliverable", "to_validate", "validated", "proposal", "refused", "ended")
"""Situations in which a delegation is somebody's, and every act is open in one of them."""


def _strangers(route: str) -> list[str]:
    return [HELENE, PAUL] if route.startswith("/delegations/") else [HELENE, CLAIRE]


def test_a_delegation_of_other_people_is_not_found_and_unchanged(scenes: Scenes) -> None:
    routes = [route for route in ROUTES if "{delegation_id}" in route]
    assert len(routes) > 10
    before = scenes.world.items()
    for route in routes:
        for who in _strangers(route):
            browser = scenes.browser(who)
            fields = fields_for(scenes, browser, who)
            for situation in SOMEBODYS:
                path = path_of(route, scenes, situation)
                for method in ROUTES[route].keys() - {"HEAD"}:
                    page = browser.post(path, fields) if method == "POST" else browser.get(path)
                    _is_not_found(page.status, page.body, f"{who} {method} {path} ({situation})")
    assert scenes.world.items() == before


def _is_not_found(status: int, body: str, what: str) -> None:
    assert status == 404, f"{what}: {status}"
    assert '<html lang="fr">' in body, what
    assert "Cabinet 1" not in body, what


def test_another_delegant_cannot_repeat_a_demand(scenes: Scenes) -> None:
    for situation in SOMEBODYS:
        depuis = scenes.situations[situation]
        for who in (HELENE, PAUL):
            browser = scenes.browser(who)
            assert browser.get(f"/delegations/nouvelle?depuis={depuis}").status == 404
            sent = {**fields_for(scenes, browser, who), "depuis": depuis}
            assert browser.post("/delegations/nouvelle", sent).status == (404 if who == HELENE else 403)


def test_step_1_of_another_delegant_creates_nothing(scenes: Scenes) -> None:
    browser = scenes.browser(HELENE)
    before = scenes.world.items()
    day = scenes.today.isoformat()
    sent = {**fields_for(scenes, browser), "debut": day, "fin": day}
    assert browser.post("/delegations/nouvelle/valider", sent).status == 400
    assert scenes.world.items() == before
