"""A scene of two who meet, and what all scenes are made of."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.domain.account_mails import AccountPurpose
from tests.integration.scenes import LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.prove.interleavings.racers import ZOE
from tests.prove.interleavings.racers_of_accounts import CALLER, CARDS
from tests.prove.interleavings.stage import MOVED, Stage


@dataclass(frozen=True)
class Scene:
    """How it is made, and who may meet there."""

    prepare: Callable[[Stage], None]
    racers: tuple[str, ...]


def one(build: Callable[[Scenes], str], version: int = 1) -> Callable[[Stage], None]:
    """One delegation, whose mails have left; Claire and Paul have cards, Paul has asked for another address."""

    def prepare(stage: Stage) -> None:
        stage.about(build(stage.scenes), version)
        for who, national_id in CARDS.items():
            stage.give_card(who, national_id)
        ask_for_another_address(stage, PAUL)
        stage.send_mails()

    return prepare


def ask_for_another_address(stage: Stage, who: str) -> None:
    """Let somebody ask for the address that others want too, and sign both links of it."""
    ask_address(runtime.context(), stage.session(who), MOVED, PASSWORD, CALLER)
    stage.signed(who, AccountPurpose.CONFIRM_ADDRESS)
    stage.signed(who, AccountPurpose.NOT_ME)


def invited(scenes: Scenes) -> str:
    """Invite Zoé, who has no account."""
    return scenes.invitation(ZOE)


def asked_lea(scenes: Scenes) -> str:
    """Send a demand to Léa, whose account is à activer."""
    return scenes.demand(LEA)
