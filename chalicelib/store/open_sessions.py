"""The open sessions of an account, in an item of their own; their number is bounded.

Only sign-ins and sign-outs of the owner write the item. Acts about the account do not, so they never conflict with it.
The item sorts just after HEAD, so a query that begins or ends at HEAD can include it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch
from chalicelib.store.writes import Delete, Update, Write

_DAY = timedelta(days=1)


class SessionsItem(Item, discriminator="sessions"):
    """The open sessions by id (`opened`). `version` grows with each sign-in and sign-out.

    `told`: when sign-ins of the last day were told by mail, because their browsers were new.
    """

    version = NumberAttribute(default=0)
    opened: MapAttribute[str, Any] = MapAttribute(default=dict)
    told: ListAttribute[Any] = ListAttribute(null=True)


class Opened(NamedTuple):
    """One open session. `epoch` is the generation of the account, under the name that is stored.

    `browser`: in plain words; empty for a session of an earlier version.
    """

    mode: str
    started_at: datetime
    epoch: int
    browser: str = ""


class Bound(NamedTuple):
    """The largest number of open sessions of one account, and the longest life of one."""

    most: int
    longest: timedelta


def is_open(items: Mapping[Key, Item], account_id: str, session_id: str, mode: str) -> bool:
    """Whether the session is open and was opened in this mode, by the account's sessions in `items`."""
    opened = open_session_of(items, account_id, session_id)
    return opened is not None and opened.mode == mode


def open_session_of(items: Mapping[Key, Item], account_id: str, session_id: str) -> Opened | None:
    """Return a session that the account's sessions in `items` list as open; None when it is not among them."""
    item = _sessions_in(items, account_id)
    entry = item.opened.as_dict().get(session_id) if item else None
    return from_plain(Opened, entry) if entry else None


def all_open(items: Mapping[Key, Item], account_id: str) -> dict[str, Opened]:
    """Return the sessions that the account's sessions in `items` list as open, by id."""
    item = _sessions_in(items, account_id)
    entries = item.opened.as_dict() if item else {}
    return {session_id: from_plain(Opened, entry) for session_id, entry in entries.items()}


def _sessions_in(items: Mapping[Key, Item], account_id: str) -> SessionsItem | None:
    item = items.get(keys.sessions(account_id))
    return item if isinstance(item, SessionsItem) else None


def told_today(account_id: str, items: Mapping[Key, Item], now: datetime) -> int:
    """Return how many sign-ins of the last day were told by mail."""
    return len(_told(_sessions_in(items, account_id), now))


def _told(item: SessionsItem | None, now: datetime) -> list[int]:
    return [int(at) for at in (item.told or ()) if at > epoch(now - _DAY)] if item else []


def opening(
    account_id: str, session_id: str, opened: Opened, bound: Bound, items: Mapping[Key, Item], *, is_told: bool
) -> Write:
    """Return the write that opens a session, drops those that are over, and the oldest ones beyond the bound.

    `items` holds the account's sessions, if it has any. The write fails when another one has changed them since.
    """
    item = _sessions_in(items, account_id)
    unchanged = SessionsItem.version == item.version if item else SessionsItem.pk.does_not_exist()
    entries = _still_open(item, opened, bound) | {session_id: to_plain(opened)}
    told = [*_told(item, opened.started_at), *([epoch(opened.started_at)] if is_told else [])]
    actions = [*_actions(entries, opened, bound, told), SessionsItem.told.set(told)]
    return Update(SessionsItem(*keys.sessions(account_id)), actions, unchanged)


def _still_open(item: SessionsItem | None, opened: Opened, bound: Bound) -> dict[str, Any]:
    """Return the entries that stay open beside the new session `opened`, newest first."""
    entries: dict[str, Any] = item.opened.as_dict() if item else {}
    sessions = {session_id: from_plain(Opened, entry) for session_id, entry in entries.items()}
    alive = [
        session_id
        for session_id, session in sessions.items()
        # One of a later generation stays: this sign-in began before all sessions of its own ended.
        if session.epoch >= opened.epoch and session.started_at > opened.started_at - bound.longest
    ]
    alive.sort(key=lambda session_id: sessions[session_id].started_at, reverse=True)
    return {session_id: entries[session_id] for session_id in alive[: bound.most - 1]}


def _actions(entries: dict[str, Any], opened: Opened, bound: Bound, told: Sequence[int] = ()) -> list[Action]:
    ends = max([epoch(opened.started_at + bound.longest), *(at + int(_DAY.total_seconds()) for at in told)])
    return [
        SessionsItem.opened.set(entries),
        SessionsItem.version.add(1),
        SessionsItem.ttl.set(ends),
        SessionsItem.kind.set(SessionsItem),
    ]


def only_session(account_id: str, session_id: str, opened: Opened, bound: Bound, by: str = "") -> Write:
    """Return the write that makes a new session the only open one, for the transaction that ends all others.

    It fails when `by`, the session in which this is done, has ended; `by` may be empty.
    """
    actions = _actions({session_id: to_plain(opened)}, opened, bound)
    is_open: Condition | None = SessionsItem.opened[by].exists() if by else None
    return Update(SessionsItem(*keys.sessions(account_id)), actions, is_open)


def closing(account_id: str, session_id: str, by: str = "") -> Write:
    """Return the write that ends a session, while it is open and so is `by`, the session in which this is done.

    Only its own entry is written, so that two that end at once do not restore each other.
    """
    entry = SessionsItem.opened[session_id]
    actions: list[Action] = [entry.remove(), SessionsItem.version.add(1)]
    both_open = entry.exists() & SessionsItem.opened[by].exists() if by else entry.exists()
    return Update(SessionsItem(*keys.sessions(account_id)), actions, both_open)


def ending_all(account_id: str, by: str) -> Write:
    """Return the write that ends all sessions of an account that ends, while `by`, its owner's session, is open."""
    return Delete(SessionsItem(*keys.sessions(account_id)), SessionsItem.opened[by].exists())


def closing_others(account_id: str, session_id: str, items: Mapping[Key, Item]) -> Write:
    """Return the write that ends all sessions but one, on condition that none has begun or ended since."""
    item = _sessions_in(items, account_id)
    own = open_session_of(items, account_id, session_id)
    left = {session_id: to_plain(own)} if own else {}
    actions: list[Action] = [SessionsItem.opened.set(left), SessionsItem.version.add(1)]
    unchanged = SessionsItem.version == item.version if item else SessionsItem.pk.exists()
    return Update(SessionsItem(*keys.sessions(account_id)), actions, unchanged)
