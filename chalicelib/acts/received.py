"""One of the délégué's delegations, read at once for a page or an act of his space."""

from dataclasses import dataclass

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.own_delegation import own_delegation, require_id
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Party
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.once import NO_KEY, Once
from chalicelib.store.table import read


@dataclass(frozen=True)
class Received:
    """The délégué, one of the delegations he has received, and his account as the rules need it.

    `is_done`: the same form or request, sent before, has done the act.
    """

    person: Person
    delegation: Delegation
    account: Account
    is_done: bool = False

    @property
    def rpps_on_card(self) -> str:
        """The RPPS that the délégué's card has stated; empty when he has never used one."""
        return self.person.head.rpps


def find_received(context: Context, session: Session | None, delegation_id: str, this: Once = NO_KEY) -> Received:
    """Read a delegation received; raise `SignedOut`, or `Refused` when it is not his or is gone. One read."""
    account_id = account_id_of(session)
    require_id(delegation_id)
    items = read([*keys.person(account_id), keys.delegation(delegation_id), *this.keys])
    person = person_of(session, items)
    delegation = own_delegation(items, delegation_id, person.id, Party.DELEGUE, context.now)
    return Received(person, delegation, stored_account(items, delegation), this.result(items, context.now) is not None)
