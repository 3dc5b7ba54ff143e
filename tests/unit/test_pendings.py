"""An account has one open request of each purpose; its newest link answers it until it ends."""

from datetime import timedelta

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import pendings
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import Item, Key
from tests.builders import NOW

ENDS = NOW + timedelta(hours=1)
SECOND = timedelta(seconds=1)
NEW_PASSWORD, CONFIRM_ADDRESS = AccountPurpose.NEW_PASSWORD, AccountPurpose.CONFIRM_ADDRESS


def _request() -> dict[Key, Item]:
    item = pendings.item("zoe", NEW_PASSWORD, "newest", ENDS)
    return {item.key: item}


@pytest.mark.parametrize(("step", "counts"), [(-SECOND, True), (timedelta(), False), (SECOND, False)], ids=str)
def test_a_request_counts_until_its_end(step: timedelta, counts: bool) -> None:
    found = pendings.find_pending(_request(), "zoe", NEW_PASSWORD, "newest", ENDS + step)
    assert (found is not None) is counts


@pytest.mark.parametrize(
    ("account_id", "purpose", "nonce"),
    [("zoe", NEW_PASSWORD, "earlier"), ("zoe", CONFIRM_ADDRESS, "newest"), ("paul", NEW_PASSWORD, "newest")],
)
def test_the_link_of_another_request_finds_nothing(account_id: str, purpose: AccountPurpose, nonce: str) -> None:
    assert pendings.find_pending(_request(), account_id, purpose, nonce, NOW) is None


def test_links_to_the_first_address_work_on_however_often_the_account_moves() -> None:
    def request(nonce: str, address: str) -> PendingItem:
        return pendings.item("zoe", AccountPurpose.NOT_ME, nonce, ENDS, address)

    moved = pendings.following(request("first", "zoe@exemple.fr"), request("second", "zoe@ailleurs.example"))
    moved = pendings.following(moved, request("third", "zoe@plus-loin.example"))
    kept = pendings.following(moved, request("fourth", "zoe@plus-loin.example"))

    for item in (moved, kept):
        told = [pendings.address_of(item, nonce) for nonce in ("first", "second", "third", "fourth")]
        assert told == ["zoe@exemple.fr", None, "zoe@plus-loin.example", None]
        assert pendings.find_pending({item.key: item}, "zoe", AccountPurpose.NOT_ME, "first", NOW) is item


def test_a_request_without_an_end_does_not_count() -> None:
    item = _request().popitem()[1]
    assert isinstance(item, PendingItem)
    item.ttl = None
    assert pendings.find_pending({item.key: item}, "zoe", NEW_PASSWORD, "newest", NOW) is None
