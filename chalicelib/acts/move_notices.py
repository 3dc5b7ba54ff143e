"""The move of an account's notifications and their counter to the account that it is joined to (specification §1)."""

from chalicelib.acts.walks import Bound
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.notices import NoticeItem, moved_to
from chalicelib.store.table import find, query, read
from chalicelib.store.writes import Delete, Save, Update, transact

_AT_ONCE = 40
"""Each is written and removed, which takes two of the hundred items of a transaction."""


def move_notices(left_id: str, to_id: str, bound: Bound) -> bool:
    """Move batches of notifications within `bound`, then the counter of unread ones; return whether none is left."""
    pk, _ = keys.notice(left_id, "", "", 0)
    for _ in bound.steps():
        notices = [item for item in query(pk, "0", "9999", limit=_AT_ONCE) if isinstance(item, NoticeItem)]
        if not notices:
            _move_counter(left_id, to_id)
            return True
        _move(notices, to_id)
    return False


def _move(notices: list[NoticeItem], to_id: str) -> None:
    removed = [Delete(NoticeItem(*notice.key), NoticeItem.pk.exists()) for notice in notices]
    transact([*(Save(moved_to(notice, to_id)) for notice in notices), *removed])


def _move_counter(left_id: str, to_id: str) -> None:
    key, to_key = keys.head(left_id), keys.head(to_id)
    items = read([key, to_key])
    head = find(items, HeadItem, key)
    if head is None or not head.unread or to_key not in items:
        return
    transact(
        [
            Update(HeadItem(*key), [HeadItem.unread.set(0)], HeadItem.unread == head.unread),
            Update(HeadItem(*to_key), [HeadItem.unread.add(head.unread)], HeadItem.pk.exists()),
        ]
    )
