"""What a délégué may do for a délégant: what access decisions read (spec §6)."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Identifiers
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.codec import to_plain
from chalicelib.store.table import Item, epoch


class GrantItem(Item, discriminator="grant"):
    """The terms in force of one delegation, under the délégué. It exists exactly while the delegation is `VALIDEE`."""

    delegation_id = UnicodeAttribute()
    profil = UnicodeAttribute()
    terms: MapAttribute[str, Any] = MapAttribute()
    delegue: MapAttribute[str, Any] = MapAttribute()


def _item(delegation: Delegation) -> GrantItem:
    pk, sk = keys.grant(delegation.delegue.account_id, delegation.delegant.account_id, delegation.id)
    return GrantItem(
        pk=pk,
        sk=sk,
        delegation_id=delegation.id,
        profil=delegation.profil.value,
        terms=to_plain(delegation.terms),
        delegue=to_plain(delegation.delegue.identifiers),
        ttl=epoch(delegation.terms.validity.ends_at),
    )


def _told(delegation: Delegation) -> tuple[Terms, Identifiers, str]:
    return delegation.terms, delegation.delegue.identifiers, delegation.delegue.account_id


def _in_force(delegation: Delegation | None, now: datetime) -> Delegation | None:
    return delegation if delegation and delegation.status_at(now) is Status.VALIDEE else None


def write(transaction: TransactWrite, before: Delegation | None, after: Delegation | None, now: datetime) -> None:
    """Bring the grant in line with the delegation; nothing when it already is."""
    held, holds = _in_force(before, now), _in_force(after, now)
    if holds:
        if held is None or _told(held) != _told(holds):
            transaction.save(_item(holds))
        if held is None or held.delegue.account_id == holds.delegue.account_id:
            return
    if before is not None and before.status is Status.VALIDEE:
        pk, sk = keys.grant(before.delegue.account_id, before.delegant.account_id, before.id)
        transaction.delete(GrantItem(pk, sk))
