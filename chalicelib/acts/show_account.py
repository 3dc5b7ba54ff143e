"""« Mon compte »: the person and his practice."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.domain.eligibility import may_delegate
from chalicelib.domain.people import Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.table import find, read


@dataclass(frozen=True)
class OwnAccount:
    """The account of the person signed in."""

    person: Person
    practice: Practice

    def why_not_delegate(self, settings: Settings) -> Code | None:
        """Return the reason why the person may not create a delegation of any profil; None when he may.

        The lack of a card comes first, because his practice may not be known without one.
        """
        why = self.person.why_not_act(settings)
        return why if why is Code.NO_CARD or may_delegate(self.practice) else Code.NOT_ELIGIBLE

    def require_may_delegate(self, settings: Settings) -> None:
        """Raise `Refused` unless the person may create a delegation of some profil."""
        why = self.why_not_delegate(settings)
        if why:
            raise Refused(why)


def show_account(session: Session | None) -> OwnAccount:
    """Return the account and practice of the person signed in; raise `SignedOut`. One read."""
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.practice(account_id)])
    practice = to_practice(find(items, PracticeItem, keys.practice(account_id)))
    return OwnAccount(person_of(session, items), practice)
