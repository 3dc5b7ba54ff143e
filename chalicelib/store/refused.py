"""Refused access decisions, counted by délégant, day, délégué, service and reason (spec §7)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.update import Action

from chalicelib.domain.decisions import Denial
from chalicelib.domain.periods import day_in_paris
from chalicelib.store import keys
from chalicelib.store.calls import Busy, within
from chalicelib.store.table import Item, epoch, is_over, query, update
from chalicelib.store.writes import Update, transact

log = logging.getLogger(__name__)

UNKNOWN = "inconnu"
"""Stands for a délégant, a délégué or a service that nobody knows."""

_PATIENCE = 1.0
"""Seconds: a no does not wait longer for its counter."""

_MOST_LOOKED_AT = 2000
"""Counters, some 250 kB: a page never waits for more than one answer of DynamoDB."""

TOKEN = "jeton"  # noqa: S105 - the name of what is refused
"""Stands for the service when a token was refused."""


class RefusalItem(Item, discriminator="refusal"):
    """How often one délégué was refused one service for one reason on one day; the key says which."""

    times = NumberAttribute(default=0)


@dataclass(frozen=True)
class Refusal:
    """What was refused in a délégant's name. `service` is one of the catalogue, `TOKEN` or `UNKNOWN`."""

    delegant_id: str
    delegue_id: str
    service: str
    denial: Denial


@dataclass(frozen=True)
class Refusals:
    """How often the same was refused on one day."""

    day: date
    refusal: Refusal
    count: int


def count(refusals: Mapping[Refusal, int], now: datetime, kept: timedelta) -> None:
    """Count what was just refused: one update, or one transaction when there are several; nothing for nothing.

    A counter that cannot be written must not turn a no into an error: it is logged, and the no stands.
    """
    counted = [Update(_item(refusal, now), _actions(times, now, kept)) for refusal, times in refusals.items()]
    if not counted:
        return
    try:
        with within(_PATIENCE):
            if len(counted) == 1:
                update(counted[0].item, counted[0].actions)
            else:
                transact(counted)
    except (PynamoDBException, Busy) as error:
        log.error("refusals_not_counted", extra={"refusals": len(refusals), "error": type(error).__name__})


def _item(refusal: Refusal, now: datetime) -> RefusalItem:
    day = day_in_paris(now).isoformat()
    return RefusalItem(
        *keys.refusal(refusal.delegant_id, day, refusal.delegue_id, refusal.service, refusal.denial.value)
    )


def _actions(times: int, now: datetime, kept: timedelta) -> list[Action]:
    return [
        RefusalItem.times.add(times),
        RefusalItem.ttl.set(epoch(now + kept)),
        RefusalItem.kind.set(RefusalItem),
    ]


def read_refusals(delegant_id: str, limit: int, now: datetime, delegue_id: str = "") -> list[Refusals]:
    """Return what was refused in a délégant's name, newest day first, to everybody or to one délégué; one query.

    As far back as it is kept, but no further than the newest counters: one délégué may be refused all day long.
    """
    pk, _ = keys.refusal(delegant_id, "", "", "", "")
    found = islice(query(pk, "0", "9999-99-99#\uffff", scan_index_forward=False), _MOST_LOOKED_AT)
    told = (_told(item) for item in found if isinstance(item, RefusalItem) and not is_over(item, now))
    wanted = (refusals for refusals in told if not delegue_id or refusals.refusal.delegue_id == delegue_id)
    return [refusals for refusals, _ in zip(wanted, range(limit), strict=False)]


def _told(item: RefusalItem) -> Refusals:
    _, delegant_id = item.pk.split("#", 1)
    day, delegue_id, service, denial = item.sk.split("#")
    refusal = Refusal(delegant_id, delegue_id, service, Denial(denial))
    return Refusals(date.fromisoformat(day), refusal, int(item.times))
