"""The events of an account and its open sessions, as its owner sees them (specification §1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.modes import Mode
from chalicelib.identity.sessions import Session
from chalicelib.store import account_events, keys, open_sessions
from chalicelib.store.account_events import ShownEvent
from chalicelib.store.open_sessions import Opened
from chalicelib.store.table import Item, Key, read

MOST_SHOWN = 20


class ShownSession(NamedTuple):
    """An open session. `name` stands for it in a form, and is no secret of the session."""

    name: str
    mode: Mode
    started_at: datetime
    browser: str
    is_this: bool


@dataclass(frozen=True)
class Events:
    """A page of events, newest first, and the open sessions, that of the person first.

    `following` is the id after which the next page begins; empty on the last one.
    """

    person: Person
    events: tuple[ShownEvent, ...]
    sessions: tuple[ShownSession, ...]
    following: str


def show_events(context: Context, session: Session | None, before: str = "") -> Events:
    """Return the events older than the one of id `before`, or the newest, and the open sessions; raise `SignedOut`.

    One query and one read.
    """
    account_id = account_id_of(session)
    before = before if account_events.is_id(before) else ""
    found = account_events.read_events(account_id, MOST_SHOWN + 1, context.now, before)
    page = tuple(found[:MOST_SHOWN])
    items = read(keys.person(account_id))
    person = person_of(session, items)
    following = page[-1].id if len(found) > MOST_SHOWN else ""
    return Events(person, page, _shown_sessions(context, person, session, items), following)


def sessions_in_force(context: Context, person: Person, items: Mapping[Key, Item]) -> dict[str, Opened]:
    """Return the sessions that may still open something, by their name in forms."""
    longest = timedelta(minutes=context.settings.session_longest_minutes)
    return {
        name_of(context, session_id): opened
        for session_id, opened in open_sessions.all_open(items, person.id).items()
        if opened.epoch == person.head.generation and opened.started_at >= context.now - longest
    }


def name_of(context: Context, session_id: str) -> str:
    """Return the name of a session in forms: a keyed hash, from which the session's id cannot be told."""
    return keys.digest("session", session_id, context.keys.lookup)


def _shown_sessions(
    context: Context, person: Person, session: Session | None, items: Mapping[Key, Item]
) -> tuple[ShownSession, ...]:
    own = name_of(context, session.session_id) if session else ""
    shown = [
        ShownSession(name, Mode(opened.mode), opened.started_at, opened.browser, name == own)
        for name, opened in sessions_in_force(context, person, items).items()
    ]
    return tuple(sorted(shown, key=lambda one: (one.is_this, one.started_at), reverse=True))
