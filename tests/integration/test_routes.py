"""What every route refuses and what every answer carries; each test walks the route map."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from chalicelib import runtime
from chalicelib.acts.steps import seal_step
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from chalicelib.http.inline import inlined
from chalicelib.http.security import headers
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode, Session
from chalicelib.settings import Settings, settings
from tests.browser import Browser
from tests.integration.access.service import PortalService
from tests.integration.page_routes import ROUTES
from tests.integration.scenes import CLAIRE, HELENE, PAUL, UNKNOWN_ID, Scenes, standing_scenes
from tests.integration.test_get_changes_nothing import addresses, visited
from tests.integration.world import Exchange

HELP = {"/aide", "/a-propos", "/configuration", "/mentions-legales", "/cgu", "/accessibilite"}
PUBLIC = HELP | {
    "/",
    "/static/{name}",
    "/connexion",
    "/connexion/carte",
    "/connexion/retour",
    "/deconnexion",
    "/lien/{purpose}/{token}",
    "/mot-de-passe-oublie",
    "/nouveau-mot-de-passe/{token}",
    "/confirmer-adresse/{token}",
}
"""What needs no session. Signing out twice is no error."""

SOMEBODYS = ("demand", "undeliverable", "to_validate", "validated", "proposal", "refused", "ended")
"""Situations in which a delegation is somebody's, and every act is open in one of them."""

