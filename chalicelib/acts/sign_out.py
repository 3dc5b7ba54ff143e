"""Ending a session for good: its cookie opens nothing any more, wherever it was copied to (specification §1)."""

from chalicelib.identity.sessions import Session
from chalicelib.store import open_sessions


def sign_out(session: Session | None) -> None:
    """End the session. One update; of an account that is erased at this very moment, nothing is left to end."""
    if session is not None:
        open_sessions.remove(session.account_id, session.session_id)
