"""A restored table is shut until delegations that ended after the moment are ended again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.domain.mails import Purpose
from chalicelib.settings import settings
from chalicelib.store.decisions import grants_of_delegations, read_grant, read_grants
from infra.operations.restore import main
from tests.builders import DAY
from tests.integration.operations.functions_logs import Logs
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.integration.world import World

Said = pytest.CaptureFixture[str]
HOUR = timedelta(hours=1)


def _granted_ids() -> set[str]:
    return {grant.delegation_id for grant in read_grants(PAUL, CLAIRE)}


def _reconcile(world: World, logs: Logs, ago: timedelta = 2 * HOUR) -> int:
    return main(["reconcile", "--since", (world.now - ago).isoformat()], logs)


def test_a_restored_table_grants_nothing_and_sends_nothing_until_it_is_reconciled(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None]
) -> None:
    world, found = scenes.world, scenes.validated()
    assert _granted_ids() == {found}
    restore(world.items())
    assert _granted_ids() == set()
    assert read_grant(PAUL, CLAIRE, found) is None
    assert grants_of_delegations([found], world.now) == []
    assert world.deliver() == []
    world.pass_time(minutes=5)
    assert world.mails() == []

    assert _reconcile(world, logs) == 0
    assert _granted_ids() == {found}
    assert read_grant(PAUL, CLAIRE, found)
    assert grants_of_delegations([found], world.now)
    world.run_schedule()
    assert world.mails()


def test_delegations_ended_after_the_moment_are_ended_again_without_a_mail(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None], capsys: Said
) -> None:
    world = scenes.world
    kept, deleted, given_up = scenes.validated(), scenes.validated(), scenes.validated()
    purged = scenes.invitation()
    world.deliver()
    before = world.items()
    world.now += HOUR
    delete(runtime.context(), scenes.session(CLAIRE), deleted, Hint())
    give_up(runtime.context(), scenes.session(PAUL), given_up)
    late = scenes.token(purged, Purpose.DISOWN)
    delete(runtime.context(), scenes.session(CLAIRE), purged, Hint())
    world.deliver()
    already = len(world.mails())
    restore(before)
    assert _reconcile(world, logs) == 0
    assert _granted_ids() == {kept}
    assert {item["pk"]["S"] for item in world.of_kind("delegation")} == {f"DELEG#{kept}"}
    assert {item["end"]["S"] for item in world.of_kind("tombstone")} == {"supprimee", "renoncee"}
    said = capsys.readouterr().out
    for found, why in ((deleted, "suppression by delegant"), (given_up, "renonciation by espace")):
        assert any(line.startswith(found) and line.endswith(why) for line in said.splitlines())
    world.pass_time(minutes=5)
    assert len(world.mails()) == already
    assert world.browser().get(f"/lien/{Purpose.DISOWN}/{late}").status == 410
    assert world.signed_in(CLAIRE).get(f"/delegations/{deleted}").status == 410


def test_delegations_changed_after_the_moment_are_ended_because_their_terms_are_lost(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None], capsys: Said
) -> None:
    world, found = scenes.world, scenes.validated()
    world.deliver()
    before = world.items()
    world.now += HOUR
    validity = scenes.delegation(found).terms.validity
    shorter = asked_terms(validity.start, validity.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, shorter, "raccourcir")
    restore(before)
    assert _reconcile(world, logs) == 0
    assert _granted_ids() == set()
    assert "to be given anew" in capsys.readouterr().out


def test_earlier_ends_are_left_alone_and_a_second_run_changes_nothing(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None]
) -> None:
    world, found = scenes.world, scenes.validated()
    other = scenes.validated()
    delete(runtime.context(), scenes.session(CLAIRE), other, Hint())
    world.now += 3 * HOUR
    restore(world.items())
    assert _reconcile(world, logs) == 0
    after = world.items()
    assert _reconcile(world, logs, ago=4 * HOUR) == 0
    assert world.items() == after
    assert _granted_ids() == {found}


def test_the_mark_of_another_table_opens_nothing(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.validated()
    restore(scenes.world.items())
    assert _reconcile(scenes.world, logs) == 0
    monkeypatch.setenv("RESTORED_TABLE", "delegation-dev-restored-again")
    settings.cache_clear()
    assert _granted_ids() == set()


def test_a_table_that_was_not_restored_has_nothing_to_reconcile(scenes: Scenes, logs: Logs, capsys: Said) -> None:
    found = scenes.validated()
    assert _reconcile(scenes.world, logs) == 1
    assert _granted_ids() == {found}


def test_a_moment_beyond_the_logs_stops_the_command(
    scenes: Scenes, logs: Logs, restore: Callable[[list[dict[str, Any]]], None], capsys: Said
) -> None:
    scenes.validated()
    restore(scenes.world.items())
    assert _reconcile(scenes.world, logs, ago=timedelta(days=400)) == 1
    assert "Logs are kept for" in capsys.readouterr().err
    assert _granted_ids() == set()


@pytest.mark.parametrize("since", ["hier", "2026-03-02T09:00:00", ""])
def test_a_moment_without_a_zone_is_refused(since: str, capsys: Said) -> None:
    with pytest.raises(SystemExit):
        main(["reconcile", "--since", since], object())
