"""The reads of access decisions: grants, read consistently and without an index (specification §6, docs/access.md).

A table that is shut grants nothing (`restored.py`).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.decisions import Grant, grant_of
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Identifiers
from chalicelib.store import key_parts, keys, restored
from chalicelib.store.codec import from_plain
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.grants import GrantItem
from chalicelib.store.guards import GuardItem, held_under
from chalicelib.store.table import find, query, read

_FIRST, _LAST = " ", "\uffff"


def _grant(item: GrantItem) -> Grant:
    delegant_id, delegation_id = key_parts.grant(item.sk)
    return Grant(
        delegation_id,
        key_parts.owner(item.pk),
        delegant_id,
        ProfilId(item.profil),
        from_plain(Terms, item.terms.as_dict()),
        from_plain(Identifiers, item.delegue.as_dict()),
        date.fromisoformat(item.noted_on) if item.noted_on else None,
        frozenset(item.noted or ()),
    )


def read_grants(delegue_id: str, delegant_id: str = "") -> list[Grant]:
    """Return the grants of a délégué, from every délégant or from one; one query (per MB)."""
    if restored.is_shut():
        return []
    pk, prefix = keys.grant(delegue_id, delegant_id, "")
    items = query(pk, prefix, prefix + _LAST) if delegant_id else query(pk, _FIRST, _LAST)
    return [_grant(item) for item in items if isinstance(item, GrantItem)]


def read_grant(delegue_id: str, delegant_id: str, delegation_id: str) -> Grant | None:
    """Return the grant of one delegation, None once it is deleted or ended; one read."""
    if restored.is_shut():
        return None
    key = keys.grant(delegue_id, delegant_id, delegation_id)
    item = find(read([key]), GrantItem, key)
    return _grant(item) if item else None


def read_delegation_and_grant(
    delegation_id: str, delegue_id: str, delegant_id: str
) -> tuple[Delegation | None, Grant | None]:
    """Return a delegation and its grant as they are stored, None once they are deleted; one read."""
    if restored.is_shut():
        return None, None
    key, grant_key = keys.delegation(delegation_id), keys.grant(delegue_id, delegant_id, delegation_id)
    items = read([key, grant_key])
    item, grant_item = find(items, DelegationItem, key), find(items, GrantItem, grant_key)
    return from_item(item) if item else None, _grant(grant_item) if grant_item else None


def delegues_of(delegant_id: str, after: str, now: datetime) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the délégués of a délégant after `after`, in order, each with the delegations that are not over; one query.

    It reads the guards against overlaps, which are stored under the délégant, by délégué, so that no index is needed.
    """
    pk, _ = keys.guard(delegant_id, "", "")
    by_delegue: dict[str, set[str]] = {}
    for item in query(pk, f"{after}#{_LAST}" if after else _FIRST, _LAST):
        if isinstance(item, GuardItem):
            by_delegue.setdefault(key_parts.guard(item.sk), set()).update(_not_over(item, now))
    for delegue_id, delegation_ids in by_delegue.items():
        if delegation_ids:
            yield delegue_id, frozenset(delegation_ids)


def _not_over(item: GuardItem, now: datetime) -> set[str]:
    """Return what may be in force; what is only asked for opens nothing, and others make it."""
    return {delegation_id for delegation_id, hold in held_under(item).items() if hold.until > now and not hold.is_wish}


def grants_of_delegations(delegation_ids: Iterable[str], now: datetime) -> list[Grant]:
    """Return the grants of these delegations at `now`, from the delegations themselves; one read (per hundred)."""
    if restored.is_shut():
        return []
    items = read(keys.delegation(delegation_id) for delegation_id in delegation_ids)
    grants = (grant_of(from_item(item), now) for item in items.values() if isinstance(item, DelegationItem))
    return [grant for grant in grants if grant]
