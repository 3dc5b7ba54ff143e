"""Failed sign-ins of strangers do not lock out the owner: his browser or a link lets him in (specification §1)."""

import re
from datetime import timedelta

import pytest
from chalice.local import LambdaEventConverter

from chalicelib import runtime
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.guesses import Caller
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import browsers
from chalicelib.settings import settings
from infra.operations import erasure
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.replays import again
from tests.integration.stages import FEW_FAILURES, with_settings
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import link_to, press

OWNER, OTHER = "zoe@exemple.fr", "yves@exemple.fr"
COOKIE = "__Host-navigateur"
CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}
RESETS, MAILS = settings().password_resets_per_hour, settings().password_reset_mails_per_hour


@pytest.fixture(autouse=True)
def people(world: World, few_failures: None) -> None:
    """Give Zoé and Yves accounts and passwords."""
    world.person("zoe", OWNER, Name("MME", "Zoé", "Claire"), password_hash=hash_of(PASSWORD))
    world.person("yves", OTHER, Name("M", "Yves", "Autre"), password_hash=hash_of(PASSWORD))


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> "Origins":
    """Return the setter of the requests' network address."""
    return Origins(monkeypatch)


class Origins:
    """Sets the network address of the requests that follow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def come_from(self, address: str) -> None:
        """Let the next requests come from this address."""
        self._monkeypatch.setattr(LambdaEventConverter, "LOCAL_SOURCE_IP", address)


@again
def known(world: World, address: str = OWNER) -> Browser:
    """Return a browser in which a person signed in and out."""
    browser = world.browser()
    sign_in(browser, address, PASSWORD)
    browser.submit(browser.get("/compte"), "/deconnexion")
    assert COOKIE in browser.cookies
    return browser


def fail(browser: Browser, times: int = FEW_FAILURES, address: str = OWNER) -> list[int]:
    """Try wrong passwords, and return the statuses."""
    return [sign_in(browser, address, "faux").status for _ in range(times)]


def gets_in(page: Page) -> bool:
    """Whether a sign-in led to the account."""
    return "Mon compte" in page.text


# The browser


def test_a_strangers_failures_do_not_lock_the_owner_out_of_a_browser_he_has_used(world: World) -> None:
    owner, stranger = known(world), world.browser()
    assert fail(stranger, FEW_FAILURES + 1)[-1] == 429
    assert gets_in(sign_in(owner, OWNER, PASSWORD))
    locked = sign_in(stranger, OWNER, PASSWORD)
    assert locked.status == 429, "the stranger gains nothing by it"
    assert f"Après {FEW_FAILURES} échecs pour cette adresse, la connexion est suspendue." in locked.text


def test_failures_of_a_network_do_not_lock_out_a_known_browser(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, login_failures=FEW_FAILURES, login_failures_per_origin=10)
    owner = known(world)
    for number in range(10):
        sign_in(world.browser(), f"personne-{number}@exemple.fr", "faux")
    locked = sign_in(world.browser(), OWNER, PASSWORD)
    assert locked.status == 429
    assert "échecs depuis votre réseau, toutes adresses confondues, la connexion est suspendue." in locked.text
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_known_browser_is_limited_alone(world: World) -> None:
    owner = known(world)
    assert fail(owner) == [400] * FEW_FAILURES
    assert sign_in(owner, OWNER, PASSWORD).status == 429
    assert gets_in(sign_in(world.browser(), OWNER, PASSWORD))
    world.now += timedelta(minutes=settings().login_lock_minutes)
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_browser_is_known_only_for_the_accounts_that_signed_in_there(world: World) -> None:
    attacker = known(world, OTHER)
    assert fail(attacker, FEW_FAILURES + 1) == [400] * FEW_FAILURES + [429]
    assert sign_in(world.browser(), OWNER, PASSWORD).status == 429, "counted as a stranger's"


def test_a_second_person_in_a_browser_takes_nothing_from_the_first(world: World) -> None:
    owner = known(world)
    sign_in(owner, OTHER, PASSWORD)
    owner.submit(owner.get("/compte"), "/deconnexion")
    fail(world.browser())
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_copied_cookie_gives_one_more_limit_until_the_owners_next_sign_in(world: World) -> None:
    owner, thief = known(world), world.browser()
    thief.cookies[COOKIE] = owner.cookies[COOKIE]
    before = owner.cookies[COOKIE]
    sign_in(owner, OWNER, PASSWORD)
    assert owner.cookies[COOKIE] != before
    owner.submit(owner.get("/compte"), "/deconnexion")

    assert fail(thief, FEW_FAILURES + 1) == [400] * FEW_FAILURES + [429]
    assert gets_in(sign_in(owner, OWNER, PASSWORD)), "the copy counts apart from the browser that it was taken from"


@pytest.mark.parametrize("forged", ["{}x", "x{}", "autre-chose"])
def test_a_forged_browser_cookie_is_ignored(world: World, forged: str) -> None:
    browser = known(world)
    browser.cookies[COOKIE] = forged.format(browser.cookies[COOKIE])
    fail(world.browser())
    assert sign_in(browser, OWNER, PASSWORD).status == 429


def test_the_cookie_of_a_session_is_no_browser_cookie(world: World) -> None:
    """Each use has its own salt, so a signature for one use is invalid for another."""
    browser = world.browser()
    sign_in(browser, OWNER, PASSWORD)
    session = browser.cookies["__Host-session"]
    browser.cookies = {COOKIE: session}
    fail(world.browser())
    assert sign_in(browser, OWNER, PASSWORD).status == 429


def test_a_browser_is_forgotten_half_a_year_after_the_last_sign_in(world: World) -> None:
    browser = known(world)
    world.now += timedelta(days=settings().known_browser_days)
    fail(world.browser())
    assert gets_in(sign_in(browser, OWNER, PASSWORD))
    browser.submit(browser.get("/compte"), "/deconnexion")
    world.now += timedelta(days=settings().known_browser_days, seconds=1)
    fail(world.browser())
    assert sign_in(browser, OWNER, PASSWORD).status == 429


def test_a_browser_remembers_few_accounts_and_names_no_address() -> None:
    context, cookie = runtime.context(), ""
    for number in range(browsers.MOST_ACCOUNTS + 1):
        seen = browsers.read(cookie, context.keys, context.now, context.settings) if cookie else {}
        cookie = browsers.write(seen, f"compte-{number}", context.keys, context.now, context.settings)
    kept = browsers.read(cookie, context.keys, context.now, context.settings)
    assert list(kept) == [f"compte-{number}" for number in range(1, browsers.MOST_ACCOUNTS + 1)]
    assert len(cookie) < 500


def test_the_cookie_of_an_erased_account_gives_nothing(world: World) -> None:
    browser = known(world)
    world.deliver()
    erasure.erase(runtime.context(), "zoe")
    assert fail(browser, FEW_FAILURES + 1) == [400] * FEW_FAILURES + [429]
    assert fail(world.browser(), 1) == [429], "counted for the address"


# The link


def test_the_link_of_a_new_password_signs_its_owner_in_during_an_attack(world: World) -> None:
    stranger, owner = world.browser(), world.browser()
    fail(stranger)
    ask_for_link(owner, OWNER)
    link = link_to(world, OWNER, "nouveau-mot-de-passe")
    page = press(owner, link, **CHOSEN)
    assert "Votre mot de passe a bien été modifié." in page.text
    assert gets_in(page)
    fail(stranger, FEW_FAILURES)
    owner.submit(owner.get("/compte"), "/deconnexion")
    assert gets_in(sign_in(owner, OWNER, CHOSEN["mot_de_passe"])), "the browser is known from then on"


def test_a_form_of_another_site_signs_nobody_in(world: World) -> None:
    """A foreign link would sign the reader in to an account that he takes for his own."""
    ask_for_link(world.browser(), OWNER)
    victim = world.browser()
    page = victim.post(link_to(world, OWNER, "nouveau-mot-de-passe"), CHOSEN)
    assert "Vous pouvez maintenant vous connecter." in page.text
    assert victim.cookies == {}


def test_a_new_password_does_not_sign_in_an_account_a_activer(world: World) -> None:
    world.person("lea", "lea@exemple.fr", Name("MME", "Léa", "Future"), status=AccountStatus.A_ACTIVER)
    browser = world.browser()
    ask_for_link(browser, "lea@exemple.fr")
    page = press(browser, link_to(world, "lea@exemple.fr", "nouveau-mot-de-passe"), **CHOSEN)
    assert "Votre mot de passe a bien été modifié." in page.text
    assert "aura procédé à sa validation" in page.text
    assert "Vous pouvez maintenant vous connecter" not in page.text
    assert "__Host-session" not in browser.cookies


# « Mot de passe oublié »


def test_a_strangers_request_kills_no_link_of_the_owner(world: World, origins: Origins) -> None:
    ask_for_link(world.browser(), OWNER)
    link = link_to(world, OWNER, "nouveau-mot-de-passe")
    origins.come_from("198.51.100.7")
    for _ in range(RESETS):
        world.now += timedelta(minutes=1)
        ask_for_link(world.browser(), OWNER)
        later = link_to(world, OWNER, "nouveau-mot-de-passe")
    assert world.browser().get(later).status == 200
    assert gets_in(press(world.browser(), link, **CHOSEN))
    assert world.browser().get(later).status == 410, "they work until one of them is used"


def test_a_link_lives_an_hour_despite_further_requests(world: World) -> None:
    ask_for_link(world.browser(), OWNER)
    first = link_to(world, OWNER, "nouveau-mot-de-passe")
    world.now += timedelta(minutes=59)
    ask_for_link(world.browser(), OWNER)
    second = link_to(world, OWNER, "nouveau-mot-de-passe")
    world.now += timedelta(minutes=1, seconds=1)
    assert [world.browser().get(link).status for link in (first, second)] == [410, 200]
    world.now += timedelta(minutes=59)
    assert world.browser().get(second).status == 410


def test_a_stranger_uses_up_only_the_resets_of_his_own_network_address(world: World, origins: Origins) -> None:
    for address in (OWNER, "personne@exemple.fr"):
        origins.come_from("198.51.100.7")
        assert [ask_for_link(world.browser(), address).status for _ in range(RESETS + 1)] == [200] * RESETS + [429]
        origins.come_from("203.0.113.9")
        assert ask_for_link(world.browser(), address).status == 200


def test_requests_from_everywhere_send_one_address_no_more_mails_than_its_limit(world: World, origins: Origins) -> None:
    owner = known(world)
    for address in (OWNER, "personne@exemple.fr"):
        statuses = []
        for number in range(MAILS + 1):
            origins.come_from(f"198.51.100.{number}")
            statuses.append(ask_for_link(world.browser(), address).status)
        assert statuses == [200] * MAILS + [429]
    assert [ask_for_link(owner, OWNER).status for _ in range(RESETS + 1)] == [200] * RESETS + [429]


# The cookie


@pytest.mark.parametrize("attribute", ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"])
def test_the_browser_cookie_has_the_attributes_of_the_others(world: World, attribute: str) -> None:
    sign_in(world.browser(), OWNER, PASSWORD)
    set_cookies = [value for one in world.exchanges for name, value in one.headers if name == "Set-Cookie"]
    (cookie,) = [value for value in set_cookies if value.startswith(f"{COOKIE}=")]
    assert attribute in cookie.split("; ")
    assert f"Max-Age={settings().known_browser_days * 86400}" in cookie
    assert not re.search(r"exemple|zoe@", cookie)


# Concurrent requests


def ask_meanwhile(world: World) -> None:
    """Request a new password for Zoé from another browser."""
    world.now += timedelta(seconds=1)
    ask_new_password(runtime.context(), OWNER, Caller("203.0.113.9"))


def test_the_links_of_two_concurrent_requests_both_work(world: World) -> None:
    with meanwhile(TRANSACTION, lambda: ask_meanwhile(world)):
        ask_new_password(runtime.context(), OWNER, Caller("198.51.100.7"))
    nonces = [row["claim"]["L"][1]["S"] for row in world.of_kind("mail")]
    assert len(nonces) == 2 and len(set(nonces)) == 1


def test_a_link_used_during_another_request_stays_used(world: World) -> None:
    ask_for_link(world.browser(), OWNER)
    link = link_to(world, OWNER, "nouveau-mot-de-passe")
    with meanwhile(TRANSACTION, lambda: world.browser().post(link, CHOSEN)):
        ask_meanwhile(world)
    assert world.browser().get(link).status == 410
    assert world.browser().get(link_to(world, OWNER, "nouveau-mot-de-passe")).status == 200
