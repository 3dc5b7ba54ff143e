"""Sessions that their owner ends from another one (specification §1)."""

from chalicelib.acts.account_events import event_of
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.show_events import name_of
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.identity.sessions import Session
from chalicelib.store import keys, open_sessions
from chalicelib.store.account_events import Where
from chalicelib.store.table import Item, Key, read
from chalicelib.store.writes import transact


@retried
def end_session(context: Context, session: Session | None, name: str, caller: Caller) -> bool:
    """End one session of the account by its name; return whether it was open. Raises `SignedOut`.

    A session that has ended and a session of somebody else are the same: nothing of that name is open.
    """
    person, items = _own(session)
    found = [one for one in open_sessions.all_open(items, person.id) if name_of(context, one) == name]
    if session is None or not found:
        return False
    event = event_of(context, person.id, AccountEvent.SESSION_ENDED, Where(browser=caller.browser))
    transact([open_sessions.closing(person.id, found[0], session.session_id), event])
    return True


@retried
def end_other_sessions(context: Context, session: Session | None, caller: Caller) -> None:
    """End every session of the account but this one; raise `SignedOut`."""
    person, items = _own(session)
    if session is None or len(open_sessions.all_open(items, person.id)) < 2:
        return
    event = event_of(context, person.id, AccountEvent.OTHER_SESSIONS_ENDED, Where(browser=caller.browser))
    transact([open_sessions.closing_others(person.id, session.session_id, items), event])


def _own(session: Session | None) -> tuple[Person, dict[Key, Item]]:
    items = read(keys.person(account_id_of(session)))
    return person_of(session, items), items
