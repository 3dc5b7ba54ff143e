"""A restored table is opened, and time goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from infra.operations.restore import main
from tests.integration.operations.functions_logs import Logs
from tests.integration.world import Mail, World

Back = Callable[[list[dict[str, Any]]], None]
HOUR = timedelta(hours=1)


def reconcile(world: World, logs: Logs, ago: timedelta) -> None:
    assert main(["reconcile", "--since", (world.now - ago).isoformat()], logs) == 0


def open_and_go_on(world: World, logs: Logs, ago: timedelta) -> list[Mail]:
    """Reconcile and let time pass; return the mails that were sent."""
    already = len(world.mails())
    reconcile(world, logs, ago)
    world.pass_time(minutes=5)
    world.pass_time(minutes=5)
    return world.mails()[already:]


def items_of_act(world: World, act: Callable[[], object]) -> list[dict[str, Any]]:
    """Return the items that an act added."""
    before = {(item["pk"]["S"], item["sk"]["S"]) for item in world.items()}
    act()
    return [item for item in world.items() if (item["pk"]["S"], item["sk"]["S"]) not in before]


def notices_of(world: World, kind: str) -> int:
    return [item["notice_kind"]["S"] for item in world.of_kind("notice")].count(kind)
