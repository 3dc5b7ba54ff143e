"""« Mon compte »: who one is and what one exercises."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.domain.eligibility import may_delegate
from chalicelib.domain.people import Practice
from chalicelib.domain.refusals import Code
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.table import find, read


@dataclass(frozen=True)
class OwnAccount:
    """Somebody's own account."""

    person: Person
    practice: Practice

    @property
    def why_not_delegate(self) -> Code | None:
        """Why the person may not create a delegation, whatever its profil; None when he may.

        Whoever comes without a card is asked for it first: what he exercises may not be known yet.
        """
        why = self.person.why_not_act
        return why if why is Code.NO_CARD or may_delegate(self.practice) else Code.NOT_ELIGIBLE


def show_account(session: Session | None) -> OwnAccount:
    """Return one's account and practice; raises `SignedOut`. One read."""
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.practice(account_id)])
    practice = to_practice(find(items, PracticeItem, keys.practice(account_id)))
    return OwnAccount(person_of(session, items), practice)
