"""The example client of docs/ works against the service."""

import importlib.util
from pathlib import Path
from types import ModuleType
from urllib.request import Request

import pytest
from chalice.test import Client
from joserfc.errors import JoseError

from app import app
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.identity.tokens import LocalSigner
from chalicelib.runtime import context
from chalicelib.settings import settings
from chalicelib.store import credentials
from tests.integration.access.service import PortalService
from tests.integration.scenes import Scenes
from tests.integration.world import World

_FILE = Path(__file__).parents[3] / "docs" / "access_client.py"


def load() -> ModuleType:
    """Import the client from docs/."""
    spec = importlib.util.spec_from_file_location("access_client", _FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def carry(request: Request) -> bytes:
    """Hand a request of urllib to the application in this process."""
    path = request.full_url.removeprefix(settings().public_base_url)
    body = request.data if isinstance(request.data, bytes) else b""
    answer = Client(app).http.request(request.get_method(), path, headers=dict(request.header_items()), body=body)
    assert answer.status_code == 200, answer.body
    return bytes(answer.body)


def test_the_documented_client_asks_and_uses_a_token_until_the_delegation_is_deleted(
    world: World, keyed: LocalSigner
) -> None:
    scenes = Scenes(world)
    credentials.forget()
    delegation_id = scenes.validated()
    world.now = scenes.delegation(delegation_id).terms.validity.starts_at
    client = load().Delegations(settings().public_base_url, PortalService(world).bearer, carry)
    paul, claire = {"type": "email", "id": "paul@exemple.fr"}, {"type": "espace", "id": "claire"}
    now = int(world.now.timestamp())

    answer = client.may(paul, "paiements", claire)
    assert (answer["decision"], answer["context"]["delegation"]) == (True, delegation_id)
    assert client.may(paul, "transport", claire)["context"]["reason"] == "service-non-ouvert"

    token = client.token_for("paul", "claire", "paiements", "amelipro")
    claims = client.claims_of(token, "amelipro", now)
    assert (claims["sub"], claims["act"], claims["scope"]) == ("claire", {"sub": "paul"}, "paiements")
    for audience, then in (("autre", now), ("amelipro", now + 400)):
        with pytest.raises(JoseError):
            client.claims_of(token, audience, then)

    assert client.is_alive(token)
    delete(context(), scenes.session("claire"), delegation_id, Hint())
    assert not client.is_alive(token)
    assert not client.may(paul, "paiements", claire)["decision"]
