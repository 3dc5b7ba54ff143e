"""The session of a browser that has just ended all sessions of its account, its own among them."""

from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import read_head


def carry_session(session: Session | None, address: str) -> Session | None:
    """Return `session` so that it goes on, None unless it is of the account that now has `address`. One read, or none.

    It keeps its id, so that one that was signed out of stays so, and its beginning: a link makes no session fresher.
    """
    head = read_head(session.account_id) if session else None
    if session is None or head is None or head.account.address != address:
        return None
    # Exactly one act has ended the sessions since: nobody else wanted this one to end.
    return session._replace(epoch=head.epoch) if head.epoch == session.epoch + 1 else None
