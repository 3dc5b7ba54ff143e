"""What a probe is told: whether the keys are there and the table answers."""

import json

import pytest

from chalicelib.settings import settings
from chalicelib.web import health
from tests.integration.world import World


def test_a_probe_learns_for_one_read_that_the_service_can_serve(world: World) -> None:
    world.browser().get("/sante")
    told = world.exchanges[-1]
    assert json.loads(told.body) == {"etat": "ok", "version": settings().service_version}
    assert (told.status, told.header("Cache-Control")) == (200, "no-store")
    assert told.calls[-1:] == ("dynamodb.BatchGetItem",)


def test_a_probe_is_told_when_the_table_does_not_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(keys: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(health, "read", silent)
    assert world.browser().get("/sante").status == 503
