"""The overlap guard: the live periods between a délégant and a délégué for one profil, held by a condition (spec §3).

Who adds a period has read the guard, and writes under its version. Who takes one away or narrows it writes without
reading: that can only make room.
"""

from datetime import datetime
from typing import Any, NamedTuple

from pynamodb.attributes import MapAttribute, NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import LIVE, WAITING
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item


class GuardItem(Item, discriminator="guard"):
    """`periods` maps a delegation to what it holds; `version` grows whenever one is added."""

    version = NumberAttribute(default=0)
    periods: MapAttribute[str, Any] = MapAttribute(default=dict)


class Hold(NamedTuple):
    """The periods one delegation holds; once `until` has passed they count no more, purge met or missed."""

    periods: tuple[Validity, ...]
    until: datetime


def key_of(delegation: Delegation) -> tuple[str, str]:
    """Return the key of the guard that `delegation` stands under."""
    return keys.guard(delegation.delegant.account_id, delegation.delegue.account_id, delegation.profil)


def hold_of(delegation: Delegation | None, now: datetime) -> Hold | None:
    """Return what `delegation` holds at `now`; None when nothing."""
    if delegation is None:
        return None
    periods = delegation.periods_at(now)
    if not periods:
        return None
    return Hold(periods, _until(delegation))


def _until(delegation: Delegation) -> datetime:
    """Return when it holds nothing any more, wider terms that wait for an answer included."""
    return delegation.gone_at if delegation.status in WAITING else delegation.terms.validity.ends_at


def _written(delegation: Delegation) -> Hold | None:
    """Return what the guard holds for `delegation`, whatever time has made of it since."""
    if delegation.status not in LIVE or delegation.ended:
        return None
    proposed = (delegation.proposal.terms.validity,) if delegation.proposal else ()
    return Hold((delegation.terms.validity, *proposed), _until(delegation))


def overlapping(item: GuardItem | None, delegation: Delegation, now: datetime) -> list[str]:
    """Return the other live delegations that overlap what `delegation` would hold under this guard."""
    wanted = hold_of(delegation, now)
    if item is None or wanted is None:
        return []
    held = {owner: from_plain(Hold, plain) for owner, plain in item.periods.as_dict().items() if owner != delegation.id}
    return [
        owner
        for owner, hold in held.items()
        if hold.until > now and any(mine.overlaps(theirs) for mine in wanted.periods for theirs in hold.periods)
    ]


def require_room(item: GuardItem | None, delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` when another live delegation overlaps what `delegation` would hold."""
    if overlapping(item, delegation, now):
        raise Refused(Code.OVERLAP, fields={"debut": "Une délégation existe déjà sur cette période."})


def add(transaction: TransactWrite, item: GuardItem | None, delegation: Delegation, now: datetime) -> None:
    """Write what `delegation` holds, under the version of the guard that was read."""
    hold = hold_of(delegation, now)
    pk, sk = key_of(delegation)
    plain = {delegation.id: to_plain(hold)}
    if item is None:
        new = GuardItem(pk=pk, sk=sk, version=1, periods=plain)
        transaction.save(new, condition=GuardItem.pk.does_not_exist())
        return
    transaction.update(
        GuardItem(pk, sk),
        actions=[GuardItem.periods[delegation.id].set(plain[delegation.id]), GuardItem.version.add(1)],
        condition=GuardItem.version == item.version,
    )


def release(transaction: TransactWrite, before: Delegation, after: Delegation | None, now: datetime) -> None:
    """Write what is left of what `before` held; nothing when nothing changes.

    What time alone has taken since is left to the act of time: a new address would write it for each delegation, and
    two of them under one guard are two writes of one item, which no transaction takes.
    """
    held, holds = _written(before), hold_of(after, now)
    if held == holds or (after is not None and held == _written(after)):
        return
    path = GuardItem.periods[before.id]
    action = path.set(to_plain(holds)) if holds else path.remove()
    exists: Condition = GuardItem.pk.exists()
    transaction.update(GuardItem(*key_of(before)), actions=[action], condition=exists)
