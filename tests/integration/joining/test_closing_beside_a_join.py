"""An account that closes while another one is joined to it holds nothing afterwards, whatever the order."""

from functools import partial
from unittest import mock

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.close_account import close_account
from chalicelib.acts.end_account import end_account
from chalicelib.acts.follow_account import go_on_following
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.join_accounts import join_by_password
from chalicelib.acts.validate import validate
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import LIVE
from chalicelib.store import follows, keys
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import put
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scene_parts import built_once
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.integration.world import World

CALLER = Caller("192.0.2.1")


@pytest.fixture(params=["a demand", "to validate", "an access"], autouse=True)
def found(scenes: Scenes, request: pytest.FixtureRequest) -> str:
    """Return what Léa has received; Paul has a card, and her account is his too."""
    return _received(scenes, request.param)


@built_once
def _received(scenes: Scenes, what: str) -> str:
    built = scenes.demand(LEA)
    if what != "a demand":
        accept_by_link(runtime.context(), scenes.token(built, Purpose.ACCEPT))
    if what == "an access":
        validate(runtime.context(), scenes.session(CLAIRE), built, Hint(), 1)
    scenes.give_password(LEA, PASSWORD)
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.rpps.set("10101010101")])
    scenes.world.deliver()
    return built


def _join(scenes: Scenes) -> None:
    """Join both accounts; what Léa has received is left to the schedule."""
    with mock.patch("chalicelib.acts.join_accounts.begin_to_follow"):
        join_by_password(runtime.context(), scenes.session(PAUL), KNOWN[LEA], PASSWORD, CALLER)


def _close(scenes: Scenes) -> None:
    close_account(runtime.context(), scenes.session(PAUL), "0-0", "", CALLER)


def _is_over(world: World) -> bool:
    """Whether nothing is open any more, and nothing left to do."""
    statuses = {item["content"]["M"]["status"]["S"] for item in world.of_kind("delegation")}
    return not statuses & LIVE and not any(map(world.of_kind, ("grant", "follow", "closing")))


def test_an_account_joined_while_the_other_closes_brings_it_nothing(scenes: Scenes) -> None:
    told = len(scenes.world.mails())
    with meanwhile(TRANSACTION, partial(_join, scenes)):
        _close(scenes)
    scenes.world.run_schedule()
    assert _is_over(scenes.world)
    assert "claire@cabinet.example" in {mail.to for mail in scenes.world.mails()[told:]}


def test_what_the_joined_account_brought_before_the_closing_ends_after_it(scenes: Scenes) -> None:
    def join_and_follow() -> None:
        _join(scenes)
        go_on_following(runtime.context(), keys.follow(PAUL, LEA))

    with meanwhile(TRANSACTION, join_and_follow):
        _close(scenes)
    scenes.world.run_schedule()
    assert _is_over(scenes.world)


def test_a_delegation_that_moves_at_the_moment_of_the_closing_ends(scenes: Scenes) -> None:
    _join(scenes)
    mark = FollowItem.get(*keys.follow(PAUL, LEA))

    def close_having_read_before() -> None:
        mark.delete()
        _close(scenes)
        put(follows.item(PAUL, LEA, scenes.world.now))

    with meanwhile(TRANSACTION, close_having_read_before):
        go_on_following(runtime.context(), mark.key)
    scenes.world.run_schedule()
    assert _is_over(scenes.world)


def test_what_follows_an_account_that_is_gone_ends_too(scenes: Scenes) -> None:
    with meanwhile(TRANSACTION, partial(_join, scenes)):
        _close(scenes)
    scenes.world.now += 2 * DAY
    end_account(runtime.context(), PAUL)
    assert read_head(PAUL) is None
    scenes.world.run_schedule()
    assert _is_over(scenes.world)
