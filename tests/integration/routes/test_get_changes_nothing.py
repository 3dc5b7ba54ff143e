"""Mail gateways open every link and browsers prefetch pages: GET and HEAD never change anything.

The tests open every route, delegation, situation and link, live or dead (`Looks`), and compare the whole table.
"""

import pytest

from chalicelib.identity.sessions import Mode
from tests.integration.routes.addresses import visited
from tests.integration.routes.looks import Look, Looks
from tests.integration.scenes import CLAIRE, HELENE, PAUL
from tests.whole import longer_in_prove

WRITES = ("Put", "Update", "Delete", "Transact", "BatchWrite")

VISITORS = [
    pytest.param("", Mode.CARTE, id="nobody"),
    pytest.param(CLAIRE, Mode.CARTE, id="the délégant"),
    pytest.param(HELENE, Mode.CARTE, id="another délégant"),
    pytest.param(PAUL, Mode.MOT_DE_PASSE, id="the délégué"),
]
OTHER_VISITORS = [
    pytest.param(CLAIRE, Mode.MOT_DE_PASSE, id="the délégant without his card"),
]


def test_every_route_that_answers_to_get_answers_to_head() -> None:
    assert visited("GET") == visited("HEAD")


@longer_in_prove
@pytest.mark.parametrize(("who", "mode"), VISITORS + OTHER_VISITORS)
def test_get_changes_nothing(looks: Looks, who: str, mode: Mode) -> None:
    assert_changes_nothing(looks.of(who, mode, "GET"))


@longer_in_prove
@pytest.mark.parametrize(("who", "mode"), VISITORS)
def test_head_changes_nothing(looks: Looks, who: str, mode: Mode) -> None:
    assert_changes_nothing(looks.of(who, mode, "HEAD"))


def assert_changes_nothing(look: Look) -> None:
    """Compare the whole table, and look at the calls of each request."""
    assert len(look.answers) > 20
    assert look.after == look.before
    assert not [exchange.path for exchange in look.answers if exchange.status >= 500 and "/carte" not in exchange.path]
    written = {call for exchange in look.answers for call in exchange.calls if call.split(".")[1].startswith(WRITES)}
    assert not written
