"""The message of a refused re-send (specification §7)."""

import pytest

from chalicelib.domain.refusals import Refused
from chalicelib.domain.transitions.by_delegant import resend
from tests.builders import DAY, NOW, POLICY, a_delegation, an_account

MOMENTS = tuple(NOW + (number // 3) * DAY for number in range(10))


@pytest.mark.parametrize(("sent", "says_tomorrow"), [(3, True), (9, True), (10, False)])
def test_the_refusal_says_tomorrow_until_all_resends_are_used(sent: int, says_tomorrow: bool) -> None:
    delegation = a_delegation(resent_at=MOMENTS[:sent])
    with pytest.raises(Refused) as refused:
        resend(delegation, an_account(), "nonce", POLICY, MOMENTS[sent - 1])
    assert ("demain" in refused.value.message) is says_tomorrow
    assert (refused.value.retry_after is not None) is says_tomorrow
