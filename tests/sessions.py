"""Sessions that the people of tests have open from the beginning, so that no test needs to sign in."""

from datetime import datetime, timedelta

from chalicelib.acts.guesses import Caller
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.codec import to_plain
from chalicelib.store.open_sessions import Opened, SessionsItem

CALLER = Caller("192.0.2.1")
"""A browser that the accounts of tests do not know."""

BROWSERS = 4
"""How many browsers stand open for each person and mode; one by passkey: all must fit into one account's sessions."""
_NEVER_OVER = timedelta(days=3650)


def open_session_of(account_id: str, mode: Mode, now: datetime, browser: int = 0) -> Session:
    """Return an open session of a person of the tests."""
    return Session(account_id, f"{account_id}-{mode}-{browser}", 0, mode, started_at=now, seen_at=now)


def _browsers(mode: Mode) -> int:
    return 1 if mode is Mode.PASSKEY else BROWSERS


def open_sessions_item(account_id: str, now: datetime) -> SessionsItem:
    """Return the item that lists these sessions as open."""
    sessions = [open_session_of(account_id, mode, now, browser) for mode in Mode for browser in range(_browsers(mode))]
    opened = {one.session_id: to_plain(Opened(one.mode.value, now + _NEVER_OVER, one.generation)) for one in sessions}
    return SessionsItem(*keys.sessions(account_id), opened=opened, version=1)
