"""A write of an item in a concurrent transaction waits, and succeeds without notice."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import UpdateError

from chalicelib.acts.show_notices import mark_read
from chalicelib.store import keys, writes
from chalicelib.store.accounts import HeadItem
from chalicelib.store.calls import Busy
from chalicelib.store.table import Item, update_if
from tests.integration.scenes import CLAIRE, Scenes

_CONFLICT = UpdateError("", ClientError({"Error": {"Code": "TransactionConflictException"}}, "UpdateItem"))
Meets = Callable[[int], list[object]]


@pytest.fixture
def meets(monkeypatch: pytest.MonkeyPatch) -> Meets:
    """Let this number of writes conflict with a transaction, without waits; return the tries."""
    tried = list[object]()

    def begin(times: int) -> list[object]:
        def meeting(write: Callable[..., Any]) -> Callable[..., Any]:
            def written(*given: Any, **more: Any) -> Any:
                tried.append(given)
                if len(tried) <= times:
                    raise _CONFLICT
                return write(*given, **more)

            return written

        monkeypatch.setattr(Item, "update", meeting(Item.update))
        monkeypatch.setattr("chalicelib.store.writes._try", meeting(writes._try))
        return tried

    monkeypatch.setattr("chalicelib.store.calls._FIRST_WAIT", 0)
    return begin


@pytest.mark.parametrize("times", [1, 8])
def test_signing_out_during_a_transaction_ends_the_session(scenes: Scenes, meets: Meets, times: int) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    page, session = browser.get("/notifications"), dict(browser.cookies)
    tried = meets(times)
    assert browser.submit(page, "/deconnexion").status == 200
    assert len(tried) == times + 1
    browser.cookies = session
    assert "/connexion" in browser.get("/delegations").url


def test_notifications_are_marked_as_read_during_a_transaction(scenes: Scenes, meets: Meets) -> None:
    scenes.demand()
    meets(1)
    mark_read(scenes.session(CLAIRE))
    assert HeadItem.get(*keys.head(CLAIRE)).unread == 0


def test_an_update_that_never_succeeds_is_reported(scenes: Scenes, meets: Meets) -> None:
    tried = meets(99)
    with pytest.raises(Busy):
        update_if(HeadItem(*keys.head(CLAIRE)), [HeadItem.unread.set(0)], HeadItem.pk.exists())
    assert len(tried) == 9
