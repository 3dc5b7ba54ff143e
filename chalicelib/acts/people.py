"""The person signed in, as his account now is."""

from typing import NamedTuple

from chalicelib.domain.modes import Mode
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.sessions import Session
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.accounts import Head, find_head
from chalicelib.store.open_sessions import is_open
from chalicelib.store.table import Item, Key, read


class SignedOut(Exception):
    """Nobody is signed in, or the session has ended since."""


class Person(NamedTuple):
    """A person signed in, and how he signed in."""

    head: Head
    mode: Mode

    @property
    def id(self) -> str:
        """The account's id."""
        return self.head.account.id

    def why_not_act(self, settings: Settings) -> Code | None:
        """Return why the person may not act as délégant, only look (specification §1); None when he may act."""
        if self.mode not in settings.modes_that_act:
            return Code.NO_CARD
        return None if self.head.account.address else Code.NO_ADDRESS

    def require_card(self, settings: Settings) -> None:
        """Raise `Refused` unless the person may act as délégant."""
        why = self.why_not_act(settings)
        if why:
            raise Refused(why)


def require_room(person: Person, settings: Settings) -> None:
    """Raise `Refused` at the limit of delegations in force. In a race, a condition of the transaction holds it."""
    if person.head.live >= settings.live_delegations:
        raise Refused(Code.TOO_MANY_DELEGATIONS)


def person_of(session: Session | None, items: dict[Key, Item]) -> Person:
    """Return the person signed in, from items with the account's HEAD and its sessions; raise `SignedOut`."""
    if session is None:
        raise SignedOut
    head = find_head(items, session.account_id)
    if head is None or head.generation != session.generation:
        raise SignedOut
    if not is_open(items, session.account_id, session.session_id, session.mode):
        raise SignedOut
    if head.account.status is not AccountStatus.ACTIVE:
        raise SignedOut
    return Person(head, session.mode)


def person_signed_in(session: Session | None) -> Person:
    """Return the person signed in; raise `SignedOut`, without a read when nobody is. One read."""
    return person_of(session, read(keys.person(account_id_of(session))))


def read_person(session: Session | None) -> Person | None:
    """Return the person signed in; None for nobody."""
    try:
        return person_signed_in(session)
    except SignedOut:
        return None


def account_id_of(session: Session | None) -> str:
    """Return the account of a session; raise `SignedOut` without a session."""
    if session is None:
        raise SignedOut
    return session.account_id
