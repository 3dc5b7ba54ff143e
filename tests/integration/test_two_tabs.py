"""Two tabs: each sign-in ends signed in, on the page that was asked for, with its query."""

from collections.abc import Mapping
from itertools import count
from urllib.parse import quote, urlsplit

import pytest

from chalicelib.http.urls import absolute
from chalicelib.identity import psc
from chalicelib.identity.psc import PscFault, PscRefused, SignedIn, Start
from tests.browser import Browser, Page
from tests.integration.budgets.plays import signed_in_by_card
from tests.integration.scenes import KNOWN, PAUL, Scenes
from tests.integration.sending import with_query
from tests.integration.test_story import PASSWORD

ASKED = ("/recues?tri=nom", "/notifications", "/compte/e-mail")
WRONG = "Autre-Chose-12"


class Provider:
    """Pro Santé Connect, which answers each sign-in once, to the browser that began it."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self._numbers = count(1)
        self._used: set[str] = set()

    def start(self, *_: object) -> Start:
        """Begin a sign-in; the browser stays at an address of ours that leads nowhere on."""
        state = f"etat-{next(self._numbers):07d}-et-la-suite"
        self.answers.append(absolute(with_query("/connexion/retour", {"code": f"code-{state}", "state": state})))
        return Start(state, absolute("/aide"), f"cookie-{state}")

    def finish(self, *given: object) -> SignedIn:
        """Return the card to the browser that began; a code is good once."""
        cookie, query = given[-2], given[-1]
        assert isinstance(query, Mapping)
        if cookie != f"cookie-{query.get('state')}":
            raise PscRefused(PscFault.STATE)
        if query["code"] in self._used:
            raise PscRefused(PscFault.CODE)
        self._used.add(query["code"])
        return signed_in_by_card()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Return a stand-in for Pro Santé Connect."""
    built = Provider()
    monkeypatch.setattr(psc, "start", built.start)
    monkeypatch.setattr(psc, "finish", built.finish)
    return built


def place(page: Page) -> str:
    """Return the path of a page and its query."""
    parts = urlsplit(page.url)
    return parts.path.removeprefix("/api") + (f"?{parts.query}" if parts.query else "")


def begin(browser: Browser, asked: str) -> None:
    """Begin a sign-in by card, for a page."""
    browser.get(f"/connexion/carte?suite={quote(asked)}")


def test_the_card_begun_in_several_tabs_ends_signed_in_in_each(scenes: Scenes, provider: Provider) -> None:
    browser = scenes.world.browser()
    for asked in ASKED:
        begin(browser, asked)
    for answer, asked in zip(provider.answers, ASKED, strict=True):
        assert place(browser.get(answer)) == asked


def test_an_answer_of_the_provider_seen_twice_leads_to_the_page(scenes: Scenes, provider: Provider) -> None:
    browser = scenes.world.browser()
    begin(browser, ASKED[0])
    for _ in range(3):
        assert place(browser.get(provider.answers[0])) == ASKED[0]
    stranger = scenes.world.browser()
    assert "La connexion par carte n’a pas abouti." in stranger.get(provider.answers[0]).text


def test_a_browser_that_begins_often_keeps_its_cookies_few(scenes: Scenes, provider: Provider) -> None:
    browser = scenes.world.browser()
    for _ in range(12):
        begin(browser, ASKED[0])
    assert len([name for name in browser.cookies if "psc" in name]) <= 5
    assert place(browser.get(provider.answers[-1])) == ASKED[0]


def _password_page(scenes: Scenes, asked: str) -> tuple[Browser, Page]:
    scenes.give_password(PAUL, PASSWORD)
    browser = scenes.world.browser()
    return browser, browser.get(asked)


def _sign_in(browser: Browser, page: Page, password: str = PASSWORD) -> Page:
    return browser.submit(page, "/connexion", adresse=KNOWN[PAUL], mot_de_passe=password)


def test_a_second_sign_in_form_ends_signed_in_on_its_own_page(scenes: Scenes) -> None:
    browser, first = _password_page(scenes, ASKED[0])
    second = browser.get(ASKED[1])
    assert place(_sign_in(browser, first)) == ASKED[0]
    assert place(_sign_in(browser, second)) == ASKED[1]


def test_a_wrong_password_keeps_the_address_and_the_page_asked_for(scenes: Scenes) -> None:
    browser, page = _password_page(scenes, ASKED[0])
    wrong = _sign_in(browser, page, WRONG)
    for shown in (wrong, browser.get(wrong.url)):
        assert shown.status == 400
        assert dict(shown.form("/connexion").filled({}))["adresse"] == KNOWN[PAUL]
    assert WRONG not in wrong.body
    assert KNOWN[PAUL] not in scenes.world.browser().get(wrong.url).body
    assert place(_sign_in(browser, wrong)) == ASKED[0]


def test_a_sign_in_form_without_its_cookie_is_shown_again_with_its_page(scenes: Scenes) -> None:
    browser, page = _password_page(scenes, ASKED[0])
    browser.cookies.clear()
    again = _sign_in(browser, page)
    assert "recommencez" in again.text
    assert place(_sign_in(browser, again)) == ASKED[0]


@pytest.mark.parametrize("suite", ["//ailleurs.example", "https://ailleurs.example", "/\\ailleurs.example", "x"])
def test_no_sign_in_leads_to_another_site(scenes: Scenes, provider: Provider, suite: str) -> None:
    browser, _ = _password_page(scenes, "/recues")
    page = browser.get(f"/connexion?suite={quote(suite, safe='')}")
    assert place(_sign_in(browser, page)) == "/compte"
    other = scenes.world.browser()
    begin(other, suite)
    assert "ailleurs" not in other.get(provider.answers[-1]).url
