"""An account's address that moves in the very second in which one of its demands ends."""

from chalicelib import runtime
from chalicelib.acts.confirm_address import MOST_DELEGATIONS, confirm_address
from chalicelib.domain.account_mails import AccountPurpose
from tests.builders import DAY
from tests.integration.scenes import Scenes


def test_a_demand_that_ends_in_this_very_second_does_not_keep_an_address_from_moving(scenes: Scenes) -> None:
    first = scenes.demand()
    scenes.world.now += DAY
    for _ in range(MOST_DELEGATIONS):
        scenes.demand()
    scenes.world.now = scenes.delegation(first).gone_at
    token = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS).rsplit("/", 1)[1]
    assert confirm_address(runtime.context(), token) == "paul.nouveau@exemple.fr"
