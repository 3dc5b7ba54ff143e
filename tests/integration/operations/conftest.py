"""Fixtures: the logs of the functions, and a restored table."""

import logging
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.settings import settings
from chalicelib.store import restored
from infra.deploy.clients import Clients
from tests.integration import aws_clients
from tests.integration.operations.functions_logs import Logs
from tests.integration.world import World


@pytest.fixture(autouse=True)
def clients_made_once() -> Iterator[None]:
    """Let the commands share their clients: each asks for the account, and a client takes as long as ten calls."""
    with patch.object(Clients, "client", lambda _, service: aws_clients.client(service)):
        yield


@pytest.fixture
def logs(world: World) -> Iterator[Logs]:
    """Yield the lines that the functions log from now on."""
    kept = Logs(world)
    handler = logging.Handler()
    handler.emit = kept.emit  # type: ignore[method-assign]
    logger = logging.getLogger("chalicelib")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield kept
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.fixture
def restore(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[list[dict[str, Any]]], None]]:
    """Return a function that restores the table to given items."""

    def back(items: list[dict[str, Any]]) -> None:
        client, table = aws_clients.client("dynamodb"), settings().table_name
        for item in world.items():
            client.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})
        for item in items:
            client.put_item(TableName=table, Item=item)
        monkeypatch.setenv("RESTORED_TABLE", table)
        monkeypatch.setenv("STAGE", "dev")
        settings.cache_clear()
        restored._open.clear()

    yield back
    monkeypatch.undo()
    settings.cache_clear()
    restored._open.clear()
