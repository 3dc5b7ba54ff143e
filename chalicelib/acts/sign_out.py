"""Ending a session for good: its cookie opens nothing any more, wherever it was copied to (spec §1)."""

from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import epoch, find, read, update_if


def sign_out(context: Context, session: Session | None) -> None:
    """Note the session as ended; those that would have ended by themselves are forgotten.

    Each session is an entry of its own, so that of two sign-outs at once neither undoes the other.
    """
    if session is None:
        return
    key = keys.head(session.account_id)
    head = find(read([key]), HeadItem, key)
    if head is None:
        return
    longest = timedelta(minutes=context.settings.session_longest_minutes)
    alive = epoch(context.now - longest)
    over = [name for name, moment in head.ended.as_dict().items() if moment < alive]
    actions: list[Action] = [HeadItem.ended[session.session_id].set(epoch(context.now))]
    actions += [HeadItem.ended[name].remove() for name in over]
    # Of an account that is erased at this very moment, no session is left to end.
    update_if(HeadItem(*key), actions, HeadItem.pk.exists())
