"""Private routes need a live session, and the acts of a délégant need his card."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from chalicelib import runtime
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode, Session
from chalicelib.settings import Settings, settings
from tests.integration.access.service import PortalService
from tests.integration.page_routes import ROUTES
from tests.integration.routes.walk import LEADING_ON, PUBLIC, SENT, fields_for, path_of, posts
from tests.integration.scenes import CLAIRE, Scenes


def test_without_a_session_every_private_route_redirects_to_the_sign_in(scenes: Scenes) -> None:
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
            if method == "POST" or route not in LEADING_ON:
                assert found.header("location").startswith("/api/connexion?suite="), f"{method} {path}"
    assert scenes.world.items() == before


def test_the_credential_of_a_service_signs_nobody_in(scenes: Scenes) -> None:
    bearer = {"Authorization": f"Bearer {PortalService(scenes.world).bearer}"}
    browser = scenes.world.browser()
    before = scenes.world.items()
    for route, methods in ROUTES.items():
        if route in PUBLIC:
            continue
        path = path_of(route, scenes)
        for method in methods:
            found = (
                scenes.send(browser, path, fields_for(scenes, browser), **bearer)
                if method == "POST"
                else scenes.ask(browser, method, path, **bearer)
            )
            assert found.status == 303, f"{method} {path}"
            if method == "POST" or route not in LEADING_ON:
                assert found.header("location").startswith("/api/connexion?suite="), f"{method} {path}"
    assert scenes.world.items() == before


def test_the_sign_in_returns_to_the_requested_page(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    found = scenes.situations["demand"]
    looked = scenes.ask(browser, "GET", f"/delegations/{found}")
    assert looked.header("location") == f"/api/connexion?suite=/delegations/{found}"
    searched = scenes.ask(browser, "GET", "/delegations?nom=mod&statut=validee&statut=refusee")
    suite = parse_qs(urlsplit(searched.header("location")).query)["suite"]
    assert suite == ["/delegations?nom=mod&statut=validee&statut=refusee"]
    sent = scenes.send(browser, f"/delegations/{found}/renvoyer", SENT)
    assert sent.header("location") == f"/api/connexion?suite=%2Fdelegations%2F{found}%2Frenvoyer"


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
        "of a generation that has ended": write(good._replace(generation=1)),
        "of an account that does not exist": write(good._replace(account_id="personne")),
        "of an account à activer": write(good._replace(account_id="lea")),
        "not a cookie": "é\x00;=",
    }


def test_only_a_live_session_of_this_stage_counts(scenes: Scenes) -> None:
    name = sessions.cookie_name(settings())
    for what, value in _cookies_of_nobody(scenes).items():
        browser = scenes.world.browser()
        browser.cookies[name] = value
        for path in ("/compte", "/delegations", "/recues", "/notifications", "/delegations/nouvelle"):
            found = scenes.ask(browser, "GET", path)
            assert (found.status, found.header("location")[:15]) == (303, "/api/connexion?"), what


def test_a_delegant_without_his_card_may_look_and_not_act(scenes: Scenes) -> None:
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
