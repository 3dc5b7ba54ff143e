"""The beginning of a session. Its cookie is valid while the account lists the session as open (specification §1)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from chalicelib.acts.account_events import event_of
from chalicelib.acts.guesses import Caller
from chalicelib.acts.new_browser import is_to_be_told, warning_of_sign_in
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.store import keys, open_sessions
from chalicelib.store.account_events import Where
from chalicelib.store.accounts import Head
from chalicelib.store.calls import Busy, Raced
from chalicelib.store.open_sessions import Bound, Opened
from chalicelib.store.table import Item, Key, read
from chalicelib.store.writes import Write, transact

_ATTEMPTS = 5

Items = dict[Key, Item]


def keys_of_sign_in(account_id: str) -> Sequence[Key]:
    """Return the keys of what `begin_session` needs of an account, for the read of a sign-in."""
    return *keys.person(account_id), keys.pending(account_id, AccountPurpose.NOT_MY_SIGN_IN)


def begin_session(context: Context, head: Head, mode: Mode, items: Items, caller: Caller) -> Session:
    """Open a session beside the others, note the sign-in, and return the session; one transaction.

    `items` are those of `keys_of_sign_in` that exist. The oldest session ends when the account has too many. The owner
    is told by mail of a sign-in from a browser that the account does not know, a few times a day at most.
    """
    account_id = head.account.id
    session = open_session(account_id, head.generation, mode, context.now)
    _commit(account_id, items, partial(_writes_of_sign_in, context, head, session, caller))
    return session


def _writes_of_sign_in(context: Context, head: Head, session: Session, caller: Caller, found: Items) -> list[Write]:
    where = Where(session.mode.value, caller.browser)
    event = event_of(context, head.account.id, AccountEvent.SIGNED_IN, where)
    most = context.settings.new_browser_mails_per_day if is_to_be_told(head, caller) else 0
    if open_sessions.told_today(head.account.id, found, context.now) >= most:
        return [_opening(context, session, caller.browser, found), event]
    warning = warning_of_sign_in(context, head, session.mode, caller.browser, found)
    return [_opening(context, session, caller.browser, found, is_told=True), event, *warning]


def list_as_open(context: Context, session: Session, browser: str, items: Items) -> None:
    """List a session as open under its generation; one transaction."""
    _commit(session.account_id, items, lambda found: [_opening(context, session, browser, found)])


def _commit(account_id: str, items: Items, writes: Callable[[Items], list[Write]]) -> None:
    """Commit the writes; after a race read again, up to five times in all, then raise `Busy`."""
    for _ in range(_ATTEMPTS):
        try:
            transact(writes(items))
        except Raced:
            items = read(keys_of_sign_in(account_id))
        else:
            return
    raise Busy


def only_session(context: Context, session: Session, browser: str, by: Session | None = None) -> Write:
    """Return the write that leaves only this new session open, for the transaction that ends all others.

    It fails unless `by`, the session in which this is done, is still open.
    """
    opened = _opened(session, browser)
    return open_sessions.only_session(
        session.account_id, session.session_id, opened, _bound(context), by.session_id if by else ""
    )


def _opening(context: Context, session: Session, browser: str, items: Items, *, is_told: bool = False) -> Write:
    opened = _opened(session, browser)
    return open_sessions.opening(
        session.account_id, session.session_id, opened, _bound(context), items, is_told=is_told
    )


def _opened(session: Session, browser: str) -> Opened:
    return Opened(session.mode.value, session.started_at, session.generation, browser)


def _bound(context: Context) -> Bound:
    settings = context.settings
    return Bound(settings.open_sessions, timedelta(minutes=settings.session_longest_minutes))
