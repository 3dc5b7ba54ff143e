"""What an act finds when it begins: who acts, on which delegation, and the délégué's account; one batch of reads."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.gone import Gone, end_in_time
from chalicelib.domain.people import Account, Party, Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store import guards, keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.delegations import DelegationItem, TombstoneItem, from_item, tombstone
from chalicelib.store.table import Item, Key, find, read

_LONGEST_ID = 64
"""Characters. Ids are ours and shorter; DynamoDB takes no key beyond 1 kB and fails the whole call."""


def _as_it_is(delegation: Delegation) -> bool:
    return True


@dataclass(frozen=True)
class Hint:
    """What the caller already knew of the delegation. It saves a second reading and decides nothing.

    `still` says whether the delegation is what the caller has seen; an act on anything else is refused.
    """

    delegue_id: str = ""
    profil: str = ""
    still: Callable[[Delegation], bool] = _as_it_is


@dataclass(frozen=True)
class Scene:
    """The délégant, one of his delegations, the account of its délégué, and all else that was read with them."""

    person: Person
    delegation: Delegation
    account: Account
    items: dict[Key, Item]

    @property
    def practice(self) -> Practice:
        """What the délégant exercises."""
        return to_practice(find(self.items, PracticeItem, keys.practice(self.person.id)))

    @property
    def guard(self) -> guards.GuardItem | None:
        """The overlap guard of the delegation."""
        return find(self.items, guards.GuardItem, guards.key_of(self.delegation))


def _find_delegation(items: dict[Key, Item], delegation_id: str, party: Party) -> Delegation:
    """Return the delegation among items read; raises `Refused` when it is unknown, `Gone` when it has ended."""
    key = keys.delegation(delegation_id)
    gone = find(items, TombstoneItem, key)
    if gone:
        raise Gone(tombstone(gone).end, party)
    item = find(items, DelegationItem, key)
    if item is None:
        raise Refused(Code.UNKNOWN)
    return from_item(item)


def as_delegant(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    *more: Key,
    to_act: bool = True,
) -> Scene:
    """Read what an act of the délégant needs; raises `SignedOut`, or `Refused` when it is not his or not allowed.

    One call, two when the hint was wrong.
    """
    delegant_id = account_id_of(session)
    _require_id(delegation_id)
    wanted = [*keys.person(delegant_id), keys.practice(delegant_id), keys.delegation(delegation_id), *more]
    if hint.delegue_id:
        wanted += _of_delegue(delegant_id, hint.delegue_id, hint.profil)
    items = read(wanted)
    person = person_of(session, items)
    if to_act:
        person.require_card()
    delegation = _find_delegation(items, delegation_id, Party.DELEGANT)
    if delegation.delegant.account_id != person.id:
        raise Refused(Code.UNKNOWN)
    if delegation.status_at(context.now) is None:
        raise Gone(end_in_time(delegation), Party.DELEGANT)
    if not hint.still(delegation):
        raise Refused(Code.STALE)
    missing = _of_delegue(person.id, delegation.delegue.account_id, delegation.profil)
    if not set(missing) <= set(wanted):
        items |= read(missing)
    return Scene(person, delegation, stored_account(items, delegation), items)


def _require_id(delegation_id: str) -> None:
    if len(delegation_id) > _LONGEST_ID:
        raise Refused(Code.UNKNOWN)


def _of_delegue(delegant_id: str, delegue_id: str, profil: str) -> list[Key]:
    return [keys.head(delegue_id), keys.guard(delegant_id, delegue_id, ProfilId(profil))] if _known(profil) else []


def _known(profil: str) -> bool:
    return profil in set(ProfilId)


def as_delegue(context: Context, session: Session | None, delegation_id: str) -> Scene:
    """Read what an act of the délégué in his space needs; one call; raises as `as_delegant`."""
    account_id = account_id_of(session)
    _require_id(delegation_id)
    items = read([*keys.person(account_id), keys.delegation(delegation_id)])
    person = person_of(session, items)
    delegation = _find_delegation(items, delegation_id, Party.DELEGUE)
    if delegation.delegue.account_id != person.id:
        raise Refused(Code.UNKNOWN)
    if delegation.status_at(context.now) is None:
        raise Gone(end_in_time(delegation), Party.DELEGUE)
    return Scene(person, delegation, stored_account(items, delegation), items)
