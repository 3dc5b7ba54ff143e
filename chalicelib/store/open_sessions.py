"""The open sessions of an account, bounded in number, in an item of their own.

Its owner alone makes anybody write it, by signing in and out: no act about the account touches it, so that none ever
waits for it or fails with it. It sorts just after HEAD, and comes with whatever query begins or ends there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import MapAttribute, NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.calls import Busy
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch, find, read, update_if
from chalicelib.store.writes import Update, Write

_ATTEMPTS = 5


class SessionsItem(Item, discriminator="sessions"):
    """`opened` maps the id of a session to what is known of it; `version` grows with each sign-in and sign-out."""

    version = NumberAttribute(default=0)
    opened: MapAttribute[str, Any] = MapAttribute(default=dict)


class Opened(NamedTuple):
    """How and when somebody signed in, and under which epoch of the account: a later one ends the session."""

    mode: str
    started_at: datetime
    epoch: int


class Bound(NamedTuple):
    """How many sessions of one account are open at a time, and for how long each at most."""

    most: int
    longest: timedelta


def is_open(items: Mapping[Key, Item], account_id: str, session_id: str) -> bool:
    """Whether the session is open, from items that hold the account's."""
    item = items.get(keys.sessions(account_id))
    return isinstance(item, SessionsItem) and session_id in item.opened.as_dict()


def add(account_id: str, session_id: str, opened: Opened, bound: Bound, items: dict[Key, Item]) -> None:
    """Open a session; those that are over end with it, and the oldest beyond the bound.

    `items` holds the account's sessions when they were read; the call is made again when somebody wrote since.
    """
    key = keys.sessions(account_id)
    for _ in range(_ATTEMPTS):
        item = find(items, SessionsItem, key)
        unchanged = SessionsItem.version == item.version if item else SessionsItem.pk.does_not_exist()
        kept = _kept(item, opened, bound) | {session_id: to_plain(opened)}
        if update_if(SessionsItem(*key), _actions(kept, opened, bound), unchanged):
            return
        items = read([key])
    raise Busy


def _kept(item: SessionsItem | None, opened: Opened, bound: Bound) -> dict[str, Any]:
    """Return those that stay open beside a new one, newest first."""
    plain: dict[str, Any] = item.opened.as_dict() if item else {}
    known = {session_id: from_plain(Opened, entry) for session_id, entry in plain.items()}
    alive = [
        session_id
        for session_id, one in known.items()
        if one.epoch == opened.epoch and one.started_at > opened.started_at - bound.longest
    ]
    alive.sort(key=lambda session_id: known[session_id].started_at, reverse=True)
    return {session_id: plain[session_id] for session_id in alive[: bound.most - 1]}


def _actions(entries: dict[str, Any], opened: Opened, bound: Bound) -> list[Action]:
    return [
        SessionsItem.opened.set(entries),
        SessionsItem.version.add(1),
        SessionsItem.ttl.set(epoch(opened.started_at + bound.longest)),
        SessionsItem.kind.set(SessionsItem),
    ]


def only_session(account_id: str, session_id: str, opened: Opened, bound: Bound) -> Write:
    """Return the write that leaves one session open, a new one, for the transaction that ends all others."""
    return Update(SessionsItem(*keys.sessions(account_id)), _actions({session_id: to_plain(opened)}, opened, bound))


def remove(account_id: str, session_id: str) -> None:
    """End a session. Each is an entry of its own, so that of two that end at once neither brings the other back."""
    actions: list[Action] = [SessionsItem.opened[session_id].remove(), SessionsItem.version.add(1)]
    exists: Condition = SessionsItem.pk.exists()
    update_if(SessionsItem(*keys.sessions(account_id)), actions, exists)
