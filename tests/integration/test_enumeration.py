"""Known and unknown addresses and numbers cause equal bytes, equal hashes, equal calls to AWS (specification §1)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.http.endpoint import Proof
from chalicelib.http.routes import PAGES
from chalicelib.identity.passwords import verify
from tests.browser import Browser
from tests.builders import a_practice, a_structure
from tests.cheap_passwords import hash_of
from tests.integration.aws_calls import bodies
from tests.integration.scenes import PAUL, Scenes
from tests.integration.stages import FEW_FAILURES
from tests.integration.world import Exchange, World

KNOWN, UNKNOWN = "zoe@exemple.fr", "yan@exemple.fr"
HASH = hash_of("Jardin-Fleuri-27")


pytestmark = pytest.mark.usefixtures("few_failures")


@pytest.fixture
def verified_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the list of the verified hashes."""
    done: list[str] = []

    def noting(stored: str | None, password: str) -> bool:
        done.append(password)
        return verify(stored, password)

    monkeypatch.setattr("chalicelib.acts.sign_in.verify", noting)
    yield done


def send_form(world: World, page: str, address: str, **fields: str) -> Exchange:
    """Send the form of a page for this address in a new browser, and return the exchange."""
    return send_form_in(world.browser(), world, page, address, **fields)


def send_form_in(browser: Browser, world: World, page: str, address: str, **fields: str) -> Exchange:
    """Send the form of a page for this address in this browser, and return the exchange."""
    shown = browser.get(page)
    world.exchanges.clear()
    browser.submit(shown, page, adresse=address, **fields)
    return page_after(world)


def page_after(world: World) -> Exchange:
    """Return the page to which a form has led, with every call on the way."""
    calls = [call for exchange in world.exchanges for call in exchange.calls]
    return replace(world.exchanges[-1], calls=tuple(calls))


def bytes_of(exchange: Exchange, address: str) -> str:
    """Return the bytes of the answer, without the typed address, the token and the challenge of the browser."""
    return without_tokens(exchange.body.replace(address, "…"))


def without_tokens(body: str) -> str:
    """Return a page without the token and the challenge of its browser."""
    return re.sub(r'name="csrf" value="[^"]*"|challenge&#34;: &#34;[^&]*', "", body)


NAMING: Mapping[str, Mapping[str, str]] = {"/connexion": {"mot_de_passe": "faux"}, "/mot-de-passe-oublie": {}}
"""The forms before the sign-in that take the name of an account, and their other fields."""

NAMELESS = frozenset({"/connexion/cle-acces"})
"""The forms before the sign-in that take no name of an account."""


BY_A_LINK = frozenset({"/demande/{ask_token}/adresse"})
"""Those of a délégant's link, which tests/integration/test_asking_by_address.py examines in the same way."""


def test_every_form_before_the_sign_in_is_examined() -> None:
    forms = {one.path for one in PAGES if one.method == "POST" and one.proof is Proof.PRE_SESSION}
    assert forms == {*NAMING, *NAMELESS, *BY_A_LINK}


@pytest.mark.parametrize(("path", "fields"), NAMING.items())
def test_a_known_and_an_unknown_address_look_the_same(
    world: World, verified_hashes: list[str], path: str, fields: Mapping[str, str]
) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)

    send_form(world, path, "personne@exemple.fr", **fields)  # the first request of an origin costs one call less
    verified_hashes.clear()
    known = send_form(world, path, KNOWN, **fields)
    after_known = len(verified_hashes)
    unknown = send_form(world, path, UNKNOWN, **fields)

    assert known.status == unknown.status
    assert bytes_of(known, KNOWN) == bytes_of(unknown, UNKNOWN)
    assert Counter(known.calls) == Counter(unknown.calls)
    assert len(verified_hashes) == 2 * after_known


HELD, SHARED, FREE = "631000001", "631000002", "639999999"
"""Numbers that one account has, that two have, and that nobody has."""


@pytest.mark.parametrize(
    "times", [1, 2, FEW_FAILURES + 1, FEW_FAILURES + 2], ids=["first", "again", "last before the lock", "locked"]
)
def test_numbers_of_one_account_of_several_and_of_none_look_the_same(
    world: World, verified_hashes: list[str], times: int
) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), practice=a_practice(), password_hash=HASH)
    shared = a_practice(structures=(a_structure(2),))
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), practice=shared, password_hash=HASH)
    send_form(world, "/connexion", "personne@exemple.fr", mot_de_passe="faux")
    seen = []
    for number in (HELD, SHARED, FREE):
        verified_hashes.clear()
        for _ in range(times):
            exchange = send_form(world, "/connexion", number, mot_de_passe="faux")
        seen.append((exchange.status, bytes_of(exchange, number), Counter(exchange.calls), len(verified_hashes)))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("times", [1, FEW_FAILURES + 1])
def test_a_number_costs_what_an_address_costs_with_a_query_for_its_read(world: World, times: int) -> None:
    send_form(world, "/connexion", "personne@exemple.fr", mot_de_passe="faux")
    seen = []
    for name in (UNKNOWN, FREE):
        for _ in range(times):
            exchange = send_form(world, "/connexion", name, mot_de_passe="faux")
        calls = Counter(call.replace("Query", "BatchGetItem") for call in exchange.calls)
        seen.append((exchange.status, calls))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("other", [KNOWN, UNKNOWN])
