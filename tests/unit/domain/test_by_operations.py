"""The ends that operations carry out: again after a restore, or because a person is erased."""

import pytest

from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import End, Status
from chalicelib.domain.transitions.by_operations import ENDS, end_again, remove
from tests.builders import NOW, a_delegation


@pytest.mark.parametrize("act", ENDS)
@pytest.mark.parametrize("status", [Status.EN_COURS, Status.VALIDEE, Status.REFUSEE])
def test_an_end_is_carried_out_again_in_any_status_and_nobody_is_told(act: Act, status: Status) -> None:
    ended = end_again(a_delegation(status), act, Actor.SPACE, NOW)
    assert (ended.act, ended.actor, ended.at, ended.after, ended.end) == (act, Actor.SPACE, NOW, None, ENDS[act])
    assert (ended.mails, ended.notices) == ((), ())


@pytest.mark.parametrize("act", set(Act) - set(ENDS))
def test_what_ends_nothing_is_not_carried_out_again_as_an_end(act: Act) -> None:
    with pytest.raises(KeyError):
        end_again(a_delegation(Status.VALIDEE), act, Actor.DELEGANT, NOW)


def test_what_operations_remove_is_ended_by_nobody_in_particular() -> None:
    removed = remove(a_delegation(Status.VALIDEE), NOW)
    assert (removed.act, removed.actor, removed.end) == (Act.PURGE, Actor.TIME, End.PURGEE)
