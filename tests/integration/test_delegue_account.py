"""The directory adds facts to a délégué's account and removes none."""

import pytest

from chalicelib import runtime
from chalicelib.acts.delegue_account import has_liberal_activity, with_liberal_activity
from tests.builders import an_account
from tests.integration.world import World
from tests.small_directory import Failing, SmallDirectory, port

LIBERAL, OTHER, ADELI = "99900001068", "99900001076", "639900015"


@pytest.mark.parametrize("rpps", ["", LIBERAL, OTHER])
def test_a_liberal_activity_known_to_the_account_stays_against_the_directory(world: World, rpps: str) -> None:
    known = SmallDirectory({f"8{LIBERAL}": {"liberal_activity": True}, f"8{OTHER}": {"liberal_activity": False}})
    with port(lambda: known):
        account = with_liberal_activity(an_account(liberal_activity=True), rpps, runtime.context())

    assert account.liberal_activity


@pytest.mark.parametrize("liberal", [True, False])
def test_a_directory_that_fails_leaves_the_account_as_it_is(world: World, liberal: bool) -> None:
    with port(Failing):
        account = with_liberal_activity(an_account(liberal_activity=liberal), OTHER, runtime.context())
        assert has_liberal_activity(OTHER, runtime.context()) is None

    assert account.liberal_activity is liberal


@pytest.mark.parametrize("number", ["", ADELI])
def test_the_directory_is_asked_about_an_rpps_only(world: World, number: str) -> None:
    with port(Failing):
        assert has_liberal_activity(number, runtime.context()) is False
