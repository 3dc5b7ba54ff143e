"""Operations end delegations: again after a restore, or when a person is erased."""

import pytest

from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import End, Status
from chalicelib.domain.transitions.by_operations import ENDS, end_again, remove
from tests.builders import NOW, a_delegation


@pytest.mark.parametrize("act", ENDS)
@pytest.mark.parametrize("status", [Status.EN_COURS, Status.VALIDEE, Status.REFUSEE])
def test_operations_repeat_an_end_in_any_status_without_notice(act: Act, status: Status) -> None:
    ended = end_again(a_delegation(status), act, Actor.SPACE, NOW)
    assert (ended.act, ended.actor, ended.at, ended.after, ended.end) == (act, Actor.SPACE, NOW, None, ENDS[act])
    assert (ended.mails, ended.notices) == ((), ())


@pytest.mark.parametrize("act", set(Act) - set(ENDS))
def test_operations_do_not_repeat_an_act_that_ends_nothing(act: Act) -> None:
    with pytest.raises(KeyError):
        end_again(a_delegation(Status.VALIDEE), act, Actor.DELEGANT, NOW)


def test_a_removal_by_operations_counts_as_a_purge_by_time() -> None:
    removed = remove(a_delegation(Status.VALIDEE), NOW)
    assert (removed.act, removed.actor, removed.end) == (Act.PURGE, Actor.TIME, End.PURGEE)
