"""Acts of Claire and Paul on a delegation between them, each on the terms that it begins with."""

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.domain.mails import Purpose
from tests.integration.scenes import CLAIRE, PAUL, Scenes


def accept(scenes: Scenes, found: str) -> None:
    """Let Paul accept."""
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 1)


def refuse(scenes: Scenes, found: str) -> None:
    """Let Paul refuse."""
    refuse_in_space(runtime.context(), scenes.session(PAUL), found, 1)


def name_other_account(scenes: Scenes, found: str) -> None:
    """Let the invited person point to another account."""
    tell_other_account(runtime.context(), scenes.token(found, Purpose.OTHER_ACCOUNT))


def delete_it(scenes: Scenes, found: str) -> None:
    """Let Claire delete it."""
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
