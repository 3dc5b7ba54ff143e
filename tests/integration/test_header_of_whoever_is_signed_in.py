"""Whoever is signed in stays so on the pages of the footer and of errors; a stranger costs no read there."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from chalicelib import runtime
from chalicelib.acts.sign_out import sign_out
from chalicelib.store.directory_state import LastLoad
from tests import small_directory
from tests.browser import Page
from tests.integration.routes.walk import HELP
from tests.integration.scenes import CLAIRE, HELENE, UNKNOWN_ID, Scenes
from tests.sessions import CALLER
from tests.small_directory import Failing

NAME = "Mme Claire EXEMPLE"


def is_known(page: Page) -> bool:
    """Whether the header names Claire and lets her sign out."""
    return NAME in page.text and any(form.action.endswith("/deconnexion") for form in page.forms)


@pytest.mark.parametrize("path", sorted(HELP))
def test_a_page_of_the_footer_names_whoever_is_signed_in(scenes: Scenes, path: str) -> None:
    assert is_known(scenes.browser(CLAIRE).get(path))
    stranger = scenes.browser().get(path)
    assert not is_known(stranger)
    assert "Aide ?" in stranger.text
    assert scenes.world.exchanges[-1].calls == ()


@pytest.mark.parametrize("path", ["/compte/autre", f"/delegations/{UNKNOWN_ID}", f"/recues/{UNKNOWN_ID}"])
def test_the_page_of_an_error_names_whoever_is_signed_in(scenes: Scenes, path: str) -> None:
    page = scenes.browser(CLAIRE).get(path)
    assert (page.status, is_known(page)) == (404, True)


def test_an_act_that_is_refused_leaves_one_signed_in(scenes: Scenes) -> None:
    browser, found = scenes.browser(CLAIRE), scenes.refused()
    page = browser.post(f"/delegations/{found}/renvoyer", {"csrf": scenes.forms_token(browser), "cle": "x"})
    assert (page.status, is_known(page)) == (409, True)


def test_a_form_that_is_not_served_costs_no_read(scenes: Scenes) -> None:
    scenes.send(scenes.browser(CLAIRE), "/notifications", {"csrf": "x"})
    assert (scenes.world.exchanges[-1].status, scenes.world.exchanges[-1].calls) == (403, ())


def test_a_session_that_was_ended_names_nobody(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(HELENE)
    sign_out(runtime.context(), scenes.session(HELENE), CALLER)
    assert "Mme Hélène AUTRE" not in browser.get("/aide").text


def test_a_propos_says_the_day_of_the_data(scenes: Scenes) -> None:
    load = LastLoad(datetime(2026, 3, 1, 2, tzinfo=UTC), 1, 1, published=datetime(2026, 2, 27, 23, 30, tzinfo=UTC))
    with small_directory.table(), patch("chalicelib.store.directory_state.read_last_load", lambda _: load):
        assert "dans sa version du 28/02/2026" in scenes.browser().get("/a-propos").text
    with small_directory.port(Failing):
        assert "dans la dernière version que le service a chargée" in scenes.browser().get("/a-propos").text


def test_the_help_says_after_how_many_days_a_demand_is_deleted(scenes: Scenes) -> None:
    assert "supprimée automatiquement au bout de 30 jours" in scenes.browser().get("/aide").text
