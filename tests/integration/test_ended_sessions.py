"""A session that ends in the middle of a form: the form comes back after the sign-in, for its own person only."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import runtime
from chalicelib.identity import browsers, sessions
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.drafts import KEPT
from chalicelib.store.table import update
from tests.browser import Browser, FormOnPage, Page
from tests.integration.refused_input import fields_of, losses
from tests.integration.scenes import CLAIRE, HELENE, Scenes
from tests.integration.test_story import begin

NEW = "zoe@exemple.fr"
ENDED = "Votre session a pris fin."
KEPT_FOR_AN_HOUR = "Votre saisie est conservée pendant une heure"


@pytest.fixture
def claire(scenes: Scenes) -> Browser:
    """Return Claire's browser."""
    return scenes.world.signed_in(CLAIRE)


def step_2(claire: Browser) -> Page:
    """Return the form of a comptable."""
    return claire.submit(begin(claire, NEW), "/nouvelle/profil", choix="comptable")


def suite_of(page: Page) -> str:
    """Return the page to which the sign-in will lead."""
    return parse_qs(urlsplit(page.url).query)["suite"][0]


def end_idle(scenes: Scenes) -> None:
    """Let half an hour pass."""
    scenes.world.pass_time(minutes=31)


def end_everywhere(_: Scenes) -> None:
    """End every session of the account, as a new password does."""
    update(HeadItem(*keys.head(CLAIRE)), [HeadItem.generation.set(7)])


@pytest.mark.parametrize(
    ("end", "action"),
    [(end_idle, "/nouvelle/valider"), (end_idle, "/nouvelle/profil"), (end_everywhere, "/nouvelle/valider")],
)
def test_the_form_stands_there_filled_after_the_sign_in(
    scenes: Scenes, claire: Browser, end: object, action: str
) -> None:
    assert callable(end)
    page, given = step_2(claire), fields_of(scenes.world, "comptable")
    end(scenes)
    asked = claire.submit(page, action, **given)
    assert ENDED in asked.text and KEPT_FOR_AN_HOUR in asked.text
    if end is end_everywhere:
        update(HeadItem(*keys.head(CLAIRE)), [HeadItem.generation.set(0)])
    again = scenes.world.signed_in(CLAIRE)
    found = again.get(suite_of(asked))
    assert "Votre saisie a été conservée." in found.text
    assert not losses(found.form("/nouvelle/valider"), given)
    assert "La délégation a bien été créée" in again.submit(found, "/nouvelle/valider").text


def test_the_sign_in_page_leads_back_by_password_and_by_card(scenes: Scenes, claire: Browser) -> None:
    page = step_2(claire)
    end_idle(scenes)
    asked = claire.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    suite = suite_of(asked)
    assert parse_qs(urlsplit(asked.form("/connexion").action).query)["suite"] == [suite]
    assert parse_qs(urlsplit(asked.link("Vous connecter par carte")).query)["suite"] == [suite]


def test_another_person_gets_the_page_without_what_was_typed(scenes: Scenes, claire: Browser) -> None:
    page = step_2(claire)
    end_idle(scenes)
    asked = claire.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    for stranger in (scenes.world.signed_in(HELENE), scenes.world.browser()):
        found = stranger.get(suite_of(asked))
        assert NEW not in found.text
    scenes.world.pass_time(seconds=KEPT.total_seconds())
    assert NEW not in scenes.world.signed_in(CLAIRE).get(suite_of(asked)).text


def test_nothing_typed_is_in_an_address(scenes: Scenes, claire: Browser) -> None:
    page = step_2(claire)
    end_idle(scenes)
    claire.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    addresses = [exchange.path + exchange.header("location") for exchange in scenes.world.exchanges]
    assert not [one for one in addresses if "zoe" in one or "cabinet-1" in one]


def _altered(form: FormOnPage, token: str) -> Mapping[str, str]:
    return {**dict(form.filled({"fin": "2026-12-31"})), "csrf": token}


def test_nobody_can_plant_a_form_at_somebody_elses(scenes: Scenes, claire: Browser) -> None:
    form = step_2(claire).form("/nouvelle/valider")
    own = dict(form.filled({}))["csrf"]
    end_idle(scenes)
    before = scenes.world.everything()
    for token in ("", "abc", own[:-1], own.replace(".", "", 1), "é"):
        assert ENDED in claire.post("/delegations/nouvelle/valider", _altered(form, token)).text
    # Without the cookie of a session, nothing is read and nothing is told of a session.
    stranger = scenes.world.browser()
    asked = stranger.post("/delegations/nouvelle/valider", _altered(form, own))
    assert ENDED not in asked.text
    assert suite_of(asked) == "/delegations/nouvelle/valider"
    assert scenes.world.everything() == before


def test_a_form_sent_again_and_again_is_stored_once(scenes: Scenes, claire: Browser) -> None:
    page = step_2(claire)
    end_idle(scenes)
    already = len(scenes.world.of_kind("draft"))
    for _ in range(5):
        claire.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    assert len(scenes.world.of_kind("draft")) == already


def test_only_whoever_had_a_session_is_told_that_it_ended(scenes: Scenes, claire: Browser) -> None:
    assert ENDED not in scenes.world.browser().get("/delegations").text
    end_idle(scenes)
    asked = claire.get("/delegations?nom=mod&page=2")
    assert ENDED in asked.text
    assert suite_of(asked) == "/delegations?nom=mod&page=2"


def test_a_form_of_another_session_of_the_same_person_is_shown_to_be_sent_again(
    scenes: Scenes, claire: Browser
) -> None:
    page, given = step_2(claire), fields_of(scenes.world, "comptable")
    fields = page.form("/nouvelle/valider").filled(given)
    again = scenes.world.signed_in(CLAIRE)
    shown = again.post("/delegations/nouvelle/valider", fields)
    assert "Votre saisie a été conservée." in shown.text
    assert not scenes.world.of_kind("delegation")
    assert "La délégation a bien été créée" in again.submit(shown, "/nouvelle/valider").text


def test_a_form_of_another_person_is_not_sent_and_shows_him_nothing(scenes: Scenes, claire: Browser) -> None:
    fields = step_2(claire).form("/nouvelle/valider").filled(fields_of(scenes.world, "comptable"))
    before = scenes.world.everything()
    shown = scenes.world.signed_in(HELENE).post("/delegations/nouvelle/valider", fields)
    assert NEW not in shown.text
    assert scenes.world.everything() == before


def test_signing_out_works_from_a_tab_of_an_earlier_session(scenes: Scenes, claire: Browser) -> None:
    page = claire.get("/compte")
    again = scenes.world.signed_in(CLAIRE)
    out = again.post("/deconnexion", page.form("/deconnexion").filled({}))
    assert "Votre session est fermée." in out.text
    assert "/connexion" in again.get("/compte").url


def signs_in(scenes: Scenes, account_id: str, computer: Browser) -> None:
    """Sign in at a computer, whose browser keeps that in mind."""
    context = runtime.context()
    computer.cookies |= scenes.world.signed_in(account_id).cookies
    name = sessions.cookie_name(context.settings, browsers.COOKIE)
    known = browsers.read(computer.cookies.get(name, ""), context.keys, context.now, context.settings)
    computer.cookies[name] = browsers.write(known, account_id, context.keys, context.now, context.settings)


def signs_out(computer: Browser) -> None:
    """Sign out in another tab."""
    computer.submit(computer.get("/compte"), "/deconnexion")


@pytest.fixture
def computer(scenes: Scenes) -> Browser:
    """Return a browser in which Claire is signed in."""
    found = scenes.world.browser()
    signs_in(scenes, CLAIRE, found)
    return found


def test_a_form_sent_after_signing_out_in_another_tab_comes_back_after_the_sign_in(
    scenes: Scenes, computer: Browser
) -> None:
    page, given = step_2(computer), fields_of(scenes.world, "comptable")
    signs_out(computer)
    asked = computer.submit(page, "/nouvelle/valider", **given)
    assert KEPT_FOR_AN_HOUR in asked.text
    signs_in(scenes, CLAIRE, computer)
    found = computer.get(suite_of(asked))
    assert not losses(found.form("/nouvelle/valider"), given)
    assert "La délégation a bien été créée" in computer.submit(found, "/nouvelle/valider").text


def test_whoever_signs_in_next_at_that_computer_sees_nothing_of_it(scenes: Scenes, computer: Browser) -> None:
    page = step_2(computer)
    signs_out(computer)
    asked = computer.submit(page, "/nouvelle/valider", **fields_of(scenes.world, "comptable"))
    assert NEW not in asked.text + computer.get(suite_of(asked)).text
    signs_in(scenes, HELENE, computer)
    assert NEW not in computer.get(suite_of(asked)).text


def test_a_form_is_kept_only_where_its_own_person_was_signed_in(scenes: Scenes, computer: Browser) -> None:
    fields = step_2(computer).form("/nouvelle/valider").filled(fields_of(scenes.world, "comptable"))
    elsewhere = scenes.world.browser()
    signs_in(scenes, HELENE, elsewhere)
    signs_out(elsewhere)
    before = scenes.world.everything()
    shown = elsewhere.post("/delegations/nouvelle/valider", fields)
    assert suite_of(shown) == "/delegations/nouvelle/valider"
    assert scenes.world.everything() == before
