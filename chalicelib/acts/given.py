"""One of the délégant's delegations, read in one batch for a page or for an act."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.own_delegation import own_delegation, require_id
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Party, Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store import guards, keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.guards import GuardItem
from chalicelib.store.once import NO_KEY, Once
from chalicelib.store.table import Item, Key, find, read


class Hint(NamedTuple):
    """The délégué and the profil, where the caller knows them. With both, one read is enough. It decides nothing."""

    delegue_id: str = ""
    profil: str = ""


class Seen(NamedTuple):
    """The state of a delegation that the caller has seen. An act that expects it is refused on any other."""

    revision: int
    terms_version: int
    delegue_id: str
    profil: str
    status: str
    is_proposed: bool

    @property
    def hint(self) -> Hint:
        """The délégué and the profil."""
        return Hint(self.delegue_id, self.profil)


def seen_of(delegation: Delegation, now: datetime) -> Seen:
    """Return the state that is seen of `delegation` at `now`."""
    return Seen(
        delegation.revision,
        delegation.terms_version,
        delegation.delegue.account_id,
        delegation.profil.value,
        delegation.status_at(now) or "",
        delegation.proposal_at(now) is not None,
    )


@dataclass(frozen=True)
class Given:
    """The délégant, one of his delegations, the account of its délégué, and all items read with them.

    `stored_practice` is the délégant's; `guard` is the overlap guard of the delegation, which is read to act alone.
    `is_done`: the same form or request, sent before, has done the act.
    """

    person: Person
    delegation: Delegation
    account: Account
    stored_practice: PracticeItem | None
    guard: GuardItem | None
    items: dict[Key, Item]
    is_done: bool = False

    @property
    def practice(self) -> Practice:
        """What the délégant exercises."""
        return to_practice(self.stored_practice)


def look_at_given(context: Context, session: Session | None, delegation_id: str) -> Given:
    """Read a delegation to show it; raise `SignedOut`, or `Refused` when it is not his or is gone. Two reads."""
    return _read(context, session, delegation_id, Hint(), to_act=False)


def act_on_given(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    *more: Key,
    expected: Seen | None = None,
    this: Once = NO_KEY,
) -> Given:
    """Read the items for an act of the délégant, and those at `more`; raise as `look_at_given` does.

    Raises `Refused` too when he may only look, or when the delegation is not as `expected`, unless `this` very request
    has changed it. One read, or two after a wrong hint.
    """
    return _read(context, session, delegation_id, hint, *more, to_act=True, expected=expected, this=this)


def _read(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    *more: Key,
    to_act: bool,
    expected: Seen | None = None,
    this: Once = NO_KEY,
) -> Given:
    delegant_id = account_id_of(session)
    require_id(delegation_id)
    wanted = [*keys.person(delegant_id), keys.practice(delegant_id), keys.delegation(delegation_id)]
    wanted += [*more, *this.keys, *_keys_of_delegue(delegant_id, hint)]
    items = read(wanted)
    person = person_of(session, items)
    if to_act:
        person.require_card(context.settings)
    delegation = own_delegation(items, delegation_id, person.id, Party.DELEGANT, context.now)
    is_done = this.result(items, context.now) is not None
    if expected and not is_done and seen_of(delegation, context.now) != expected:
        raise Refused(Code.STALE)
    needed = _keys_of_delegue(delegant_id, Hint(delegation.delegue.account_id, delegation.profil))
    needed = needed if to_act else needed[:1]
    if not set(needed) <= set(wanted):
        items |= read(needed)
    practice = find(items, PracticeItem, keys.practice(delegant_id))
    guard = find(items, GuardItem, guards.key_of(delegation))
    return Given(person, delegation, stored_account(items, delegation), practice, guard, items, is_done)


def _keys_of_delegue(delegant_id: str, hint: Hint) -> list[Key]:
    """Return the keys of the délégué's account and of the guard, in this order."""
    if not hint.delegue_id or hint.profil not in set(ProfilId):
        return []
    return [keys.head(hint.delegue_id), keys.guard(delegant_id, hint.delegue_id, ProfilId(hint.profil))]
