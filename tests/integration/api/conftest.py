"""Fixtures: clients of the API for the people."""

import threading
from collections.abc import Iterator

import pytest

from app import app
from chalicelib.settings import settings
from infra.local.server import create_server
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import World


@pytest.fixture
def claire(scenes: Scenes) -> Api:
    """Return the délégant's client, signed in with her card."""
    return Api(scenes.world, CLAIRE)


@pytest.fixture
def paul(scenes: Scenes) -> Api:
    """Return the délégué's client."""
    return Api(scenes.world, PAUL)


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Serve the application on a socket, as `make run` does; yield its base address."""
    kind = app.__class__  # the server changes this, to keep requests apart
    server = create_server(app, 0, settings().base_path)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{settings().base_path}"
    server.shutdown()
    server.server_close()
    app.__class__ = kind
