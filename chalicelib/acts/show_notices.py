"""Notifications of an account (specification §3, §5)."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.notices import ShownNotice, read_notices
from chalicelib.store.table import read, update_if

_SHOWN = 50


@dataclass(frozen=True)
class Notices:
    """The newest notifications of somebody."""

    person: Person
    notices: tuple[ShownNotice, ...]


def show_notices(context: Context, session: Session | None) -> Notices:
    """Return the newest notifications; raises `SignedOut`. One read and one query."""
    account_id = account_id_of(session)
    person = person_of(session, read(keys.person(account_id)))
    return Notices(person, tuple(read_notices(account_id, _SHOWN, context.now)))


def mark_read(session: Session | None) -> None:
    """Set the counter of unread notifications back to none; raises `SignedOut`."""
    account_id = account_id_of(session)
    person_of(session, read(keys.person(account_id)))
    update_if(HeadItem(*keys.head(account_id)), [HeadItem.unread.set(0)], HeadItem.pk.exists())
