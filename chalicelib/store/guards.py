"""The overlap guard: the live periods between a délégant and a délégué for one profil (specification §3).

An act that adds a period reads the guard, and writes on the condition that its version has not changed. An act that
removes or narrows a period writes without reading, because it only makes room. The rule is in `domain/overlaps.py`.
"""

from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.overlaps import Hold, hold_of, hold_written_for
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch
from chalicelib.store.writes import Save, Update, Write

_KEPT_AFTER = timedelta(days=2)
"""How long after its last wish a guard stays, before TTL removes it."""


class GuardItem(Item, discriminator="guard"):
    """`periods` maps a delegation to what it holds; `version` grows whenever one is added."""

    version = NumberAttribute(default=0)
    periods: MapAttribute[str, Any] = MapAttribute(default=dict)


def key_of(delegation: Delegation) -> Key:
    """Return the key of the guard of `delegation`."""
    return keys.guard(delegation.delegant.account_id, delegation.delegue.account_id, delegation.profil)


def held_under(guard: GuardItem | None) -> dict[str, Hold]:
    """Return what each delegation of a guard holds, by id."""
    plain = guard.periods.as_dict() if guard else {}
    return {delegation_id: from_plain(Hold, held) for delegation_id, held in plain.items()}


def addition_of(guard: GuardItem | None, delegation: Delegation, now: datetime) -> Write:
    """Return the write that adds what `delegation` holds, on condition that the guard is as it was read.

    A guard of wishes alone ends with them, since others make it.
    """
    plain = to_plain(hold_of(delegation, now))
    key = key_of(delegation)
    ttl = epoch(delegation.gone_at + _KEPT_AFTER) if delegation.is_wish else None
    if guard is None:
        new = GuardItem(*key, version=1, periods={delegation.id: plain}, ttl=ttl)
        return Save(new, GuardItem.pk.does_not_exist())
    actions: list[Action] = [GuardItem.periods[delegation.id].set(plain), GuardItem.version.add(1)]
    if guard.ttl is not None:
        actions.append(GuardItem.ttl.set(max(int(guard.ttl), ttl)) if ttl else GuardItem.ttl.remove())
    return Update(GuardItem(*key), actions, GuardItem.version == guard.version)


def release_of(before: Delegation, after: Delegation | None, now: datetime) -> list[Write]:
    """Return the write that keeps only what `after` still holds of what `before` held; none when nothing changes.

    Periods that only time has ended are left to the act of time. Otherwise a new address would release them for every
    delegation, and a transaction accepts no two writes of the same guard.
    """
    held, holds = hold_written_for(before), hold_of(after, now)
    if held == holds or (after is not None and held == hold_written_for(after)):
        return []
    path = GuardItem.periods[before.id]
    action = path.set(to_plain(holds)) if holds else path.remove()
    return [Update(GuardItem(*key_of(before)), [action], GuardItem.pk.exists())]
