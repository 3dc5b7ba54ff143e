"""A passkey that was removed after the moment of a restore opens nothing in the restored table."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from infra.operations.restore import main
from tests.integration.operations.functions_logs import Logs
from tests.integration.passkeys import LIST, added, passkeys_of, signed_in_with
from tests.integration.scenes import PAUL, Scenes


def test_a_passkey_removed_after_the_moment_is_removed_again(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None]
) -> None:
    world, browser = scenes.world, scenes.browser(PAUL)
    kept, lost = added(browser, "Gardée"), added(browser, "Volée")
    before = world.items()
    world.now += timedelta(minutes=1)
    path = next(f"{LIST}/{one.id}" for one in passkeys_of(PAUL) if one.name == "Volée")
    browser.submit(browser.get(path), path)
    restore(before)
    assert len(passkeys_of(PAUL)) == 2

    assert main(["reconcile", "--since", (world.now - timedelta(hours=1)).isoformat()], logs) == 0

    assert [one.name for one in passkeys_of(PAUL)] == ["Gardée"]
    assert "n’est pas reconnue" in signed_in_with(world.browser(), lost).text
    assert signed_in_with(world.browser(), kept).url.endswith("/compte")
