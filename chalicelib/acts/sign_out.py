"""Signing out: the session ends for good, and copies of its cookie die with it (specification §1)."""

from contextlib import suppress

from chalicelib.acts.account_events import event_of
from chalicelib.acts.guesses import Caller
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.identity.sessions import Session
from chalicelib.store import open_sessions
from chalicelib.store.account_events import Where
from chalicelib.store.calls import Raced
from chalicelib.store.writes import transact


def sign_out(context: Context, session: Session | None, caller: Caller) -> None:
    """End the session and note it; one transaction, of which nothing happens when the session had ended before."""
    if session is None:
        return
    event = event_of(context, session.account_id, AccountEvent.SIGNED_OUT, Where(browser=caller.browser))
    with suppress(Raced):
        transact([open_sessions.closing(session.account_id, session.session_id), event])
