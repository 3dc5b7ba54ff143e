"""An act that loses a race reads again and is retried, four times at most."""

import pytest

from chalicelib.acts.racing import retried
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.calls import Busy, Raced


class Act:
    """An act that fails a given number of times."""

    def __init__(self, fault: type[Exception], times: int) -> None:
        self._fault, self._times, self.attempts = fault, times, 0

    def __call__(self) -> str:
        """Try once."""
        self.attempts += 1
        if self.attempts <= self._times:
            raise self._fault
        return "done"


@pytest.mark.parametrize("times", range(4))
def test_an_act_that_loses_a_race_reads_again_and_is_tried_again(times: int) -> None:
    act = Act(Raced, times)
    assert (retried(act.__call__)(), act.attempts) == ("done", times + 1)


def test_an_act_that_loses_four_races_is_refused() -> None:
    act = Act(Raced, 99)
    with pytest.raises(Refused) as refused:
        retried(act.__call__)()
    assert (refused.value.code, act.attempts) == (Code.CONFLICT, 4)


def test_an_act_is_not_tried_again_when_dynamodb_is_busy() -> None:
    act = Act(Busy, 99)
    with pytest.raises(Busy):
        retried(act.__call__)()
    assert act.attempts == 1


def test_a_refused_act_is_not_tried_again() -> None:
    def refuse() -> None:
        attempts.append(1)
        raise Refused(Code.GONE)

    attempts: list[int] = []
    with pytest.raises(Refused) as refused:
        retried(refuse)()
    assert (refused.value.code, len(attempts)) == (Code.GONE, 1)
