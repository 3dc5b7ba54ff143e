"""The notifications of an account: shown with what they lead to, and marked as read (specification §5)."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store import keys, notices
from chalicelib.store.accounts import HeadItem
from chalicelib.store.lines import SummaryItem
from chalicelib.store.notices import NoticeItem, ShownNotice
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Update, transact

MOST_SHOWN = 20
_READ_AT_ONCE = 90
"""Each is one of the hundred items of a transaction."""


@dataclass(frozen=True)
class Notices:
    """A page of notifications, newest first; `standing` are the ids of their delegations that are not gone.

    `following` is the id after which the next page begins; empty on the last one.
    """

    person: Person
    notices: tuple[ShownNotice, ...]
    standing: frozenset[str]
    following: str


def show_notices(context: Context, session: Session | None, before: str = "") -> Notices:
    """Return the notifications older than the one of id `before`, or the newest; raise `SignedOut`.

    One query, and one read of the person and of the lines of their delegations.
    """
    account_id = account_id_of(session)
    before = before if notices.is_id(before) else ""
    found = notices.read_notices(account_id, MOST_SHOWN + 1, context.now, before)
    page = tuple(found[:MOST_SHOWN])
    lines = {notice.delegation_id: _line(account_id, notice) for notice in page}
    items = read([*keys.person(account_id), *lines.values()])
    person = person_of(session, items)
    standing = frozenset(one for one, key in lines.items() if _stands(items, key, context))
    return Notices(person, page, standing, page[-1].id if len(found) > MOST_SHOWN else "")


def _line(account_id: str, notice: ShownNotice) -> Key:
    of = keys.given if notice.to_delegant else keys.received
    return of(account_id, notice.delegation_id)


def _stands(items: dict[Key, Item], key: Key, context: Context) -> bool:
    line = find(items, SummaryItem, key)
    return line is not None and line.content.status_at(context.now) is not None


@retried
def open_notice(context: Context, session: Session | None, notice_id: str) -> ShownNotice | None:
    """Mark one notification as read and return it if its delegation is not gone; raise `SignedOut`.

    One read of it, one of its line, and one transaction unless it was read before.
    """
    account_id = account_id_of(session)
    key = notices.key_of(account_id, notice_id)
    items = read([*keys.person(account_id), *([key] if notices.is_id(notice_id) else [])])
    person = person_of(session, items)
    item = find(items, NoticeItem, key)
    if item is None:
        return None
    if not item.read:
        transact([*notices.reading([key]), _counted(person, max(0, person.head.unread - 1))])
    notice = notices.shown_notice(item)
    line = _line(account_id, notice)
    return notice if _stands(read([line]), line, context) else None


@retried
def mark_read(session: Session | None) -> None:
    """Mark the unread notifications as read, the newest 90 at once; raise `SignedOut`."""
    account_id = account_id_of(session)
    person = person_of(session, read(keys.person(account_id)))
    unread = notices.unread_of(account_id, _READ_AT_ONCE + 1)
    now_read = [item.key for item in unread[:_READ_AT_ONCE]]
    # What was counted and has expired since is no longer counted once nothing is left to read.
    left = max(0, person.head.unread - len(now_read)) if len(unread) > _READ_AT_ONCE else 0
    transact([*notices.reading(now_read), _counted(person, left)])


def _counted(person: Person, unread: int) -> Update:
    """Return the write of the counter of unread notifications, on condition that none has come meanwhile."""
    key = keys.head(person.id)
    return Update(HeadItem(*key), [HeadItem.unread.set(unread)], HeadItem.unread == person.head.unread)
