"""« Mon compte »: who one is and what one exercises."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.domain.people import Practice
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.table import find, read


@dataclass(frozen=True)
class OwnAccount:
    """Somebody's own account."""

    person: Person
    practice: Practice


def show_account(session: Session | None) -> OwnAccount:
    """Return one's account and practice; raises `SignedOut`. One read."""
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.practice(account_id)])
    practice = to_practice(find(items, PracticeItem, keys.practice(account_id)))
    return OwnAccount(person_of(session, items), practice)