SENT = {
    "version": "1",
    "compris": "oui",
    "cle": "une-cle",
    "adresse": "autre@exemple.fr",
    "profil": "comptable",
    "structures": "cabinet-1",
    "delegue": PAUL,
    "nom": "Nouvelle",
}
"""What any form may hold; whoever sends it to a route he has no business with gets nowhere all the same."""


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Every situation at once; no test of this module changes anything in it."""
    with standing_scenes() as built:
        built.every()
        yield built


@pytest.fixture(scope="module")
def crawl(scenes: Scenes) -> list[Exchange]:
    """Every address there is, opened by nobody, by the délégant and by the délégué."""
    already = len(scenes.world.exchanges)
    for who in ("", CLAIRE, PAUL):
        browser = scenes.browser(who)
        for route in visited("GET"):
            if not who or route not in PUBLIC:
                for path in addresses(route, scenes):
                    browser.get(path)
    return scenes.world.exchanges[already:]


def posts() -> list[str]:
    """Return the routes that take forms."""
    return [route for route, methods in ROUTES.items() if "POST" in methods]


def path_of(route: str, scenes: Scenes, situation: str = "demand") -> str:
    """Return one address of a route, about a delegation in this situation."""
    found = scenes.situations[situation]
    values = {"{delegation_id}": found, "{decision}": "accepter", "{rubric}": "coordonnees", "{name}": "style.css"}
    for purpose, link in scenes.account_links.items():
        if route.startswith(f"/{purpose}/"):
            return link
    if "{token}" in route:
        return scenes.link(found, Purpose.ACCEPT)
    for name, value in values.items():
        route = route.replace(name, value)
    assert "{" not in route, f"a value is missing for {route}"
    return route


def step_shown(scenes: Scenes, who: str) -> str:
    """Return what step 1 of a creation showed somebody, signed for him."""
    shown = Account("compte-autre", AccountStatus.RESERVEE, "autre@exemple.fr")
    return seal_step(runtime.context(), scenes.session(who), shown)


def fields_for(scenes: Scenes, browser: Browser, who: str = CLAIRE) -> dict[str, str]:
    """Return what a form of somebody's holds, with the token of this browser's session."""
    return {**SENT, "etape": step_shown(scenes, who), "csrf": scenes.forms_token(browser)}


# Who may come in


def test_without_a_session_every_private_route_leads_to_the_sign_in(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    before = scenes.world.items()
    for route, methods in ROUTES.items():
        if route in PUBLIC:
            continue
        path = path_of(route, scenes)
        for method in methods:
            found = (
                scenes.send(browser, path, fields_for(scenes, browser))
                if method == "POST"
                else scenes.ask(browser, method, path)
            )
            assert found.status == 303, f"{method} {path}"
            if route.endswith("/refaire"):
                continue  # it only leads on, to a page that asks who one is
            assert found.header("location").startswith("/api/connexion?fait=session"), f"{method} {path}"
    assert scenes.world.items() == before


def test_the_credential_of_a_service_signs_nobody_in(scenes: Scenes) -> None:
    bearer = {"Authorization": f"Bearer {PortalService(scenes.world).bearer}"}
    browser = scenes.world.browser()
    before = scenes.world.items()
    for route, methods in ROUTES.items():
        if route in PUBLIC or route.endswith("/refaire"):
            continue
        path = path_of(route, scenes)
        for method in methods:
            found = (
                scenes.send(browser, path, fields_for(scenes, browser), **bearer)
                if method == "POST"
                else scenes.ask(browser, method, path, **bearer)
            )
            assert found.status == 303, f"{method} {path}"
            assert found.header("location").startswith("/api/connexion?fait=session"), f"{method} {path}"
    assert scenes.world.items() == before


def test_after_the_sign_in_one_comes_back_to_the_page_but_never_to_where_a_form_was_sent(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    found = scenes.situations["demand"]
    looked = scenes.ask(browser, "GET", f"/delegations/{found}")
    assert looked.header("location").endswith(f"&suite=/delegations/{found}")
    sent = scenes.send(browser, f"/delegations/{found}/renvoyer", SENT)
    assert sent.header("location") == "/api/connexion?fait=session"


def _cookies_of_nobody(scenes: Scenes) -> dict[str, str]:
    context = runtime.context()
    good = scenes.session(CLAIRE)
    other_keys = context.keys._replace(sessions=("another-key",))
    other_stage = context.settings._replace(stage="production")
    idle, old = timedelta(minutes=30, seconds=1), timedelta(minutes=240, seconds=1)
    long_ago = good._replace(started_at=context.now - old)

    def write(session: Session, keys: object = context.keys, stage: Settings = context.settings) -> str:
        assert isinstance(keys, type(context.keys))
        return sessions.write(session, keys, context.now, stage)

    return {
        "another key": write(good, other_keys),
        "another stage": write(good, stage=other_stage),
        "altered": write(good)[:-1],
        "idle": sessions.write(good, context.keys, context.now - idle, context.settings),
        "too old": write(long_ago),
        "of an epoch that was ended": write(good._replace(epoch=1)),
        "of an account that does not exist": write(good._replace(account_id="personne")),
        "of an account à activer": write(good._replace(account_id="lea")),
        "not a cookie": "é\x00;=",
    }


def test_a_session_that_is_not_a_living_one_of_this_stage_counts_for_nothing(scenes: Scenes) -> None:
    name = sessions.cookie_name(settings())
    for what, value in _cookies_of_nobody(scenes).items():
        browser = scenes.world.browser()
        browser.cookies[name] = value
        for path in ("/compte", "/delegations", "/recues", "/notifications", "/delegations/nouvelle"):
            found = scenes.ask(browser, "GET", path)
            assert (found.status, found.header("location")[:16]) == (303, "/api/connexion?f"), what


def test_whoever_came_without_his_card_may_look_and_do_nothing_as_delegant(scenes: Scenes) -> None:
    before = scenes.world.items()
    for mode in (Mode.MOT_DE_PASSE, Mode.MOBILE):
        browser = scenes.browser(CLAIRE, mode)
        for route in posts():
            if not route.startswith("/delegations") or route == "/delegations/nouvelle/profil":
                continue
            for situation in ("demand", "to_validate", "validated", "undeliverable"):
                path = path_of(route, scenes, situation)
                found = scenes.send(browser, path, fields_for(scenes, browser))
                assert found.status in {400, 403}, f"{path}: {found.status}"
                assert "carte CPS" in found.body, path
        assert browser.get(f"/delegations/{scenes.situations['validated']}").status == 200
    assert scenes.world.items() == before


# What is somebody else's


def _strangers(route: str) -> list[str]:
    return [HELENE, PAUL] if route.startswith("/delegations/") else [HELENE, CLAIRE]


def test_what_is_not_ones_own_is_not_found_and_stays_as_it_is(scenes: Scenes) -> None:
    routes = [route for route in ROUTES if "{delegation_id}" in route]
    assert len(routes) > 10
    before = scenes.world.items()
    for route in routes:
        for who in _strangers(route):
            browser = scenes.browser(who)
            for situation in SOMEBODYS:
                path = path_of(route, scenes, situation)
                for method in ROUTES[route].keys() - {"HEAD"}:
                    page = (
                        browser.post(path, fields_for(scenes, browser, who)) if method == "POST" else browser.get(path)
                    )
                    _is_not_found(page.status, page.body, f"{who} {method} {path} ({situation})")
    assert scenes.world.items() == before


def _is_not_found(status: int, body: str, what: str) -> None:
    assert status == 404, f"{what}: {status}"
    assert '<html lang="fr">' in body, what
    assert "Cabinet 1" not in body, what


def test_a_delegation_cannot_be_asked_anew_by_somebody_else(scenes: Scenes) -> None:
    for situation in SOMEBODYS:
        depuis = scenes.situations[situation]
        for who in (HELENE, PAUL):
            browser = scenes.browser(who)
            assert browser.get(f"/delegations/nouvelle?depuis={depuis}").status == 404
            sent = {**fields_for(scenes, browser, who), "depuis": depuis}
            assert browser.post("/delegations/nouvelle/profil", sent).status == 404


def test_step_1_of_somebody_else_creates_nothing(scenes: Scenes) -> None:
    browser = scenes.browser(HELENE)
    before = scenes.world.items()
    day = scenes.today.isoformat()
    sent = {**fields_for(scenes, browser), "debut": day, "fin": day}
    assert browser.post("/delegations/nouvelle/valider", sent).status == 400
    assert scenes.world.items() == before


@pytest.mark.parametrize(
    "path",
    [
        "/lien/x/y",
        "/lien/accepter/y",
        "/static/x",
        "/static/..%2Fsettings.py",
        "/compte/x",
        f"/recues/{UNKNOWN_ID}",
        f"/recues/{UNKNOWN_ID}/renoncer",
        f"/delegations/{UNKNOWN_ID}",
        f"/delegations/{UNKNOWN_ID}/modifier",
        f"/delegations/{'x' * 3000}",
        "/delegations/%C3%A9%F0%9F%98%80",
    ],
)
def test_an_address_that_leads_nowhere_gets_a_french_page(scenes: Scenes, path: str) -> None:
    page = scenes.browser(CLAIRE).get(path)
    assert page.status == 404
    assert page.header("content-type").startswith("text/html")
    assert "Page introuvable" in page.text or "Lien non reconnu" in page.text or "n’existe pas" in page.text
    assert "Accéder à amelipro" in page.text


def test_a_decision_that_does_not_exist_gets_a_french_page(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = browser.post(f"/recues/{scenes.situations['demand']}/autre", fields_for(scenes, browser))
    assert (page.status, "Page introuvable" in page.text) == (404, True)


# Forms of elsewhere


def _sessions_forms(scenes: Scenes) -> list[tuple[str, str]]:
    """Return who sends which form, for every route whose forms belong to a session."""
    routes = [route for route in posts() if route not in PUBLIC or route == "/deconnexion"]
    return [(PAUL if route.startswith("/recues") else CLAIRE, path_of(route, scenes)) for route in routes]


def test_a_form_without_the_token_of_its_session_is_refused(scenes: Scenes) -> None:
    before = scenes.world.items()
    others = scenes.forms_token(scenes.browser(HELENE))
    for who, path in _sessions_forms(scenes):
        browser = scenes.browser(who)
        good = fields_for(scenes, browser)
        for token in ("", others, good["csrf"][:-1], "é"):
            found = scenes.send(browser, path, {**good, "csrf": token})
            assert (found.status, "Formulaire refusé" in found.body) == (403, True), path
        del good["csrf"]
        assert scenes.send(browser, path, good).status == 403, path
    assert scenes.world.items() == before


@pytest.mark.parametrize("path", ["/connexion", "/mot-de-passe-oublie"])
def test_a_form_of_before_the_sign_in_is_refused_without_the_token_of_its_page(scenes: Scenes, path: str) -> None:
    before = scenes.world.items()
    browser = scenes.world.browser()
    sent = {"adresse": "paul@exemple.fr", "mot_de_passe": "x"}
    assert scenes.send(browser, path, sent).status == 403
    page = browser.get(path)
    token = next(field.value for field in page.form(path).fields if field.name == "csrf")
    assert scenes.send(scenes.world.browser(), path, {**sent, "csrf": token}).status == 403
    assert scenes.world.items() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "autre"])
def test_a_form_that_another_site_sent_is_refused_everywhere(scenes: Scenes, site: str) -> None:
    before = scenes.world.items()
    forms = [*_sessions_forms(scenes), ("", "/connexion"), ("", "/mot-de-passe-oublie")]
    forms += [("", link) for link in scenes.account_links.values()]
    forms += [("", scenes.link(scenes.situations["demand"], purpose)) for purpose in Purpose]
    for who, path in forms:
        browser = scenes.browser(who)
        found = scenes.send(browser, path, fields_for(scenes, browser), **{"Sec-Fetch-Site": site})
        assert (found.status, "Formulaire refusé" in found.body) == (403, True), path
    assert scenes.world.items() == before


def test_every_route_that_takes_forms_was_among_those_tried() -> None:
    without_a_session = {"/connexion", "/mot-de-passe-oublie", "/deconnexion"}
    by_link = {f"/{purpose}/{{token}}" for purpose in AccountPurpose} | {"/lien/{purpose}/{token}"}
    assert {route for route in posts() if route in PUBLIC} == without_a_session | by_link


# What every answer carries


def test_every_answer_carries_the_headers_that_protect_it(crawl: list[Exchange]) -> None:
    assert len(crawl) > 150
    for found in crawl:
        policy = found.header("content-security-policy")
        assert "default-src 'none'" in policy, found.path
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert found.header("x-content-type-options") == "nosniff"
        assert found.header("referrer-policy") == "no-referrer"
        assert found.header("strict-transport-security").startswith("max-age=")
        file = found.path.startswith("/static/") and found.status == 200
        assert found.header("cache-control") == ("public, max-age=86400" if file else "no-store"), found.path


def test_what_stands_in_a_page_is_the_one_script_and_the_style_that_the_policy_names(crawl: list[Exchange]) -> None:
    named: set[str] = set()
    for found in (one for one in crawl if one.header("content-type").startswith("text/html")):
        policy = found.header("content-security-policy")
        assert not re.search(r"<script[^>]*\ssrc=", found.body), found.path
        assert not re.search(
            r"\sstyle=|\son[a-z]+=", re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", found.body)
        )
        assert found.body.count("<script") == 1, found.path
        for kind, content in re.findall(r"(?s)<(script|style)\b[^>]*>(.*?)</\1>", found.body):
            source = f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
            assert re.search(rf"{kind}-src [^;]*{re.escape(source)}", policy), f"{kind} of {found.path}"
            named.add(kind)
    assert named == {"script", "style"}


def test_who_follows_the_link_of_a_mail_gets_the_whole_page_in_one_answer(crawl: list[Exchange]) -> None:
    shown = [
        found for found in crawl if found.path.startswith("/lien/") and found.method == "GET" and found.status == 200
    ]
    assert shown
    for found in shown:
        fetched = [url for tag, url in re.findall(r'<(link|img|script)\b[^>]*?(?:href|src)="([^"]*)"', found.body)]
        assert fetched == [inlined().icon], found.path


def test_plain_http_is_for_the_local_stage_alone() -> None:
    assert "Strict-Transport-Security" not in headers(settings()._replace(stage="local"))
    for stage in ("test", "dev", "production"):
        assert "Strict-Transport-Security" in headers(settings()._replace(stage=stage))


def test_a_cookie_is_for_this_host_alone_and_hidden_from_scripts(crawl: list[Exchange]) -> None:
    cookies = [value for found in crawl for name, value in found.headers if name.lower() == "set-cookie"]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; ")), cookie


def _urls(found: Exchange) -> list[str]:
    return [html.unescape(url) for url in re.findall(r'\s(?:href|src|action|formaction|poster)="([^"]*)"', found.body)]


def test_every_url_of_a_page_has_the_prefix_of_the_stage(crawl: list[Exchange]) -> None:
    pages = [found for found in crawl if found.header("content-type").startswith("text/html")]
    assert len(pages) > 100
    for found in pages:
        urls = _urls(found)
        assert urls
        for url in urls:
            assert url.startswith(("/api/", "https://", "tel:", "#")) or url == inlined().icon, f"{url} on {found.path}"
    for found in crawl:
        location = found.header("location")
        assert not location or location.startswith("/api/"), f"{location} from {found.path}"


def test_every_url_of_a_page_leads_to_a_route(crawl: list[Exchange]) -> None:
    # As Chalice and API Gateway do: what is written out comes before what has a parameter.
    declared = [(re.sub(r"\{\w+\}", r"[^/]+", route), ROUTES[route]) for route in sorted(ROUTES)]
    for found in crawl:
        for url in _urls(found):
            path = urlsplit(url).path.removeprefix("/api")
            if url.startswith("/api/"):
                assert any(re.fullmatch(pattern, path) for pattern, _ in declared), f"{url} on {found.path}"
        for action in re.findall(r'<form method="post" action="/api([^"]*)"', found.body):
            first = next(methods for pattern, methods in declared if re.fullmatch(pattern, action))
            assert "POST" in first, f"{action} on {found.path}"


def test_head_answers_as_get_does(scenes: Scenes) -> None:
    for who in ("", CLAIRE, PAUL):
        browser = scenes.browser(who)
        for route in visited("GET"):
            path = path_of(route, scenes, "validated")
            got, headed = scenes.ask(browser, "GET", path), scenes.ask(browser, "HEAD", path)
            assert got.status == headed.status, path
            assert _steady(got) == _steady(headed), path


def _steady(found: Exchange) -> dict[str, str]:
    """Return the headers whose values do not hang on chance or on the body."""
    chance = {"set-cookie", "content-length"}
    return {name.lower(): value for name, value in found.headers if name.lower() not in chance}
