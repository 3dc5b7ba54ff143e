"""What the directory costs: one read where an act, a page or a sign-in asks it, and none where nothing is asked."""

from collections import Counter
from unittest.mock import patch

import pytest

from chalicelib.identity import psc
from chalicelib.settings import settings
from chalicelib.store import table
from chalicelib.store.table import Item
from tests.integration.access.service import QUESTION, TRANSPORT, PortalService
from tests.integration.budgets.plays import signed_in_by_card
from tests.integration.directory.nights import Nights
from tests.integration.directory.test_nights import delegate_to_locum
from tests.integration.scenes import CLAIRE, PAUL


class Asked(Counter[str]):
    """Counts the calls about the directory, by operation."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        call = table.connection().dispatch

        def dispatch(operation: str, arguments: dict[str, object]) -> object:
            tables = arguments.get("RequestItems") or {str(arguments.get("TableName")): {}}
            self[operation] += settings().directory_table in tables  # type: ignore[operator]
            return call(operation, arguments)

        monkeypatch.setattr(Item._get_connection().connection, "dispatch", dispatch)


@pytest.fixture
def reads(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The calls about the directory from now on."""
    return Asked(monkeypatch)


def test_a_creation_and_its_acceptance_ask_once_each(nights: Nights, reads: Asked) -> None:
    delegate_to_locum(nights)

    assert +reads == {"BatchGetItem": 2}


def test_a_sign_in_by_card_asks_once(nights: Nights, reads: Asked) -> None:
    with patch.object(psc, "finish", lambda *_: signed_in_by_card("L")):
        nights.world.browser().get("/connexion/retour?code=c&state=s")

    assert +reads == {"BatchGetItem": 1}


def test_neither_a_decision_nor_a_dashboard_asks(nights: Nights, reads: Asked) -> None:
    delegate_to_locum(nights)
    reads.clear()

    assert PortalService(nights.world).may({**QUESTION, "action": TRANSPORT})
    for person, path in ((CLAIRE, "/delegations"), (PAUL, "/recues"), (CLAIRE, "/compte"), (CLAIRE, "/notifications")):
        assert nights.world.signed_in(person).get(path).status == 200

    assert +reads == {}