def test_a_locked_number_tells_nothing_about_an_address(world: World, verified_hashes: list[str], other: str) -> None:
    """Whoever locks a number must not learn from the next guess at an address whether both are one account's."""
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), practice=a_practice(), password_hash=HASH)
    untouched = send_form(world, "/connexion", "yves@exemple.fr", mot_de_passe="faux")
    for _ in range(FEW_FAILURES + 2):
        send_form(world, "/connexion", HELD, mot_de_passe="faux")
    verified_hashes.clear()
    for _ in range(2):
        found = send_form(world, "/connexion", other, mot_de_passe="faux")
    again = send_form(world, "/connexion", "yves@exemple.fr", mot_de_passe="faux")
    assert (found.status, bytes_of(found, other)) == (untouched.status, bytes_of(untouched, "yves@exemple.fr"))
    assert Counter(found.calls) == Counter(again.calls)
    assert len(verified_hashes) == 3


RESERVED = "invitee@exemple.fr"


@pytest.mark.parametrize("path", ["/connexion", "/mot-de-passe-oublie"])
@pytest.mark.parametrize("times", [1, 2, 4], ids=["first", "again", "too often"])
def test_known_invited_and_unknown_addresses_look_the_same_in_a_used_browser(
    world: World, verified_hashes: list[str], path: str, times: int
) -> None:
    """This holds for repeated requests too, because each address keeps its open request."""
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    world.person("invitee", RESERVED, Name(), status=AccountStatus.RESERVEE)
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    browser = world.browser()
    page = browser.get("/connexion")
    browser.submit(page, "/connexion", adresse="yves@exemple.fr", mot_de_passe="Jardin-Fleuri-27")
    cookies = {name: value for name, value in browser.cookies.items() if "navigateur" in name}
    assert cookies

    seen = []
    for address in (KNOWN, RESERVED, UNKNOWN):
        verified_hashes.clear()
        for _ in range(times):
            again = world.browser()
            again.cookies.update(cookies)
            exchange = send_form_in(again, world, path, address, mot_de_passe="faux")
        seen.append((exchange.status, bytes_of(exchange, address), Counter(exchange.calls), len(verified_hashes)))
    assert seen[0] == seen[1] == seen[2]


def test_requesting_a_taken_address_looks_like_requesting_a_free_one(scenes: Scenes) -> None:
    world, exchanges = scenes.world, []
    browser = scenes.browser(PAUL)
    for address in ("lea@exemple.fr", "libre@exemple.fr"):
        page = browser.get("/compte/e-mail")
        world.exchanges.clear()
        browser.submit(page, "/compte/e-mail", adresse=address)
        exchanges.append(page_after(world))
    taken, free = exchanges
    assert taken.status == free.status == 200
    assert bytes_of(taken, "lea@exemple.fr") == bytes_of(free, "libre@exemple.fr")
    assert Counter(taken.calls) == Counter(free.calls)


def test_known_and_unknown_addresses_look_the_same_when_locked(world: World) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    for address in (KNOWN, UNKNOWN):
        for _ in range(FEW_FAILURES):
            send_form(world, "/connexion", address, mot_de_passe="faux")

    known, unknown = (send_form(world, "/connexion", address, mot_de_passe="faux") for address in (KNOWN, UNKNOWN))

    assert known.status == unknown.status == 429
    assert bytes_of(known, KNOWN) == bytes_of(unknown, UNKNOWN)
    assert Counter(known.calls) == Counter(unknown.calls)


def test_requests_for_unknown_addresses_share_no_item_and_expire_soon(world: World) -> None:
    """A shared item would conflict under load, and so reveal which addresses are unknown."""
    for address in (UNKNOWN, "yves@exemple.fr"):
        with bodies() as sent:
            send_form(world, "/mot-de-passe-oublie", address)
        assert len(written_by(sent)) == 2

    pending = world.of_kind("pending")
    assert len({item["pk"]["S"] for item in pending}) == 2
    assert {int(item["ttl"]["N"]) for item in pending} == {int((world.now + timedelta(hours=1)).timestamp())}


def test_as_many_items_are_written_for_a_known_and_for_an_unknown_address(world: World) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    counts = []
    for address in (KNOWN, UNKNOWN):
        with bodies() as sent:
            send_form(world, "/mot-de-passe-oublie", address)
        counts.append(len(written_by(sent)))
    assert counts[0] == counts[1]


def written_by(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of the transactions among requests to DynamoDB."""
    return [item for body in sent for item in body.get("TransactItems", ())]


@pytest.mark.parametrize("path", ["/connexion", "/mot-de-passe-oublie"])
def test_requests_for_different_unknown_addresses_read_different_items(world: World, path: str) -> None:
    keys_read = []
    for address in (UNKNOWN, "yves@exemple.fr"):
        with bodies() as sent:
            send_form(world, path, address, mot_de_passe="faux")
        tables = [table for body in sent for table in body.get("RequestItems", {}).values()]
        keys_read.append({key["pk"]["S"] for table in tables for key in table["Keys"]})
    assert keys_read[0] and not keys_read[0] & keys_read[1]
