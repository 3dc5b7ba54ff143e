"""The beginning of a session: its cookie is good as long as the account knows it as open (spec §1)."""

from datetime import timedelta

from chalicelib.context import Context
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.store import open_sessions
from chalicelib.store.open_sessions import Bound, Opened
from chalicelib.store.table import Item, Key
from chalicelib.store.writes import Write


def begin_session(context: Context, account_id: str, generation: int, mode: Mode, items: dict[Key, Item]) -> Session:
    """Open a new session beside those that are open, and return it; one write. `items`: what was read of the account.

    Beyond the number that one account may have open, the oldest ends.
    """
    session = open_session(account_id, generation, mode, context.now)
    go_on(context, session, items)
    return session


def go_on(context: Context, session: Session, items: dict[Key, Item]) -> None:
    """Note a session as open under its generation; one write."""
    open_sessions.add(session.account_id, session.session_id, _opened(session), _bound(context), items)


def only_session(context: Context, session: Session) -> Write:
    """Return the write that leaves this new session alone open, for the transaction that ends all others."""
    return open_sessions.only_session(session.account_id, session.session_id, _opened(session), _bound(context))


def _opened(session: Session) -> Opened:
    return Opened(session.mode.value, session.started_at, session.generation)


def _bound(context: Context) -> Bound:
    settings = context.settings
    return Bound(settings.open_sessions, timedelta(minutes=settings.session_longest_minutes))
