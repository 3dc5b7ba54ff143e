"""A session lasts half an hour after its last use, and four hours at most (specification §1)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from chalicelib.identity.sessions import cookie_name
from chalicelib.settings import settings
from tests.browser import Browser
from tests.integration.scenes import CLAIRE, Scenes

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def is_signed_in(browser: Browser) -> bool:
    """Whether the dashboard opens; without a session it redirects to the sign-in."""
    return urlsplit(browser.get("/delegations").url).path.endswith("/delegations")


@pytest.mark.parametrize(("passed", "is_renewed"), [(59 * SECOND, False), (MINUTE, True), (29 * MINUTE, True)])
@pytest.mark.parametrize("path", ["/delegations", "/api/v1/session"])
def test_the_cookie_is_written_again_once_a_minute(
    scenes: Scenes, path: str, passed: timedelta, is_renewed: bool
) -> None:
    browser = scenes.browser(CLAIRE)
    scenes.world.now += passed
    assert bool(browser.get(path).header("Set-Cookie")) == is_renewed


def test_a_visitor_who_never_signed_in_gets_no_session(scenes: Scenes) -> None:
    browser = scenes.browser()
    assert not is_signed_in(browser)
    assert cookie_name(settings()) not in browser.cookies


def test_a_session_lasts_while_it_is_used(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    for _ in range(3):
        scenes.world.now += 29 * MINUTE
        assert is_signed_in(browser)


def test_a_session_ends_half_an_hour_after_its_last_use(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    scenes.world.now += 29 * MINUTE
    assert is_signed_in(browser)
    scenes.world.now += 30 * MINUTE + SECOND
    assert not is_signed_in(browser)


def test_no_session_lasts_longer_than_four_hours(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    for _ in range(10):
        scenes.world.now += 24 * MINUTE
        assert is_signed_in(browser)
    scenes.world.now += SECOND
    assert not is_signed_in(browser)


def test_a_host_whose_clock_is_behind_signs_nobody_out(scenes: Scenes) -> None:
    scenes.validated()
    browser = scenes.browser(CLAIRE)
    page = browser.get("/delegations/prolonger")
    scenes.world.now -= 2 * SECOND
    assert is_signed_in(browser)
    assert "Cochez au moins une délégation" in browser.submit(page, "/delegations/prolonger", duree="1").text
