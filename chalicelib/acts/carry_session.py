"""The session of a browser in which all sessions of an account, its own included, have just been ended."""

from chalicelib.acts.begin_session import list_as_open
from chalicelib.context import Context
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.open_sessions import open_session_of
from chalicelib.store.table import read


def carry_session(context: Context, session: Session | None, address: str) -> Session | None:
    """Return `session` under the new generation; None unless it belongs to the account that now has `address`.

    It keeps its id and its beginning, because a link is no fresh proof. One read and one write, or none.
    """
    if session is None:
        return None
    items = read(keys.person(session.account_id))
    head = find_head(items, session.account_id)
    opened = open_session_of(items, session.account_id, session.session_id)
    if head is None or head.account.address != address or opened is None or opened.mode != session.mode:
        return None
    # Exactly one act has ended the sessions since: ours. Another one would have meant this session too.
    if head.generation != session.generation + 1:
        return None
    carried = session._replace(generation=head.generation)
    list_as_open(context, carried, opened.browser, items)
    return carried
