"""What weakens an account is asked twice: every form of the account either needs a fresh proof, or weakens nothing.

The forms come from the route table, so that a new one has to say here which of the two it is (specification §1).
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.http.routes import PAGES
from chalicelib.identity import sessions
from chalicelib.settings import settings
from tests.integration.passkeys import give_passkey
from tests.integration.refused_input import unchanged
from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.integration.zoe import CHOSEN

OF_AN_ACCOUNT = ("/compte", "/rattacher-compte", "/invitation-par-carte", "/notifications", "/deconnexion")
"""How the paths of forms begin that are about one's own account."""

PROVED: Mapping[str, Mapping[str, str]] = {
    "/compte/e-mail": {"adresse": "paul@ailleurs.example"},
    "/compte/mot-de-passe": {"mot_de_passe": CHOSEN, "confirmation": CHOSEN},
    "/compte/rattacher": {"adresse": KNOWN[LEA], "mot_de_passe": PASSWORD},
    "/compte/rattacher/lien": {"adresse": KNOWN[LEA]},
    "/rattacher-compte/{token}": {},
    "/invitation-par-carte/{token}": {},
    "/compte/cles-acces": {"nom": "Téléphone"},
    "/compte/cles-acces/{passkey_id}": {},
    "/compte/fermer": {"compris": "oui"},
}
"""The forms that need a sign-in of the last minutes, or the password again."""

OF_A_CARD = frozenset(path for path in PROVED if "rattacher" in path or "carte" in path)
"""Those for which only a card is proof: it is what they join another account to."""

FOLLOW_A_PROOF = frozenset({"/compte/cles-acces/nouvelle"})
"""The second page of a form: it needs the challenge that the first gives to the session that has proved itself."""

WEAKEN_NOTHING = frozenset({"/notifications", "/deconnexion", "/compte/configuration", "/compte/evenements"})

LATE = timedelta(minutes=settings().fresh_proof_minutes, seconds=1)


def test_every_form_of_an_account_says_whether_it_needs_a_proof() -> None:
    forms = {one.path for one in PAGES if one.method == "POST" and one.path.startswith(OF_AN_ACCOUNT)}
    assert forms - WEAKEN_NOTHING == {*PROVED, *FOLLOW_A_PROOF}


def path_of(scenes: Scenes, route: str) -> str:
    """Return the path of a form, with a link that works."""
    if route.startswith("/rattacher-compte"):
        return scenes.account_link(AccountPurpose.JOIN)
    if route.endswith("{passkey_id}"):
        return route.replace("{passkey_id}", give_passkey(PAUL))
    if route.startswith("/invitation-par-carte"):
        return f"/invitation-par-carte/{scenes.token(scenes.invitation(), Purpose.OPEN_ACCOUNT)}"
    return route


def status_of(route: str, refused: int) -> int:
    """Return the status of the page that a form without proof leads to; that of a link asks for the card."""
    return 200 if route.endswith("{token}") else refused


@pytest.mark.parametrize("route", PROVED)
def test_an_old_session_without_a_password_changes_nothing(scenes: Scenes, route: str) -> None:
    path, browser = path_of(scenes, route), scenes.world.signed_in(PAUL)
    token = scenes.forms_token(browser)
    scenes.world.now += LATE
    with unchanged(scenes.world):
        page = browser.post(path, {"csrf": token, **PROVED[route]})
    assert page.status == status_of(route, 403)
    assert "carte" in page.text


@pytest.mark.parametrize("route", PROVED)
def test_an_old_session_with_a_wrong_password_changes_nothing(scenes: Scenes, route: str) -> None:
    scenes.give_password(PAUL, PASSWORD)
    path, browser = path_of(scenes, route), scenes.world.signed_in(PAUL)
    token = scenes.forms_token(browser)
    scenes.world.now += LATE
    with unchanged(scenes.world):
        page = browser.post(path, {"csrf": token, **PROVED[route], "actuel": "Autre-Chose-12"})
    assert page.status == status_of(route, 403 if route in OF_A_CARD else 400)


@pytest.mark.parametrize("route", PROVED)
def test_the_cookie_of_a_fresh_session_that_has_ended_proves_nothing(scenes: Scenes, route: str) -> None:
    """Signing out ends a session on the server: whoever kept its cookie has no fresh sign-in to show."""
    path, browser = path_of(scenes, route), scenes.world.signed_in(PAUL)
    token, kept = scenes.forms_token(browser), dict(browser.cookies)
    browser.submit(browser.get("/compte"), "/deconnexion")
    thief = scenes.world.browser()
    thief.cookies.update(kept)
    with unchanged(scenes.world):
        page = thief.post(path, {"csrf": token, **PROVED[route]})
    assert "/connexion" in page.url or "Connectez-vous avec votre carte" in page.text


@pytest.mark.parametrize("route", ["/compte/e-mail", "/compte/mot-de-passe"])
def test_a_password_that_was_the_proof_is_none_once_it_is_changed(scenes: Scenes, route: str) -> None:
    scenes.give_password(PAUL, PASSWORD)
    browser = scenes.world.signed_in(PAUL)
    sent = {**PROVED["/compte/mot-de-passe"], "actuel": PASSWORD}
    scenes.world.now += LATE
    page = browser.submit(browser.get("/compte/mot-de-passe"), "/compte/mot-de-passe", **sent)
    assert "Votre mot de passe a bien été modifié." in page.text
    scenes.world.now += LATE
    with unchanged(scenes.world):
        again = browser.submit(browser.get(route), route, **PROVED[route], actuel=PASSWORD)
    assert again.status == 400 and "Le mot de passe actuel est incorrect." in again.text


def test_the_beginning_of_a_session_is_signed(scenes: Scenes) -> None:
    """A cookie that says of itself that it is fresh is another one, and opens nothing."""
    browser = scenes.world.signed_in(PAUL)
    name, context = sessions.cookie_name(settings()), runtime.context()
    session = sessions.read(browser.cookies[name], context.keys, context.now, context.settings)
    assert session is not None
    scenes.world.now += LATE
    now = runtime.context().now
    forged = context.keys._replace(sessions=("another-key",))
    browser.cookies[name] = sessions.write(session._replace(started_at=now), forged, now, context.settings)
    assert "/connexion" in browser.get("/compte/e-mail").url


@pytest.mark.parametrize("route", ["/compte/e-mail", "/compte/rattacher"])
def test_who_signs_in_again_by_card_finds_the_form_as_it_was(scenes: Scenes, route: str) -> None:
    browser = scenes.world.signed_in(PAUL)
    page = browser.get(route)
    scenes.world.now += LATE
    refused = browser.submit(page, route, **PROVED[route])
    way = next(target for _, target in refused.links if "/connexion/carte?" in target)
    (suite,) = parse_qs(urlsplit(way).query)["suite"]
    again = scenes.world.signed_in(PAUL).get(suite)
    assert f'value="{PROVED[route]["adresse"]}"' in again.body
