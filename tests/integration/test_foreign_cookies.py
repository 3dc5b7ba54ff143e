"""Foreign cookies, and invalid ones under our own names, sign nobody out and cause no error."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from app import app
from chalicelib import runtime
from chalicelib.identity import sessions
from chalicelib.identity.psc import STATE_COOKIE
from chalicelib.settings import settings
from chalicelib.web.signed_in import CARD_SESSION
from tests.browser import Browser
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.standing import standing_scenes
from tests.integration.test_large_requests import ROUTES
from tests.whole import IS_WHOLE, longer_in_prove

FOREIGN = ('consent={"a":true}', "flag", "clé=é", 'quoted="a, b', "=", "a=\u0080\u00ff")
STRANGE = ("é", '"', "a b", "\x00", ",", "x" * 5_000, "..", "a.b.c", "{}", "%00", "\udcff", "\\", "-1", "a,b")
OWN = (sessions.SESSION, sessions.PRE_SESSION, STATE_COOKIE, CARD_SESSION)
BEFORE_SIGN_IN = {"/connexion", "/mot-de-passe-oublie"}
PASSWORD = "Jardin-Fleuri-27"


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Yield the people; no test of this module changes their items."""
    with standing_scenes() as built:
        yield built


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_cookie_of_another_site_signs_nobody_out(scenes: Scenes, foreign: str) -> None:
    own = scenes.browser(CLAIRE)
    cookie = "; ".join([foreign, *(f"{name}={value}" for name, value in own.cookies.items()), foreign])
    for path in ("/delegations", "/compte", "/recues"):
        assert scenes.world.browser().get(path, Cookie=cookie).url.endswith(path)
    assert scenes.world.browser().get("/api/v1/session", Cookie=cookie).status == 200
    context = runtime.context()
    _, token = sessions.read_form_token(scenes.forms_token(own), context.keys, context.now)
    answer = scenes.send(scenes.world.browser(), "/access/v1/token", {}, Cookie=cookie, **{"X-CSRF-Token": token})
    assert json.loads(answer.body)["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("foreign", FOREIGN)
def test_signing_in_works_beside_a_cookie_of_another_site(scenes: Scenes, foreign: str) -> None:
    scenes.give_password(PAUL, PASSWORD)
    browser = _Beside(scenes, foreign)
    page = browser.get("/connexion")
    page = browser.submit(page, "/connexion", adresse="paul@exemple.fr", mot_de_passe=PASSWORD)
    assert page.url.endswith("/compte"), page.text


class _Beside(Browser):
    """A browser with a cookie of another site beside ours."""

    def __init__(self, scenes: Scenes, foreign: str) -> None:
        carry = scenes.world._carry
        super().__init__(
            lambda method, url, headers, body: carry(
                method, url, {**headers, "Cookie": f"{foreign}; {headers.get('Cookie', '')}"}, body
            ),
            settings().public_base_url,
        )


@longer_in_prove
@pytest.mark.parametrize("base", OWN)
def test_no_value_of_our_cookies_causes_an_internal_error(scenes: Scenes, base: str) -> None:
    name = sessions.cookie_name(settings(), base)
    browser = scenes.browser(CLAIRE)
    signed_in = [f"{key}={value}" for key, value in browser.cookies.items() if key != name]
    failed = []
    keys, own_token = runtime.context().keys, scenes.forms_token(browser)
    for number, (path, method) in enumerate(ROUTES):
        if method not in {"GET", "POST"} or path == "/deconnexion":
            continue
        for value in STRANGE if IS_WHOLE else STRANGE[number % 5 :: 5]:
            token = sessions.csrf_token(value, keys) if path in BEFORE_SIGN_IN else own_token
            status = _handled(method, path, [f"{name}={value}", *signed_in], token)["statusCode"]
            if status >= 500 and not path.startswith("/connexion/"):
                failed.append((method, path, value[:20], status))
    assert failed == []


@pytest.mark.parametrize("value", STRANGE)
def test_signing_out_works_with_a_strange_cookie_of_the_card(scenes: Scenes, value: str) -> None:
    browser = scenes.world.signed_in(PAUL)
    token = scenes.forms_token(browser)
    (session,) = browser.cookies.items()
    card = f"{sessions.cookie_name(settings(), CARD_SESSION)}={value}"
    answer = _handled("POST", "/deconnexion", [card, "=".join(session)], token)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/api/connexion?fait=deconnexion")


def test_a_strange_cookie_before_the_sign_in_is_replaced(scenes: Scenes) -> None:
    name = sessions.cookie_name(settings(), sessions.PRE_SESSION)
    answer = _handled("GET", "/connexion", [f"{name}=é\x00"])
    (cookie,) = answer["multiValueHeaders"]["Set-Cookie"]
    assert answer["statusCode"] == 200
    assert cookie.startswith(f"{name}=")
    assert len(cookie.partition("=")[2].partition(";")[0]) == len(sessions.random_token())


def _handled(method: str, path: str, cookies: list[str], token: str = "") -> dict[str, Any]:
    """Return the answer to an event of API Gateway with several `Cookie` headers."""
    typed = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    event = {
        "requestContext": {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}},
        "headers": {"Cookie": cookies[-1], "X-CSRF-Token": token, **typed},
        "multiValueHeaders": {"Cookie": cookies},
        "pathParameters": {part[1:-1]: "x" for part in path.split("/") if part.startswith("{")},
        "multiValueQueryStringParameters": None,
        "stageVariables": None,
        "body": f"csrf={token}" if method == "POST" else None,
    }
    answer: dict[str, Any] = app(event, SimpleNamespace(aws_request_id="id", function_name="api"))
    return answer


def test_each_of_several_cookie_headers_is_read(scenes: Scenes) -> None:
    good = scenes.browser(CLAIRE).cookies[sessions.cookie_name(settings())]
    cookies = ['consent={"a":true}', f"{sessions.cookie_name(settings())}={good}", "flag"]
    assert _handled("GET", "/compte", cookies)["statusCode"] == 200
