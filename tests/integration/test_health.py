"""A probe checks that the keys are readable and the table answers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib import runtime, version
from chalicelib.settings import settings
from chalicelib.signing import DEPLOYMENT, seal
from chalicelib.web import health
from tests.integration.world import World


def test_a_probe_costs_one_read(world: World) -> None:
    world.browser().get("/sante")
    told = world.exchanges[-1]
    said = {"etat": "ok", "version": settings().service_version, "commit": "commit inconnu"}
    assert json.loads(told.body) == said
    assert (told.status, told.header("Cache-Control")) == (200, "no-store")
    assert told.calls[-1:] == ("dynamodb.BatchGetItem",)


def test_the_health_and_the_footer_name_the_commit_of_the_package_or_say_that_there_is_none(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packaged = tmp_path / "commit.txt"
    packaged.write_text("1a2b3c4\n", encoding="ascii")
    for stage, file, said in (
        ("dev", packaged, "1a2b3c4"),
        ("local", packaged.with_name("none"), "locale"),
        ("dev", packaged.with_name("none"), "commit inconnu"),
    ):
        monkeypatch.setattr(version, "COMMIT", file)
        version._packaged.cache_clear()
        assert version.commit_of(settings()._replace(stage=stage)) == said
        assert version.shown_version(settings()._replace(stage=stage)) == f"0.1.0 ({said})"
    assert "0.1.0 (commit inconnu)" in world.browser().get("/aide").text


def test_a_probe_fails_when_the_table_does_not_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(keys: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(health, "read", silent)
    assert world.browser().get("/sante").status == 503


def _signed(world: World, salt: str = DEPLOYMENT, ago: timedelta = timedelta(0)) -> dict[str, str]:
    context = runtime.context()
    return {"jeton": seal("test", context.keys.sessions, salt, world.now - ago)}


def test_the_check_of_a_deployment_writes_one_transaction_like_those_of_acts(world: World) -> None:
    for _ in range(2):
        world.browser().post("/sante", _signed(world))
        told = world.exchanges[-1]
        assert (told.status, json.loads(told.body)["etat"]) == (200, "ok")
        assert told.calls[-1:] == ("dynamodb.TransactWriteItems",)
    items = {item["pk"]["S"]: item for item in world.items()}
    assert sorted(items) == ["HIST#sante", "IDEM#sante", "LIMIT#sante"]
    for item in items.values():
        assert item["kind"]["S"] == "probe"
        assert int(item["ttl"]["N"]) == int((world.now + timedelta(days=1)).timestamp())


def test_the_check_of_a_deployment_fails_when_its_transaction_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(now: object) -> None:
        raise PermissionError

    monkeypatch.setattr(health, "write_probe", refused)
    assert world.browser().post("/sante", _signed(world)).status == 503


def test_only_the_check_of_a_deployment_makes_the_probe_write(world: World) -> None:
    life, second = timedelta(minutes=5), timedelta(seconds=1)
    others: list[dict[str, str]] = [
        {},
        {"jeton": "x"},
        {"jeton": _signed(world)["jeton"][:-1]},
        _signed(world, "session:test"),
        _signed(world, ago=life + second),
        _signed(world, ago=-timedelta(seconds=61)),  # a minute ahead is what two clocks may differ
    ]
    for fields in others:
        assert world.browser().post("/sante", fields).status == 403
    assert world.items() == []
    assert world.browser().post("/sante", _signed(world, ago=life)).status == 200
