"""Signing out: the session ends for good, and copies of its cookie die with it (specification §1)."""

from chalicelib.identity.sessions import Session
from chalicelib.store import open_sessions


def sign_out(session: Session | None) -> None:
    """End the session. One update, which finds nothing if the account has just been erased."""
    if session is not None:
        open_sessions.remove(session.account_id, session.session_id)
