"""Introspection (RFC 7662) and the published keys (RFC 7517), in the profile of docs/access.md."""

import json
from typing import Any

import pytest

from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.identity.tokens import LocalSigner, issue
from chalicelib.runtime import context
from chalicelib.store import keys
from chalicelib.store.grants import GrantItem
from tests.builders import DAY, NOW, TODAY, a_structure, terms
from tests.integration.access.service import PortalService, calls, give
from tests.integration.access.test_tokens import ASKED, claims_of, error_of, result_of
from tests.integration.scenes import Scenes
from tests.integration.world import World


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""


def introspect(portal: PortalService, token: str) -> dict[str, Any]:
    """Return the answer of introspection."""
    found = portal.form("introspect", {"token": token})
    assert (found.status, found.header("content-type")) == (200, "application/json")
    answer: dict[str, Any] = json.loads(found.body)
    return answer


def test_introspection_returns_the_contents_of_the_token(portal: PortalService, keyed: LocalSigner) -> None:
    give()
    token = result_of(portal.form("token", ASKED))["access_token"]
    assert introspect(portal, token) == {"active": True, **claims_of(token, keyed), "token_type": "Bearer"}
    found = portal.form("introspect", {"token": token, "token_type_hint": "access_token"})
    assert calls(found) == ["BatchGetItem"]


def test_a_token_is_inactive_from_the_second_its_delegation_is_deleted(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    for _ in range(5):
        delegation_id = scenes.validated()
        world.now = scenes.delegation(delegation_id).terms.validity.starts_at
        token = result_of(portal.form("token", ASKED))["access_token"]
        assert introspect(portal, token)["active"]
        delete(context(), scenes.session("claire"), delegation_id, Hint())
        assert introspect(portal, token) == {"active": False}
        # Another delegation between the same two people does not revive it.
        give(id=f"autre-{delegation_id}", terms=terms(TODAY, TODAY + 400 * DAY), delegue=f"paul-{delegation_id}")
        assert introspect(portal, token) == {"active": False}


def test_a_token_is_inactive_after_its_expiry(world: World, portal: PortalService) -> None:
    give()
    token = result_of(portal.form("token", ASKED))["access_token"]
    for seconds, alive in ((299, True), (300, False)):
        world.now = NOW + seconds * (DAY / 86_400)
        assert introspect(portal, token)["active"] is alive


def test_introspection_removes_what_the_delegation_no_longer_opens(portal: PortalService) -> None:
    give(terms=terms(structures=(a_structure(1), a_structure(2, categorie="infirmier", specialite=""))))
    token = result_of(portal.form("token", ASKED))["access_token"]
    give(terms=terms(structures=(a_structure(2, categorie="infirmier", specialite=""),)))
    told = introspect(portal, token)
    assert (told["active"], told["scope"]) == (True, "paiements")
    assert [found["identifier"] for found in told["authorization_details"]] == ["cabinet-2"]
    GrantItem(*keys.grant("paul", "claire", "paul-claire")).delete()
    assert introspect(portal, token) == {"active": False}


def test_a_token_is_inactive_before_the_first_day_of_its_delegation(portal: PortalService) -> None:
    give()
    token = result_of(portal.form("token", ASKED))["access_token"]
    give(terms=terms(TODAY + DAY, TODAY + DAY))
    assert introspect(portal, token) == {"active": False}


def test_a_token_opens_only_its_requested_scope(portal: PortalService) -> None:
    give()
    token = result_of(portal.form("token", {**ASKED, "scope": "rosp"}))["access_token"]
    told = introspect(portal, token)
    assert (told["scope"], told["authorization_details"][0]["actions"]) == ("rosp", ["rosp"])


def test_a_service_learns_nothing_of_tokens_for_others(world: World, portal: PortalService) -> None:
    give()
    token = result_of(portal.form("token", ASKED))["access_token"]
    assert introspect(PortalService(world, ["transport"]), token) == {"active": False}
    assert introspect(PortalService(world, ["rosp"]), token)["scope"] == "rosp"


def test_a_token_with_a_foreign_signature_is_inactive(portal: PortalService, keyed: LocalSigner) -> None:
    give()
    token = result_of(portal.form("token", ASKED))["access_token"]
    claims = claims_of(token, keyed)
    head, body, signature = token.split(".")
    others = [
        issue(claims, LocalSigner()),
        issue({**claims, "iss": "https://ailleurs.example"}, keyed),
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        "eyJhbGciOiJub25lIn0." + body + ".",
        "x",
        "a.b.c",
        "é" * 10,
        "." * 1000,
    ]
    assert [introspect(portal, other) for other in others] == [{"active": False}] * len(others)


def test_introspection_needs_a_token_and_a_credential(portal: PortalService) -> None:
    assert error_of(portal.form("introspect", {})) == "invalid_request"
    found = portal.form("introspect", {"token": "x"}, Authorization="")
    assert (found.status, json.loads(found.body)["error"]) == (401, "invalid_client")


# Keys


def test_the_next_key_is_published_before_it_signs(portal: PortalService, keyed: LocalSigner) -> None:
    found = portal.world.browser().get("/.well-known/jwks.json")
    assert (found.status, found.header("cache-control")) == (200, "public, max-age=3600")
    published = json.loads(found.text)["keys"]
    assert [key["kid"] for key in published] == [key["kid"] for key in keyed.public_keys()]
    assert len({key["kid"] for key in published}) == 2
    for key in published:
        assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}


def test_without_a_key_no_token_is_issued(portal: PortalService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    give()
    found = portal.form("token", ASKED)
    assert (found.status, json.loads(found.body)) == (503, {"error": "temporarily_unavailable"})
    assert introspect(portal, "x") == {"active": False}
    assert json.loads(portal.world.browser().get("/.well-known/jwks.json").text) == {"keys": []}
