"""A change that weakens an account needs a fresh proof (specification §1)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.identity.sessions import Mode
from chalicelib.settings import settings
from tests.integration.scenes import PAUL, Scenes
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import ASKED, FRESH, NEW, OLD, SECOND, ask, change, link_to, press, requests, signed_in

pytestmark = pytest.mark.usefixtures("zoe")


def test_a_sign_in_of_the_last_five_minutes_is_proof_enough(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH
    assert ASKED in ask(browser).text


def test_after_five_minutes_the_password_is_required_and_the_typed_address_stays(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH + SECOND
    for given, said in (
        ("", "Saisissez votre mot de passe actuel."),
        ("faux", "Le mot de passe actuel est incorrect."),
    ):
        page = ask(browser, actuel=given)
        assert (page.status, said in page.text) == (400, True)
        assert f'value="{NEW}"' in page.body
    assert not requests(world)
    assert ASKED in ask(browser, actuel=PASSWORD).text


def test_a_form_sent_too_late_asks_for_the_password(world: World) -> None:
    browser = signed_in(world)
    page = browser.get("/compte/e-mail")
    world.now += FRESH + SECOND
    late = browser.submit(page, "/compte/e-mail", adresse=NEW)
    assert "Saisissez votre mot de passe actuel." in late.text
    assert ASKED in browser.submit(late, "/compte/e-mail", adresse=NEW, actuel=PASSWORD).text


def test_a_new_password_needs_the_same_proof(world: World) -> None:
    browser = signed_in(world)
    world.now += FRESH + SECOND
    assert "Saisissez votre mot de passe actuel." in change(browser).text
    assert "Votre mot de passe a bien été modifié." in change(browser, actuel=PASSWORD).text


@pytest.mark.parametrize("act", [ask, change])
def test_guesses_of_the_current_password_are_limited_as_at_the_sign_in(world: World, act: object) -> None:
    assert callable(act)
    browser = world.signed_in("zoe", Mode.MOT_DE_PASSE)
    world.now += FRESH + SECOND
    statuses = [act(browser, actuel=f"faux-{number}").status for number in range(settings().login_failures + 1)]
    assert statuses == [400] * settings().login_failures + [429]
    assert act(browser, actuel=PASSWORD).status == 429
    assert sign_in(world.browser(), OLD, PASSWORD).status == 429, "the log-in counts them too"


def test_a_person_without_password_signs_in_again_by_card_and_finds_the_typed_values(scenes: Scenes) -> None:
    world, browser = scenes.world, scenes.browser(PAUL)
    world.now += FRESH + SECOND
    page = ask(browser, "paul@ailleurs.example")
    assert page.status == 403
    assert "reconnectez-vous d’abord avec votre carte" in page.text
    (suite,) = parse_qs(urlsplit(page.link("Me reconnecter avec ma carte")).query)["suite"]

    again, stranger = world.signed_in(PAUL), world.signed_in("helene")
    assert 'value="paul@ailleurs.example"' in again.get(suite).body
    assert 'value="paul@ailleurs.example"' not in stranger.get(suite).body
    assert ASKED in again.submit(again.get(suite), "/compte/e-mail").text
    assert 'value="paul@ailleurs.example"' not in again.get("/compte/e-mail").body


def test_the_freshness_of_a_session_does_not_serve_another_one(world: World) -> None:
    old = signed_in(world)
    world.now += FRESH + SECOND
    fresh = signed_in(world)
    page = fresh.get("/compte/e-mail")
    old.cookies = {name: value for name, value in old.cookies.items() if "navigateur" not in name}
    # The form of the fresh session, with its token, is sent with the cookie of the old one.
    refused = old.post("/compte/e-mail", page.form("/compte/e-mail").filled({"adresse": NEW}))
    assert "Votre saisie a été conservée." in refused.text
    assert ASKED not in refused.text
    assert "Saisissez votre mot de passe actuel." in ask(old).text


def test_confirming_an_address_does_not_refresh_the_session(world: World) -> None:
    browser = signed_in(world)
    ask(browser)
    world.now += FRESH + SECOND
    press(browser, link_to(world, NEW, "confirmer-adresse"))
    assert "Saisissez votre mot de passe actuel." in ask(browser, "zoe@encore.example").text
