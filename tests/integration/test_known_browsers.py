"""A stranger's tries keep nobody out: the owner's browser, or the link of a mail, gets him in (spec §1)."""

import re
from datetime import timedelta

import pytest
from chalice.local import LambdaEventConverter

from chalicelib import runtime
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import browsers
from chalicelib.identity.passwords import hash_password
from chalicelib.settings import settings
from infra.operations import erasure
from tests.browser import Browser, Page
from tests.integration.test_accounts import ask_for_link, sign_in
from tests.integration.test_asked_twice import link_to, press
from tests.integration.test_story import PASSWORD
from tests.integration.world import World

OWNER, OTHER = "zoe@exemple.fr", "yves@exemple.fr"
COOKIE = "__Host-navigateur"
CHOSEN = {"mot_de_passe": "Verger-Dore-58", "confirmation": "Verger-Dore-58"}
HASH = hash_password(PASSWORD)
FAILURES, RESETS = settings().login_failures, settings().password_resets_per_hour
MAILS = settings().password_reset_mails_per_hour


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    """Zoé and Yves have accounts and passwords."""
    world.person("zoe", OWNER, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    world.person("yves", OTHER, Name("M", "Yves", "Autre"), password_hash=HASH)


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> "Origins":
    """Where the requests of the test come from."""
    return Origins(monkeypatch)


class Origins:
    """Sets the network address of the requests that follow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def come_from(self, address: str) -> None:
        """Let requests come from this address."""
        self._monkeypatch.setattr(LambdaEventConverter, "LOCAL_SOURCE_IP", address)


def known(world: World, address: str = OWNER) -> Browser:
    """A browser in which somebody signed in once, and out again."""
    browser = world.browser()
    sign_in(browser, address, PASSWORD)
    browser.submit(browser.get("/compte"), "/deconnexion")
    assert COOKIE in browser.cookies
    return browser


def fail(browser: Browser, times: int = FAILURES, address: str = OWNER) -> list[int]:
    """Try wrong passwords, and return the statuses."""
    return [sign_in(browser, address, "faux").status for _ in range(times)]


def gets_in(page: Page) -> bool:
    """Whether a sign-in led to the account."""
    return "Mon compte" in page.text


# The browser


def test_a_strangers_failures_do_not_lock_the_owner_out_of_a_browser_he_has_used(world: World) -> None:
    owner, stranger = known(world), world.browser()
    assert fail(stranger, FAILURES + 1)[-1] == 429
    assert gets_in(sign_in(owner, OWNER, PASSWORD))
    assert sign_in(stranger, OWNER, PASSWORD).status == 429, "the stranger gains nothing by it"


def test_nor_do_failures_of_everybody_behind_the_same_network_address(world: World) -> None:
    owner = known(world)
    for number in range(settings().login_failures_per_origin):
        sign_in(world.browser(), f"personne-{number}@exemple.fr", "faux")
    assert sign_in(world.browser(), OWNER, PASSWORD).status == 429
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_known_browser_is_limited_itself_and_locks_nobody_else_out(world: World) -> None:
    owner = known(world)
    assert fail(owner) == [400] * FAILURES
    assert sign_in(owner, OWNER, PASSWORD).status == 429
    assert gets_in(sign_in(world.browser(), OWNER, PASSWORD))
    world.now += timedelta(minutes=settings().login_lock_minutes)
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_browser_is_known_for_the_accounts_that_signed_in_in_it_and_for_no_other(world: World) -> None:
    attacker = known(world, OTHER)
    assert fail(attacker, FAILURES + 1) == [400] * FAILURES + [429]
    assert sign_in(world.browser(), OWNER, PASSWORD).status == 429, "counted as a stranger's"


def test_whoever_signs_in_in_somebody_elses_browser_takes_nothing_from_him(world: World) -> None:
    owner = known(world)
    sign_in(owner, OTHER, PASSWORD)
    owner.submit(owner.get("/compte"), "/deconnexion")
    fail(world.browser())
    assert gets_in(sign_in(owner, OWNER, PASSWORD))


def test_a_copied_cookie_is_one_count_more_and_none_after_the_owners_next_sign_in(world: World) -> None:
    owner, thief = known(world), world.browser()
    thief.cookies[COOKIE] = owner.cookies[COOKIE]
    before = owner.cookies[COOKIE]
    sign_in(owner, OWNER, PASSWORD)
    assert owner.cookies[COOKIE] != before
    owner.submit(owner.get("/compte"), "/deconnexion")

    assert fail(thief, FAILURES + 1) == [400] * FAILURES + [429]
    assert gets_in(sign_in(owner, OWNER, PASSWORD)), "the copy counts apart from the browser that it was taken from"


@pytest.mark.parametrize("forged", ["{}x", "x{}", "autre-chose"])
def test_a_forged_cookie_is_none(world: World, forged: str) -> None:
    browser = known(world)
    browser.cookies[COOKIE] = forged.format(browser.cookies[COOKIE])
    fail(world.browser())
    assert sign_in(browser, OWNER, PASSWORD).status == 429


def test_a_cookie_of_the_session_is_no_known_browser(world: World) -> None:
    """Each has a salt of its own: a signature for one use is none for another."""
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


def test_the_cookie_of_an_erased_account_is_a_strangers(world: World) -> None:
    browser = known(world)
    erasure.erase(runtime.context(), "zoe")
    assert fail(browser, FAILURES + 1) == [400] * FAILURES + [429]
    assert fail(world.browser(), 1) == [429], "counted for the address"


# The link


def test_the_link_of_a_new_password_gets_its_owner_in_whoever_goes_on_trying(world: World) -> None:
    stranger, owner = world.browser(), world.browser()
    fail(stranger)
    ask_for_link(owner, OWNER)
    link = link_to(world, OWNER, "nouveau-mot-de-passe")
    page = press(owner, link, **CHOSEN)
    assert "Votre mot de passe a bien été modifié." in page.text
    assert gets_in(page)
    fail(stranger, FAILURES)
    owner.submit(owner.get("/compte"), "/deconnexion")
    assert gets_in(sign_in(owner, OWNER, CHOSEN["mot_de_passe"])), "the browser is known from then on"


def test_a_form_of_another_site_signs_nobody_in(world: World) -> None:
    """Somebody else's link would sign the reader in to an account that he takes for his own."""
    ask_for_link(world.browser(), OWNER)
    victim = world.browser()
    page = victim.post(link_to(world, OWNER, "nouveau-mot-de-passe"), CHOSEN)
    assert "Vous pouvez maintenant vous connecter." in page.text
    assert victim.cookies == {}


def test_an_account_that_waits_for_a_validation_is_told_so_and_is_not_signed_in(world: World) -> None:
    world.person("lea", "lea@exemple.fr", Name("MME", "Léa", "Future"), status=AccountStatus.A_ACTIVER)
    browser = world.browser()
    ask_for_link(browser, "lea@exemple.fr")
    page = press(browser, link_to(world, "lea@exemple.fr", "nouveau-mot-de-passe"), **CHOSEN)
    assert "Votre mot de passe a bien été modifié." in page.text
    assert "aura procédé à sa validation" in page.text
    assert "Vous pouvez maintenant vous connecter" not in page.text
    assert "__Host-session" not in browser.cookies


# « Mot de passe oublié »


def test_asking_in_the_owners_stead_kills_none_of_his_links(world: World, origins: Origins) -> None:
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


def test_a_link_lives_an_hour_from_its_mail_though_somebody_asks_again(world: World) -> None:
    ask_for_link(world.browser(), OWNER)
    first = link_to(world, OWNER, "nouveau-mot-de-passe")
    world.now += timedelta(minutes=59)
    ask_for_link(world.browser(), OWNER)
    second = link_to(world, OWNER, "nouveau-mot-de-passe")
    world.now += timedelta(minutes=1, seconds=1)
    assert [world.browser().get(link).status for link in (first, second)] == [410, 200]
    world.now += timedelta(minutes=59)
    assert world.browser().get(second).status == 410


def test_a_stranger_uses_up_the_resets_of_his_own_place_only(world: World, origins: Origins) -> None:
    for address in (OWNER, "personne@exemple.fr"):
        origins.come_from("198.51.100.7")
        assert [ask_for_link(world.browser(), address).status for _ in range(RESETS + 1)] == [200] * RESETS + [429]
        origins.come_from("203.0.113.9")
        assert ask_for_link(world.browser(), address).status == 200


def test_strangers_everywhere_send_no_more_mails_to_one_address_than_its_limit(world: World, origins: Origins) -> None:
    owner = known(world)
    for address in (OWNER, "personne@exemple.fr"):
        statuses = []
        for number in range(MAILS + 1):
            origins.come_from(f"198.51.100.{number}")
            statuses.append(ask_for_link(world.browser(), address).status)
        assert statuses == [200] * MAILS + [429]
    assert [ask_for_link(owner, OWNER).status for _ in range(RESETS + 1)] == [200] * RESETS + [429]


# What a signed-in browser is given


@pytest.mark.parametrize("attribute", ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"])
def test_the_cookie_is_set_as_the_others_are(world: World, attribute: str) -> None:
    sign_in(world.browser(), OWNER, PASSWORD)
    set_cookies = [value for one in world.exchanges for name, value in one.headers if name == "Set-Cookie"]
    (cookie,) = [value for value in set_cookies if value.startswith(f"{COOKIE}=")]
    assert attribute in cookie.split("; ")
    assert f"Max-Age={settings().known_browser_days * 86400}" in cookie
    assert not re.search(r"exemple|zoe@", cookie)
