"""Every route has a budget and keeps to it."""

from collections import Counter

import pytest

from chalicelib import runtime
from chalicelib.identity import psc
from chalicelib.identity.psc import Start
from chalicelib.store import secrets
from tests.integration.budgets.forms import SENDING
from tests.integration.budgets.lines import Line
from tests.integration.budgets.pages import LOOKING
from tests.integration.budgets.plays import signed_in_by_card
from tests.integration.page_routes import ROUTES
from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.world import Exchange, World
from tests.whole import IS_WHOLE, longer_in_prove


def test_each_route_has_a_budget_and_each_budget_a_route() -> None:
    budgeted = {(line.route, line.method) for line in LOOKING + SENDING}
    budgeted |= {(line.route, "HEAD") for line in LOOKING}
    assert budgeted == {(route, method) for route, methods in ROUTES.items() for method in methods}


@pytest.fixture
def scenes(world: World, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Return the people, without any delegation, and with a Pro Santé Connect that answers at once."""
    monkeypatch.setattr(psc, "start", lambda *_: Start("etat", "https://psc.example/", "state"))
    monkeypatch.setattr(psc, "finish", lambda *_: signed_in_by_card())
    runtime.context()  # reads the secrets, once for this process
    return Scenes(world)


@pytest.mark.parametrize("line", SENDING, ids=str)
def test_each_form_keeps_to_its_budget(line: Line, scenes: Scenes) -> None:
    _check(line, line.play(scenes, line.method))


FIRST = {line.route: line for line in reversed(LOOKING)}


@longer_in_prove
@pytest.mark.parametrize("line", LOOKING, ids=str)
def test_each_page_keeps_to_its_budget_for_get_and_head(line: Line, scenes: Scenes) -> None:
    """In the short form, HEAD is asked in the first case of each route."""
    _check(line, line.play(scenes, "GET"))
    if IS_WHOLE or line is FIRST[line.route]:
        _check(line, line.play(scenes, "HEAD"))


def _check(line: Line, found: Exchange) -> None:
    assert found.status < 500, found.body
    prefixed = {f"dynamodb.{operation}": count for operation, count in line.calls.items()}
    assert Counter(found.calls) == prefixed, (found.status, found.calls)


def test_an_instance_reads_the_secrets_once(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    secrets.forget()
    assert scenes.ask(browser, "GET", "/aide").calls == ("ssm.GetParameter",)
    for path in ("/aide", "/connexion", "/static/style.css", "/delegations"):
        assert scenes.ask(browser, "GET", path).calls == ()


def test_the_dashboard_costs_one_query_for_any_number_of_delegations(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    for _ in range(15):
        scenes.invitation()
    assert scenes.ask(browser, "GET", "/delegations?lignes=50").calls == ("dynamodb.Query",)
