"""Traces of use as stored: one item for each delegation and month (specification §6, docs/data-model.md).

A day is added to a set, so that a repetition notes it once, and no item grows beyond its month.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from chalicelib.domain.decisions import SERVICES_BY_ID, Grant
from chalicelib.domain.periods import day_in_paris, start_of_day
from chalicelib.domain.uses import Uses, months_of_year, uses_of
from chalicelib.store import keys
from chalicelib.store.grants import GrantItem
from chalicelib.store.lines import SummaryItem
from chalicelib.store.table import Item, epoch, is_over, query
from chalicelib.store.writes import Update, transact


class UsesItem(Item, discriminator="uses"):
    """The uses of one delegation in one month: `12#paiements` is a use of the 12th.

    `delegue_id` is the account that used it, which tells whose data this is.
    """

    delegue_id = UnicodeAttribute()
    uses = UnicodeSetAttribute()


def note_uses(grant: Grant, services: Iterable[str], now: datetime, kept: timedelta) -> None:
    """Note that services were used today under `grant`; one transaction. Raises `Raced` once the grant has ended.

    The grant itself says what is noted of today, so that the next decision has nothing to write; the line of the
    délégant's dashboard says when the delegation was last used.
    """
    day = day_in_paris(now)
    noted = frozenset(services) | grant.noted_of(day)
    grant_item = GrantItem(*keys.grant(grant.delegue_id, grant.delegant_id, grant.delegation_id))
    line = SummaryItem(*keys.given(grant.delegant_id, grant.delegation_id))
    marks = [GrantItem.noted_on.set(day.isoformat()), GrantItem.noted.set(set(noted))]
    transact([
        Update(grant_item, marks, GrantItem.pk.exists()),
        Update(line, [SummaryItem.used_on.set(day.isoformat())], SummaryItem.pk.exists()),
        _addition(grant, services, day, kept),
    ])  # fmt: skip


def _addition(grant: Grant, services: Iterable[str], day: date, kept: timedelta) -> Update:
    month = f"{day:%Y-%m}"
    next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return Update(
        UsesItem(*keys.uses(grant.delegation_id, month)),
        [
            UsesItem.uses.add({f"{day:%d}#{service}" for service in services}),
            UsesItem.delegue_id.set(grant.delegue_id),
            UsesItem.ttl.set(epoch(start_of_day(next_month) + kept)),
            UsesItem.kind.set(UsesItem),
        ],
    )


def read_uses(delegation_id: str, now: datetime) -> Uses:
    """Return the uses of a delegation in the last year; one query."""
    today = day_in_paris(now)
    first, last = months_of_year(today)
    pk, _ = keys.uses(delegation_id, "")
    items = (item for item in query(pk, first, last) if isinstance(item, UsesItem) and not is_over(item, now))
    return uses_of((pair for item in items for pair in _pairs(item)), today)


def _pairs(item: UsesItem) -> Iterator[tuple[str, date]]:
    for use in item.uses:
        day, service = use.split("#", 1)
        if service in SERVICES_BY_ID:
            yield service, date.fromisoformat(f"{item.sk}-{day}")
