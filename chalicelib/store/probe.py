"""A transaction that touches nobody's data. A deployment makes it to check that the functions may write."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch
from chalicelib.store.writes import Delete, Save, Update, transact

NOBODY = "sante"
"""An id that no account and no delegation has: real ids are made of 96 random bits."""

_KEPT = timedelta(days=1)


class ProbeItem(Item, discriminator="probe"):
    """The time of a check; the item expires after a day."""

    at = NumberAttribute(null=True)


def write_probe(now: datetime) -> None:
    """Make the kinds of writes that an act makes: two puts (one under an append-only prefix), an update, a delete.

    AWS does not document how IAM checks the keys of a transaction. If the policies were wrong about it, every act would
    be denied; so would this one.
    """
    ttl = epoch(now + _KEPT)
    put = (keys.history(NOBODY, 0), keys.idempotency(NOBODY, "deploiement"))
    counted = [ProbeItem.kind.set(ProbeItem), ProbeItem.ttl.set(ttl)]
    transact(
        [
            *(Save(ProbeItem(*key, at=epoch(now), ttl=ttl)) for key in put),
            Update(ProbeItem(*keys.limit(NOBODY)), counted),
            Delete(ProbeItem(*keys.grant(NOBODY, NOBODY, NOBODY))),
        ]
    )
