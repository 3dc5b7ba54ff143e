"""Every POST of the pages leads to a page by a redirection, and every path of a form has a page (specification §5)."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from chalicelib import templating
from chalicelib.web.drafts import SECRETS
from tests.browser import Browser
from tests.integration.page_routes import ROUTES
from tests.integration.routes.walk import fields_for, path_of, posts
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.standing import standing_situations
from tests.integration.world import Exchange
from tests.whole import IS_WHOLE, longer_in_prove, with_others

FOR_DEPLOYMENTS = {"/sante"}
SITUATIONS = ("demand", "to_validate", "validated", "undeliverable", "refused", "deleted")


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Yield every situation at once. What a form does to one does not matter to the next: each leads to a page."""
    with standing_situations() as built:
        yield built


def forms() -> list[str]:
    """Return the routes of the forms that people send."""
    return [route for route in posts() if route not in FOR_DEPLOYMENTS]


def sent(scenes: Scenes, browser: Browser, path: str, fields: Mapping[str, str]) -> list[Exchange]:
    """Send a form, and return its answer and those that the browser then asks for."""
    already = len(scenes.world.exchanges)
    browser.post(path, fields)
    return scenes.world.exchanges[already:]


def shows_a_page(answers: list[Exchange]) -> bool:
    """Whether a form was answered by a redirection, which ends at a page of ours (or at a service of the portal)."""
    first, last = answers[0], answers[-1]
    is_page = last.header("content-type").startswith("text/html") and last.status < 500
    return first.status == 303 and last.method == "GET" and is_page


@pytest.mark.parametrize("route", forms())
def test_the_path_of_a_form_has_a_page(route: str) -> None:
    assert "GET" in ROUTES[route]


@longer_in_prove
@pytest.mark.parametrize(
    ("who", "situation"),
    with_others(
        [*product([CLAIRE, PAUL], SITUATIONS), *product([HELENE, ""], ["validated", "deleted"])],
        product([HELENE, ""], ["demand", "to_validate", "undeliverable", "refused"]),
    ),
)
def test_every_form_leads_to_a_page_whatever_comes_of_it(scenes: Scenes, who: str, situation: str) -> None:
    """The forms of another person, with nothing typed, with all typed, of a delegation in any situation.

    In the short form one of both about a delegation: what is typed in one situation is left out in the next.
    """
    for number, route in enumerate(forms(), SITUATIONS.index(situation)):
        if route == "/deconnexion":
            continue  # the tests of the others need the session
        if "{" not in route and situation != "validated":
            continue  # it is about no delegation
        for full in (False, True) if IS_WHOLE or "{" not in route else (number % 2 == 0,):
            browser = scenes.browser(who)
            fields = fields_for(scenes, browser, who or CLAIRE)
            path = path_of(route, scenes, situation)
            answers = sent(scenes, browser, path, fields if full else {"csrf": fields["csrf"]})
            assert shows_a_page(answers), (path, [(one.method, one.path, one.status) for one in answers])


def test_every_form_of_a_session_that_has_ended_leads_to_the_sign_in_and_to_a_page(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    fields = fields_for(scenes, browser)
    scenes.world.now += timedelta(minutes=31)
    again = scenes.world.signed_in(CLAIRE)
    for route in forms():
        path = path_of(route, scenes)
        answers = sent(scenes, browser, path, fields)
        assert shows_a_page(answers), path
        if answers[-1].path.partition("?")[0] == "/connexion":
            page = again.get(answers[0].header("location").removeprefix("/api"))
            assert page.status == 200


def test_every_password_field_is_known_as_a_secret() -> None:
    pages = (Path(templating.__file__).parents[1] / "templates" / "pages").rglob("*.html")
    named = {name for page in pages for name in re.findall(r'password_field\(form, "(\w+)"', page.read_text("utf-8"))}
    assert named == SECRETS


def test_no_form_stores_a_secret(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    secrets = dict.fromkeys(SECRETS, "Secret-Absolu-9")
    fields = {**fields_for(scenes, browser), **secrets}
    for _ in range(2):
        for route in forms():
            if route != "/deconnexion":
                browser.post(path_of(route, scenes), fields)
        scenes.world.now += timedelta(minutes=31)
    stored = scenes.world.of_kind("draft")
    assert stored
    assert "Secret-Absolu-9" not in str(scenes.world.everything())
