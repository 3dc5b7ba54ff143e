"""An interrupted night removes nothing too early, and the next one completes its work."""

from typing import Any

import pytest

from chalicelib.acts import load_directory, settle_doubts
from chalicelib.domain.statuses import Status
from chalicelib.store import directory as table
from tests.integration.directory.nights import CLAIRE, LOCUM, OWN_CABINET, Nights
from tests.integration.directory.test_nights import delegate_to_locum


class Crash(BaseException):
    """The end of the process."""


def _crash(*_: Any, **__: Any) -> None:
    raise Crash


def _interrupted(nights: Nights, module: Any, name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, _crash)
        with pytest.raises(Crash):
            nights.next(*CLAIRE, OWN_CABINET)


@pytest.mark.parametrize(
    ("module", "name"),
    [(table, "write_snapshots"), (load_directory, "note_load"), (settle_doubts, "read_doubts")],
    ids=["its doubts noted, its entries not written", "not finished", "nothing settled"],
)
def test_an_interrupted_first_night_counts_as_one_night(nights: Nights, module: Any, name: str) -> None:
    found = delegate_to_locum(nights)
    _interrupted(nights, module, name)
    assert nights.cards.scenes.delegation(found).status is Status.VALIDEE

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert nights.cards.scenes.delegation(found).status is Status.NON_ABOUTIE


@pytest.mark.parametrize("name", ["follow_rights", "transact"], ids=["before its delegations", "after its delegations"])
def test_an_interrupted_second_night_continues_and_can_be_reversed(nights: Nights, name: str) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)
    _interrupted(nights, settle_doubts, name)

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert nights.cards.scenes.delegation(found).status is Status.NON_ABOUTIE

    assert nights.next(*CLAIRE, LOCUM).doubts == {"give_back": 1}
    assert nights.cards.scenes.delegation(found).status is Status.VALIDEE
