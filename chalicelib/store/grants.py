"""What a délégué may do for a délégant: what access decisions read (specification §6)."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Identifiers
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.codec import to_plain
from chalicelib.store.table import Item, epoch
from chalicelib.store.writes import Delete, Save, Write


class GrantItem(Item, discriminator="grant"):
    """The terms of one delegation, under the délégué. It exists exactly while the delegation is in force.

    `noted`: the services whose use of the day `noted_on` is noted; with new terms they are noted again.
    """

    delegation_id = UnicodeAttribute()
    profil = UnicodeAttribute()
    terms: MapAttribute[str, Any] = MapAttribute()
    delegue: MapAttribute[str, Any] = MapAttribute()
    noted_on = UnicodeAttribute(null=True)
    noted = UnicodeSetAttribute(null=True)


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


def _content(delegation: Delegation) -> tuple[Terms, Identifiers, str]:
    return delegation.terms, delegation.delegue.identifiers, delegation.delegue.account_id


def writes_of(before: Delegation | None, after: Delegation | None, now: datetime) -> list[Write]:
    """Return the writes that bring the grant in line with the delegation; none when it already is."""
    held = before if before and before.is_in_force_at(now) else None
    holds = after if after and after.is_in_force_at(now) else None
    writes: list[Write] = []
    if holds and (held is None or _content(held) != _content(holds)):
        writes.append(Save(_item(holds)))
    if holds and (held is None or held.delegue.account_id == holds.delegue.account_id):
        return writes
    if before is not None and before.status is Status.VALIDEE:
        key = keys.grant(before.delegue.account_id, before.delegant.account_id, before.id)
        writes.append(Delete(GrantItem(*key)))
    return writes
