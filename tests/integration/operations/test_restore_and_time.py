"""A restored table holds what was due at a moment of the past: what was told since is not told again."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.scene import Hint
from chalicelib.domain.mails import MailKind
from chalicelib.workers import stream
from infra.operations.restore import main
from tests.builders import DAY
from tests.integration.operations.functions_logs import Logs
from tests.integration.outbox.outbox import TTL, Outbox, record
from tests.integration.scenes import CLAIRE, Scenes
from tests.integration.world import Mail, World

Back = Callable[[list[dict[str, Any]]], None]
HOUR = timedelta(hours=1)


def _reconcile(world: World, logs: Logs, ago: timedelta) -> None:
    assert main(["reconcile", "--since", (world.now - ago).isoformat()], logs) == 0


def _open_and_go_on(world: World, logs: Logs, ago: timedelta) -> list[Mail]:
    """Reconcile and let time pass; return the mails that left."""
    already = len(world.mails())
    _reconcile(world, logs, ago)
    world.pass_time(minutes=5)
    world.pass_time(minutes=5)
    return world.mails()[already:]


def _notices(world: World, kind: str) -> int:
    return [item["notice_kind"]["S"] for item in world.of_kind("notice")].count(kind)


def test_time_does_nothing_in_a_table_that_is_shut_and_all_that_is_due_once_it_is_open(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world = scenes.world
    scenes.every()
    delete(runtime.context(), scenes.session(CLAIRE), scenes.invitation("reservee@exemple.fr"), Hint())
    world.now += 40 * DAY
    before = world.items()
    restore(before)
    world.pass_time(minutes=5)
    assert world.items() == before

    _open_and_go_on(world, logs, HOUR)
    after = {(item["pk"]["S"], item["sk"]["S"]): item for item in world.items()}
    ended = [item for item in before if item["pk"]["S"].startswith("ACC#") and item["sk"]["S"] == "HEAD"]
    assert any((item["pk"]["S"], "HEAD") not in after for item in ended), "an account has ended"
    assert [item["end"]["S"] for item in after.values() if item["kind"]["S"] == "tombstone"].count("purgee") > 1
    assert _notices(world, "terminee")


def test_mails_that_wait_in_a_table_that_is_shut_are_late_so_that_nobody_forgets_to_open_it(
    scenes: Scenes, restore: Back, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="chalicelib")
    scenes.demand()
    restore(scenes.world.items())
    scenes.world.pass_time(minutes=11)
    assert [vars(entry)["mails"] for entry in caplog.records if entry.message == "mails_late"] == [2]


def test_what_was_deleted_since_gets_no_notice_of_a_purge_when_its_time_passes_while_the_table_is_shut(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.demand()
    world.deliver()
    world.pass_time(days=15)
    world.now = scenes.delegation(found).gone_at - HOUR
    before = world.items()
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    world.deliver()
    world.now += HOUR
    restore(before)
    world.run_schedule()
    assert _open_and_go_on(world, logs, 2 * HOUR) == []
    assert [item["end"]["S"] for item in world.of_kind("tombstone")] == ["supprimee"]


def test_a_purge_that_ttl_overtakes_while_the_table_is_shut_is_made_up_for_and_nobody_is_told(
    scenes: Scenes, logs: Logs, restore: Back
) -> None:
    world, found = scenes.world, scenes.to_validate()
    world.deliver()
    world.now = scenes.delegation(found).gone_at + 2 * DAY
    restore(world.items())
    (image,) = world.of_kind("delegation")
    Outbox.remove(image)
    stream.handle({"Records": [record("REMOVE", old=image, who=TTL)]})
    assert [item["end"]["S"] for item in world.of_kind("tombstone")] == ["purgee"]
    assert _open_and_go_on(world, logs, HOUR) == []
    assert _notices(world, MailKind.PURGE_DELEGANT) == 0
