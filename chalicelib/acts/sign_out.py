"""Ending a session for good: its cookie opens nothing any more, wherever it was copied to (spec §1)."""

from datetime import timedelta

from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import epoch, find, read


def sign_out(context: Context, session: Session | None) -> None:
    """Note the session as ended; those that would have ended by themselves are forgotten."""
    if session is None:
        return
    key = keys.head(session.account_id)
    head = find(read([key]), HeadItem, key)
    if head is None:
        return
    longest = timedelta(minutes=context.settings.session_longest_minutes)
    alive = epoch(context.now - longest)
    ended = {name: moment for name, moment in head.ended.as_dict().items() if moment > alive}
    ended[session.session_id] = epoch(context.now)
    HeadItem(*key).update(actions=[HeadItem.ended.set(ended)], condition=HeadItem.pk.exists())
