"""The scenes, each with those who may meet there."""

from collections.abc import Mapping

from tests.prove.interleavings import scenes_of_accounts, scenes_of_delegations
from tests.prove.interleavings.racers import BY_DELEGANT, BY_DELEGUE, BY_WORKERS, Racer
from tests.prove.interleavings.racers_of_accounts import OF_ACCOUNTS, OF_CARDS, OF_JOINS, OF_NIGHTS, OF_PASSKEYS
from tests.prove.interleavings.racers_of_services import OF_SERVICES
from tests.prove.interleavings.scene import Scene

RACERS: Mapping[str, Racer] = {
    **BY_DELEGUE,
    **BY_DELEGANT,
    **BY_WORKERS,
    **OF_ACCOUNTS,
    **OF_PASSKEYS,
    **OF_CARDS,
    **OF_JOINS,
    **OF_NIGHTS,
    **OF_SERVICES,
}


SCENES: Mapping[str, Scene] = {**scenes_of_delegations.SCENES, **scenes_of_accounts.SCENES}
