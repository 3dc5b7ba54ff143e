"""« Configuration d’amelipro »: what the owner of an account wants to be told by mail."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.preferences import PreferencesItem, wants_end_notices
from chalicelib.store.table import read
from chalicelib.store.writes import Check, Save, transact


@dataclass(frozen=True)
class Preferences:
    """The choices of the person signed in; `end_notices`: the mail of what ends soon."""

    person: Person
    end_notices: bool


def show_preferences(session: Session | None) -> Preferences:
    """Return the choices of the person signed in; raise `SignedOut`. One read."""
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.preferences(account_id)])
    return Preferences(person_of(session, items), wants_end_notices(items, account_id))


@retried
def choose_preferences(session: Session | None, *, end_notices: bool) -> None:
    """Store the choices of the person signed in, over earlier ones; raise `SignedOut`."""
    account_id = account_id_of(session)
    person_of(session, read(keys.person(account_id)))
    item = PreferencesItem(*keys.preferences(account_id), end_notices=end_notices)
    is_active = HeadItem.status == AccountStatus.ACTIVE.value
    transact([Save(item), Check(HeadItem(*keys.head(account_id)), is_active)])
