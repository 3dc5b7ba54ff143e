"""Two acts at once: whoever was slower reads again; who never gets through is told so, and nothing is called done."""

import pytest

from chalicelib.acts.racing import retried
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.table import Busy, Raced


class Act:
    """An act that fails so many times."""

    def __init__(self, fault: type[Exception], times: int) -> None:
        self._fault, self._times, self.attempts = fault, times, 0

    def __call__(self) -> str:
        """Try once."""
        self.attempts += 1
        if self.attempts <= self._times:
            raise self._fault
        return "done"


@pytest.mark.parametrize("times", range(4))
def test_whoever_was_slower_tries_again_from_his_reading(times: int) -> None:
    act = Act(Raced, times)
    assert (retried(act), act.attempts) == ("done", times + 1)


@pytest.mark.parametrize(("fault", "attempts"), [(Raced, 4), (Busy, 1)])
def test_who_never_gets_through_is_told_so_and_in_a_crowd_at_once(fault: type[Exception], attempts: int) -> None:
    act = Act(fault, 99)
    with pytest.raises(Refused) as refused:
        retried(act)
    assert (refused.value.code, act.attempts) == (Code.CONFLICT, attempts)


def test_what_is_refused_is_not_tried_again() -> None:
    def refuse() -> None:
        attempts.append(1)
        raise Refused(Code.GONE)

    attempts: list[int] = []
    with pytest.raises(Refused) as refused:
        retried(refuse)
    assert (refused.value.code, len(attempts)) == (Code.GONE, 1)
