"""An invitation made by the product's own acts in an emulated table: the link that a cold start answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto import mock_aws

import tests.conftest  # noqa: F401 - the environment in which the application may be imported
from chalicelib import runtime
from chalicelib.settings import settings
from chalicelib.store import secrets
from tests.dynamodb.memory import hook
from tests.integration.test_story import create_comptable, link_of
from tests.integration.world import SECRETS, World


@dataclass(frozen=True)
class Scene:
    """The input of the measured process: the request, the table, the keys, the settings."""

    event: dict[str, Any]
    items: list[dict[str, Any]]
    parameter: str
    environment: dict[str, str]


@contextmanager
def worlds() -> Iterator[None]:
    """Let `fresh_world` build worlds until the end of the block."""
    with mock_aws():
        hook.install()
        yield


@contextmanager
def fresh_world() -> Iterator[World]:
    """Give the service with an empty table."""
    world = World()
    world.now = datetime.now(UTC)
    secrets.forget()
    runtime.set_clock(lambda: world.now)
    world.create()
    try:
        yield world
    finally:
        world.destroy()


def invitation() -> Scene:
    """Build the scene of the cold start."""
    with worlds(), fresh_world() as world:
        claire = world.delegant()
        create_comptable(world, world.signed_in(claire.id), "zoe.nouvelle@exemple.fr")
        link = link_of(world.mail("zoe.nouvelle@exemple.fr"), "creer-un-compte")
        *_, purpose, token = link.split("/")
        return Scene(_event(purpose, token), world.items(), json.dumps(SECRETS), _environment())


def _environment() -> dict[str, str]:
    known = settings()
    return {
        "STAGE": "dev",
        "TABLE_NAME": known.table_name,
        "SECRETS_PARAMETER": known.secrets_parameter,
        "PUBLIC_BASE_URL": known.public_base_url,
    }


def _event(purpose: str, token: str) -> dict[str, Any]:
    resource, path = "/lien/{purpose}/{token}", f"/lien/{purpose}/{token}"
    headers = {"Host": "delegation.example", "Accept": "text/html"}
    return {
        "resource": resource,
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"purpose": purpose, "token": token},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": "GET",
            "path": f"/api{path}",
            "stage": "api",
            "requestId": "bench",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }
