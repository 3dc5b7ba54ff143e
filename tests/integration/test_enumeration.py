"""Nobody learns whether an address has an account: equal bytes, equal hashes verified, equal calls to AWS (spec §1)."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from chalicelib.domain.people import Name
from chalicelib.identity.passwords import hash_password, verify
from tests.integration.world import Exchange, World

KNOWN, UNKNOWN = "zoe@exemple.fr", "yan@exemple.fr"
HASH = hash_password("Jardin-Fleuri-27")


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Notes every verification of a password."""
    done: list[str] = []

    def noting(stored: str | None, password: str) -> bool:
        done.append(password)
        return verify(stored, password)

    monkeypatch.setattr("chalicelib.acts.sign_in.verify", noting)
    yield done


def tried(world: World, page: str, address: str, **fields: str) -> Exchange:
    """Send the form of a page for this address, and return what it took."""
    browser = world.browser()
    shown = browser.get(page)
    world.exchanges.clear()
    browser.submit(shown, page, adresse=address, **fields)
    return world.exchanges[0]


def bytes_of(exchange: Exchange, address: str) -> str:
    """What a stranger sees, but for what he typed himself and the token made for his browser."""
    return re.sub(r'name="csrf" value="[^"]*"', "", exchange.body.replace(address, "…"))


@pytest.mark.parametrize(("path", "fields"), [("/connexion", {"mot_de_passe": "faux"}), ("/mot-de-passe-oublie", {})])
def test_a_known_and_an_unknown_address_look_the_same(
    world: World, verified: list[str], path: str, fields: dict[str, str]
) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)

    tried(world, path, "personne@exemple.fr", **fields)  # the first of an origin costs one call less
    verified.clear()
    known = tried(world, path, KNOWN, **fields)
    after_known = len(verified)
    unknown = tried(world, path, UNKNOWN, **fields)

    assert known.status == unknown.status
    assert bytes_of(known, KNOWN) == bytes_of(unknown, UNKNOWN)
    assert Counter(known.calls) == Counter(unknown.calls)
    assert len(verified) == 2 * after_known


def test_they_look_the_same_when_locked(world: World) -> None:
    world.person("zoe", KNOWN, Name("MME", "Zoé", "Claire"), password_hash=HASH)
    for address in (KNOWN, UNKNOWN):
        for _ in range(10):
            tried(world, "/connexion", address, mot_de_passe="faux")

    known, unknown = (tried(world, "/connexion", address, mot_de_passe="faux") for address in (KNOWN, UNKNOWN))

    assert known.status == unknown.status == 429
    assert bytes_of(known, KNOWN) == bytes_of(unknown, UNKNOWN)
    assert Counter(known.calls) == Counter(unknown.calls)
