"""What is put back is what had happened, and nothing is put back at another moment."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.aws_calls import counted
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.scenes import Scenes
from tests.integration.stages import with_settings
from tests.integration.test_story import PASSWORD
from tests.integration.world import World
from tests.integration.zoe import give_account, link_to, signed_in


def _people(world: World) -> Scenes:
    """Begin the world again with its people."""
    world.create()
    world._people.clear()
    return Scenes(world)


def _begun(world: World) -> tuple[str, list[dict[str, Any]]]:
    """Begin the world again with a situation; return its delegation, and the whole table."""
    found = _people(world).proposal()
    return found, world.everything()


def test_a_situation_is_built_once(world: World) -> None:
    found, items = _begun(world)
    assert _begun(world) == (found, items)


def test_it_is_built_anew_at_another_time(world: World) -> None:
    found = _people(world).proposal()
    scenes = _people(world)
    world.now += timedelta(seconds=1)
    assert scenes.proposal() != found


def test_it_is_built_anew_with_other_settings(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = _begun(world)
    with_settings(monkeypatch, creations_per_day=7)
    assert _begun(world)[0] != found


def test_it_is_built_anew_beside_another_item(world: World) -> None:
    found = _people(world).proposal()
    scenes = _people(world)
    scenes.give_password("paul", PASSWORD)
    assert scenes.proposal() != found


def test_it_is_built_anew_while_something_happens_meanwhile_or_calls_are_counted(world: World) -> None:
    found, _ = _begun(world)
    with meanwhile(UPDATE, lambda: None):
        assert _begun(world)[0] != found
    with counted() as calls:
        assert _begun(world)[0] != found
    assert calls


def test_it_happens_anew_where_a_test_reads_the_log(world: World, anew: None) -> None:
    assert _begun(world)[0] != _begun(world)[0]


def test_a_browser_and_a_mail_are_put_back_too(world: World) -> None:
    told = []
    for _ in range(2):
        _people(world)
        give_account(world)
        already = len(world.exchanges)
        browser = signed_in(world)
        link = link_to(world, "zoe@exemple.fr", "connexion-inconnue")
        told.append((browser.cookies, link, len(world.exchanges) - already, len(world.mails())))
        assert browser.get("/compte").status == 200
    assert told[0] == told[1]
