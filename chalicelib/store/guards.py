"""The overlap guard: the live periods between a délégant and a délégué for one profil, held by a condition (spec §3).

An act that adds a period has read the guard, and writes under its version. One that takes a period away or narrows it
writes without reading: that can only make room. The rule itself is in `domain/overlaps.py`.
"""

from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.overlaps import Hold, hold_of, hold_written_for
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key
from chalicelib.store.writes import Save, Update, Write


class GuardItem(Item, discriminator="guard"):
    """`periods` maps a delegation to what it holds; `version` grows whenever one is added."""

    version = NumberAttribute(default=0)
    periods: MapAttribute[str, Any] = MapAttribute(default=dict)


def key_of(delegation: Delegation) -> Key:
    """Return the key of the guard that `delegation` stands under."""
    return keys.guard(delegation.delegant.account_id, delegation.delegue.account_id, delegation.profil)


def held_under(guard: GuardItem | None) -> dict[str, Hold]:
    """Return what each delegation holds under a guard that was read, by id."""
    plain = guard.periods.as_dict() if guard else {}
    return {delegation_id: from_plain(Hold, held) for delegation_id, held in plain.items()}


def addition_of(guard: GuardItem | None, delegation: Delegation, now: datetime) -> Write:
    """Return the write of what `delegation` holds, under the version of the guard that was read."""
    plain = to_plain(hold_of(delegation, now))
    key = key_of(delegation)
    if guard is None:
        new = GuardItem(*key, version=1, periods={delegation.id: plain})
        return Save(new, GuardItem.pk.does_not_exist())
    actions = [GuardItem.periods[delegation.id].set(plain), GuardItem.version.add(1)]
    return Update(GuardItem(*key), actions, GuardItem.version == guard.version)


def release_of(before: Delegation, after: Delegation | None, now: datetime) -> list[Write]:
    """Return the write of what is left of what `before` held; none when nothing changes.

    What time alone has taken since is left to the act of time: a new address would write it for each delegation, and
    two of them under one guard are two writes of one item, which no transaction takes.
    """
    held, holds = hold_written_for(before), hold_of(after, now)
    if held == holds or (after is not None and held == hold_written_for(after)):
        return []
    path = GuardItem.periods[before.id]
    action = path.set(to_plain(holds)) if holds else path.remove()
    return [Update(GuardItem(*key_of(before)), [action], GuardItem.pk.exists())]
