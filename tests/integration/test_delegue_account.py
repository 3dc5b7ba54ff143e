"""The directory adds facts to a délégué's account and removes none."""

import pytest

from chalicelib import runtime
from chalicelib.acts.delegue_account import with_liberal_activity
from chalicelib.identity import directory as directory_module
from chalicelib.identity.directory import FileDirectory
from tests.builders import an_account
from tests.integration.world import World

LIBERAL, OTHER = "99900001068", "99900001076"


@pytest.mark.parametrize("rpps", ["", LIBERAL, OTHER])
def test_a_liberal_activity_known_to_the_account_stays_against_the_directory(
    world: World, monkeypatch: pytest.MonkeyPatch, rpps: str
) -> None:
    known = FileDirectory({f"8{LIBERAL}": {"liberal_activity": True}, f"8{OTHER}": {"liberal_activity": False}})
    monkeypatch.setattr(directory_module, "directory", lambda settings: known)

    account = with_liberal_activity(an_account(liberal_activity=True), rpps, runtime.context())

    assert account.liberal_activity
