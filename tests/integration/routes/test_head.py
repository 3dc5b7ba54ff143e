"""HEAD, which mail gateways send first, answers like GET."""

import pytest

from chalicelib.identity.sessions import Mode
from tests.integration.routes.looks import Looks
from tests.integration.routes.test_get_changes_nothing import VISITORS
from tests.integration.world import Exchange
from tests.whole import IS_WHOLE, longer_in_prove


@longer_in_prove
@pytest.mark.parametrize(("who", "mode"), VISITORS)
def test_head_answers_as_get_does(looks: Looks, who: str, mode: Mode) -> None:
    got = {answer.path: answer for answer in looks.of(who, mode, "GET").answers}
    headed = [answer for answer in looks.of(who, mode, "HEAD").answers if answer.method == "HEAD"]
    assert len(headed) > (100 if IS_WHOLE else 50)
    for answer in headed:
        assert answer.status == got[answer.path].status, answer.path
        assert _steady(answer) == _steady(got[answer.path]), answer.path


def _steady(found: Exchange) -> dict[str, str]:
    """Return the headers whose values depend neither on chance nor on the body."""
    chance = {"set-cookie", "content-length"}
    return {name.lower(): value for name, value in found.headers if name.lower() not in chance}
