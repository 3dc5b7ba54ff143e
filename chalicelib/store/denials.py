"""Denied accesses, counted by délégant, day, délégué, service and reason (specification §7)."""

import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PynamoDBException

from chalicelib.domain.decisions import Denial
from chalicelib.domain.periods import day_in_paris
from chalicelib.store import key_parts, keys
from chalicelib.store.calls import Busy, within
from chalicelib.store.table import Item, epoch, is_over, query, update
from chalicelib.store.writes import Update, transact

log = logging.getLogger(__name__)

UNKNOWN = "inconnu"
"""The id in place of an unknown délégant, délégué or service."""

_SPREAD = 16
"""The parts of the partition of unknown délégants: whoever asks wrongly, for all délégants, would write one item."""

_LONGEST_WAIT = 1.0
"""Seconds that a denial waits for its counter to be written."""

_MOST_READ = 2000
"""Counters that a page reads at most, some 250 kB: one response of DynamoDB."""

TOKEN = "jeton"  # noqa: S105 - the id in place of a service
"""The id in place of a service when a token was denied."""


class DenialItem(Item, discriminator="refusal"):
    """The number of times that a délégué was denied a service for one reason on one day; the key names them."""

    times = NumberAttribute(default=0)


@dataclass(frozen=True)
class DeniedAccess:
    """A denied access in a délégant's name. `service` is one of the catalogue, `TOKEN` or `UNKNOWN`."""

    delegant_id: str
    delegue_id: str
    service: str
    denial: Denial


@dataclass(frozen=True)
class DenialCount:
    """The number of times that the same access was denied on one day."""

    day: date
    access: DeniedAccess
    count: int


def count(denials: Mapping[DeniedAccess, int], now: datetime, kept: timedelta) -> None:
    """Count denials: one update, one transaction for several, no call for none.

    A counter that cannot be written is logged. The caller still gets its denial, and no error.
    """
    writes = [_counted(access, times, now, kept) for access, times in denials.items()]
    if not writes:
        return
    try:
        with within(_LONGEST_WAIT):
            if len(writes) == 1:
                update(writes[0].item, writes[0].actions)
            else:
                transact(writes)
    except (PynamoDBException, Busy) as error:
        log.error("refusals_not_counted", extra={"refusals": len(denials), "error": type(error).__name__})


def _counted(access: DeniedAccess, times: int, now: datetime, kept: timedelta) -> Update:
    day = day_in_paris(now).isoformat()
    item = DenialItem(
        *keys.denial(_any_part(access.delegant_id), day, access.delegue_id, access.service, access.denial.value)
    )
    actions = [
        DenialItem.times.add(times),
        DenialItem.ttl.set(epoch(now + kept)),
        DenialItem.kind.set(DenialItem),
    ]
    return Update(item, actions)


def _any_part(delegant_id: str) -> str:
    return f"{UNKNOWN}-{random.randrange(_SPREAD)}" if delegant_id == UNKNOWN else delegant_id  # noqa: S311 - no secret


def read_denials(delegant_id: str, limit: int, now: datetime, delegue_id: str = "") -> list[DenialCount]:
    """Return the denials in a délégant's name, of all délégués or of one, newest day first, at most `limit`; one query,
    and one for each part for `UNKNOWN`.

    Only the newest `_MOST_READ` counters are read, because one délégué may cause any number of them.
    """
    counters = _summed(now) if delegant_id == UNKNOWN else _newest(delegant_id, now)
    wanted = (counter for counter in counters if not delegue_id or counter.access.delegue_id == delegue_id)
    return list(islice(wanted, limit))


def _newest(owner: str, now: datetime) -> Iterator[DenialCount]:
    pk, _ = keys.denial(owner, "", "", "", "")
    newest = islice(query(pk, "0", "9999-99-99#\uffff", scan_index_forward=False), _MOST_READ)
    return (_denial_count(item) for item in newest if isinstance(item, DenialItem) and not is_over(item, now))


def _summed(now: datetime) -> Iterator[DenialCount]:
    """Yield the denials about unknown délégants: the sum of the parts, and what was written before there were any."""
    times: Counter[tuple[date, DeniedAccess]] = Counter()
    for owner in (UNKNOWN, *(f"{UNKNOWN}-{part}" for part in range(_SPREAD))):
        for counter in _newest(owner, now):
            times[counter.day, counter.access] += counter.count
    for day, access in sorted(times, key=lambda key: key[0], reverse=True):
        yield DenialCount(day, access, times[day, access])


def _denial_count(item: DenialItem) -> DenialCount:
    delegant_id = key_parts.owner(item.pk)
    day, delegue_id, service, denial = key_parts.denial(item.sk)
    delegant_id = UNKNOWN if delegant_id.startswith(f"{UNKNOWN}-") else delegant_id
    access = DeniedAccess(delegant_id, delegue_id, service, Denial(denial))
    return DenialCount(date.fromisoformat(day), access, int(item.times))
